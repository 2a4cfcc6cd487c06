#include "gpu/kernels/matrix.h"

namespace imagelab::gpu {

Lowered lower_linear(const Lowering& lowering, const op::Linear& op) {
    const Node& node = lowering.node();
    MatrixProduct product;
    product.dtype = node.dtype;
    product.columns = op.weight.shape[op.transposed ? 1 : 0];
    product.channels = op.weight.shape[op.transposed ? 0 : 1];
    product.rows = element_count(node.shape) / product.columns;
    product.activation = op.activation;
    product.window.taps_x = 1;
    return lower_matrix(lowering, product, op.weight, op.bias, op.transposed ? WeightLayout::plain : WeightLayout::transposed);
}

}  // namespace imagelab::gpu
