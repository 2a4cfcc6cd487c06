#include "gpu/kernels/grid.h"

#include <algorithm>

namespace imagelab::gpu {
namespace {

constexpr uint32_t most_software_groups = 1024;  // a software driver pays for each workgroup, and has few threads to run them

}  // namespace

Groups grid(int64_t tasks, int64_t tasks_a_group, const Capabilities& capabilities) {
    const int64_t groups = (tasks + tasks_a_group - 1) / tasks_a_group;
    const uint32_t most = capabilities.type == DeviceType::software ? most_software_groups : capabilities.max_groups[0];
    return {static_cast<uint32_t>(std::clamp<int64_t>(groups, 1, most))};
}

Groups looped_grid(std::string_view op, int64_t tasks, int64_t steps, const Capabilities& capabilities) {
    if (capabilities.max_loop_steps == INT64_MAX) return grid(tasks, group_size, capabilities);
    const int64_t most = capabilities.max_loop_steps / (steps + 8);  // tasks of an invocation
    if (most == 0)
        throw Error("[" + std::string(op) + "] a result of " + std::to_string(steps) + " terms is longer than " + capabilities.name +
                    " can run");
    const Groups few = grid(tasks, group_size, capabilities);
    const int64_t least = (tasks + group_size * most - 1) / (group_size * most);
    return {static_cast<uint32_t>(std::clamp<int64_t>(least, few.x, std::max(few.x, capabilities.max_groups[0])))};
}

uint32_t index_of(std::string_view op, int64_t count) {
    if (count < 0 || count >= int64_t{1} << 31)
        throw Error("[" + std::string(op) + "] " + std::to_string(count) + " elements are more than a shader counts to");
    return static_cast<uint32_t>(count);
}

}  // namespace imagelab::gpu
