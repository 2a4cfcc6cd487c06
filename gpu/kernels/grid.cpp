#include "gpu/kernels/grid.h"

#include <algorithm>

namespace imagelab::gpu {

Groups grid(int64_t tasks, int64_t tasks_a_group, const Capabilities& capabilities) {
    const int64_t groups = (tasks + tasks_a_group - 1) / tasks_a_group;
    return {static_cast<uint32_t>(std::clamp<int64_t>(groups, 1, capabilities.max_groups[0]))};
}

uint32_t index_of(std::string_view op, int64_t count) {
    if (count < 0 || count >= int64_t{1} << 31)
        throw Error("[" + std::string(op) + "] " + std::to_string(count) + " elements are more than a shader counts to");
    return static_cast<uint32_t>(count);
}

}  // namespace imagelab::gpu
