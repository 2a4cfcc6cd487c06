#include <algorithm>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {
namespace {

// i32 [shape], each from `least` and below `rows` and 2^24.
Tensor index_constant(Graph& graph, const char* op, Shape shape, const std::vector<int32_t>& index, int32_t least, int64_t rows) {
    for (const int32_t i : index)
        require(i >= least && i < rows && i < 1 << 24, op, "row " + std::to_string(i) + " is not among the " + std::to_string(rows));
    return append(graph, op::Constant{{index.begin(), index.end()}}, {}, std::move(shape), DType::i32);
}

}  // namespace

Tensor gather(Tensor x, const std::vector<int32_t>& index, float fill) {
    require(!x.shape().empty() && !index.empty(), "gather", "x " + text(x) + ": expected x [n, ...] and some rows");
    return gather(x, index_constant(*x.graph(), "gather", {static_cast<int64_t>(index.size())}, index, -1, x.dim(0)), fill);
}

Tensor gather(Tensor x, Tensor index, float fill) {
    require(!x.shape().empty() && index.shape().size() == 1 && index.dtype() == DType::i32, "gather",
            "x " + text(x) + ", index " + text(index) + " " + std::string(dtype_name(index.dtype())) + ": expected x [n, ...], i32 [m]");
    Shape shape = x.shape();
    shape[0] = index.dim(0);
    return append(*x.graph(), op::Gather{fill}, {x, index}, std::move(shape), x.dtype());
}

Tensor to_index(Tensor x) {
    return append(*x.graph(), op::ToIndex{}, {x}, x.shape(), DType::i32);
}

Tensor resample(Tensor x, int axis, const std::vector<int32_t>& index, std::vector<float> weights, int64_t terms) {
    const int at = checked_axis("resample", x, axis);
    const auto count = static_cast<int64_t>(index.size());
    require(terms > 0 && count > 0 && count % terms == 0 && index.size() == weights.size(), "resample",
            "x " + text(x) + ", " + std::to_string(index.size()) + " rows, " + std::to_string(weights.size()) + " weights in " +
                std::to_string(terms) + "s: they do not fit");
    const Shape& shape = x.shape();
    const int64_t outer = element_count(Shape(shape.begin(), shape.begin() + at));
    const int64_t inner = element_count(Shape(shape.begin() + at + 1, shape.end())), made = count / terms;
    Graph& graph = *x.graph();
    const Tensor rows = index_constant(graph, "resample", {made, terms}, index, 0, shape[static_cast<size_t>(at)]);
    const Tensor factors = constant(graph, {made, terms}, std::move(weights));
    Shape whole_shape = shape;
    whole_shape[static_cast<size_t>(at)] = made;
    const Tensor flat = reshape(x, {outer, shape[static_cast<size_t>(at)], inner});
    return reshape(append(graph, op::Resample{}, {flat, rows, factors}, {outer, made, inner}, x.dtype()), std::move(whole_shape));
}

}  // namespace imagelab::ops
