#include "core/graph/axes.h"

namespace imagelab {

int64_t extent_of(const Shape& shape, size_t begin, size_t end) {
    int64_t count = 1;
    for (size_t i = begin; i < end; ++i) count *= shape[i];
    return count;
}

PermutedAxes permuted_axes(const Shape& x, const std::vector<int>& axes) {
    PermutedAxes walk;
    for (const int axis : axes) {
        const auto at = static_cast<size_t>(axis);
        if (x[at] == 1) continue;
        const int64_t stride = extent_of(x, at + 1, x.size());
        if (!walk.extent.empty() && walk.stride.back() == stride * x[at]) {
            walk.extent.back() *= x[at];
            walk.stride.back() = stride;
            continue;
        }
        walk.extent.push_back(x[at]);
        walk.stride.push_back(stride);
    }
    if (walk.extent.empty()) walk = {{1}, {1}};
    return walk;
}

}  // namespace imagelab
