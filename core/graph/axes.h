#pragma once
// Shapes seen as fewer axes.
#include <cstdint>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

// The product of shape[begin, end).
int64_t extent_of(const Shape& shape, size_t begin, size_t end);

// A permutation with axes of extent 1 dropped and neighbours that stay neighbours joined: the extents of the result, and of each the
// distance of its elements in x. At least one axis.
struct PermutedAxes {
    std::vector<int64_t> extent, stride;
};
PermutedAxes permuted_axes(const Shape& x, const std::vector<int>& axes);

}  // namespace imagelab
