#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {
namespace {

// What precedes the last two axes.
Shape before_matrices(const Shape& shape) {
    return Shape(shape.begin(), shape.end() - 2);
}

}  // namespace

Tensor matmul(Tensor a, Tensor b, bool transpose_a, bool transpose_b) {
    const std::string what = "a " + text(a) + (transpose_a ? " turned" : "") + ", b " + text(b) + (transpose_b ? " turned" : "");
    require(a.shape().size() >= 2 && b.shape().size() >= 2, "matmul", what + ": expected a [.., m, k] and b [.., k, n]");
    const int64_t m = a.dim(transpose_a ? -1 : -2), k = a.dim(transpose_a ? -2 : -1);
    const int64_t n = b.dim(transpose_b ? -2 : -1), rows = b.dim(transpose_b ? -1 : -2);
    require(k == rows && m > 0 && n > 0 && k > 0, "matmul", what + ": the sums of " + std::to_string(k) + " and " + std::to_string(rows));
    const Shape left = before_matrices(a.shape()), right = before_matrices(b.shape());
    const bool one_left = element_count(left) == 1, one_right = element_count(right) == 1;
    require(left == right || one_left || one_right, "matmul",
            what + ": what precedes the matrices must be equal, or one side have a single matrix");
    // Both single: the one with more axes says how many there are.
    Shape shape = !one_left || (one_right && left.size() >= right.size()) ? left : right;
    shape.insert(shape.end(), {m, n});
    Graph& graph = *a.graph();
    return append(graph, op::MatMul{transpose_a, transpose_b}, {a, b}, std::move(shape), graph.compute);
}

}  // namespace imagelab::ops
