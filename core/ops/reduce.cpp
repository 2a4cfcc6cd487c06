#include <algorithm>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {
namespace {

bool is_place(Reduction kind) {
    return kind >= Reduction::arg_max;
}

// Over the neighbouring axes [begin, end).
Tensor reduce_run(Tensor x, Reduction kind, int begin, int end) {
    Shape shape = x.shape();
    std::fill(shape.begin() + begin, shape.begin() + end, 1);
    return append(*x.graph(), op::Reduce{kind, begin, end}, {x}, std::move(shape), is_place(kind) ? DType::f32 : x.dtype());
}

}  // namespace

Tensor reduce(Tensor x, Reduction kind, std::vector<int> axes) {
    require(x.dtype() != DType::i32, "reduce", "x " + text(x) + " i32: expected floats");
    for (int& axis : axes) axis = checked_axis("reduce", x, axis);
    std::sort(axes.begin(), axes.end());
    require(std::adjacent_find(axes.begin(), axes.end()) == axes.end(), "reduce", "x " + text(x) + ": an axis is named twice");
    require(!is_place(kind) || axes.size() == 1, "reduce", "x " + text(x) + ": a place is taken over one axis");
    // Each run of neighbours is a node: sums of sums, means of equally many means.
    for (size_t i = 0; i < axes.size();) {
        size_t end = i + 1;
        while (end < axes.size() && axes[end] == axes[end - 1] + 1) ++end;
        x = reduce_run(x, kind, axes[i], axes[end - 1] + 1);
        i = end;
    }
    return x;
}

}  // namespace imagelab::ops
