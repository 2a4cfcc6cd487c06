#include <algorithm>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor concat(std::vector<Tensor> parts, int axis) {
    require(!parts.empty(), "concat", "nothing to join");
    const int at = checked_axis("concat", parts.front(), axis);
    Shape shape = parts.front().shape();
    shape[at] = 0;
    for (Tensor part : parts) {
        Shape rest = part.shape();
        const bool same_rank = rest.size() == shape.size();
        const int64_t extent = same_rank ? rest[at] : 0;
        if (same_rank) rest[at] = shape[at];
        require(rest == shape, "concat",
                text(parts.front()) + " and " + text(part) + " on axis " + std::to_string(at) + ": the other extents differ");
        shape[at] += extent;
    }
    return append(*parts.front().graph(), op::Concat{at}, parts, std::move(shape), common_dtype(parts));
}

Tensor slice(Tensor x, int axis, int64_t begin, int64_t extent) {
    const int at = checked_axis("slice", x, axis);
    require(begin >= 0 && extent > 0 && begin + extent <= x.dim(at), "slice",
            "x " + text(x) + " axis " + std::to_string(at) + " from " + std::to_string(begin) + " for " + std::to_string(extent) +
                ": outside of x");
    Shape shape = x.shape();
    shape[at] = extent;
    return append(*x.graph(), op::Slice{at, begin}, {x}, std::move(shape), x.dtype());
}

Tensor reshape(Tensor x, Shape shape) {
    require(element_count(shape) == element_count(x.shape()), "reshape",
            "x " + text(x) + " to " + shape_text(shape) + ": the element counts differ");
    return append(*x.graph(), op::Reshape{}, {x}, std::move(shape), x.dtype());
}

Tensor permute(Tensor x, const std::vector<int>& axes) {
    std::string given;
    for (int axis : axes) given += (given.empty() ? "" : ",") + std::to_string(axis);
    const std::string what = "x " + text(x) + " by axes " + given;
    require(axes.size() == x.shape().size(), "permute", what + ": expected each axis of x once");
    std::vector<int> order;
    Shape shape;
    for (int axis : axes) {
        const int at = checked_axis("permute", x, axis);
        require(std::find(order.begin(), order.end(), at) == order.end(), "permute", what + ": an axis is named twice");
        order.push_back(at);
        shape.push_back(x.dim(at));
    }
    return append(*x.graph(), op::Permute{std::move(order)}, {x}, std::move(shape), x.dtype());
}

}  // namespace imagelab::ops
