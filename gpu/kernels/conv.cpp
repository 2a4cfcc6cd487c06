#include "gpu/kernels/matrix.h"

namespace imagelab::gpu {

// An implicit matrix product (Chetlur et al. 2014, section 3): rows are output pixels, the depth is taps times channels.
Lowered lower_conv2d(const Lowering& lowering, const op::Conv2d& op) {
    const Node& node = lowering.node();
    const Shape& x = lowering.operand(0).shape;
    const Shape& w = op.weight.shape;  // OIHW
    MatrixProduct product;
    product.dtype = node.dtype;
    product.columns = w[0];
    product.channels = w[1];
    product.taps = w[2] * w[3];
    product.rows = element_count(node.shape) / w[0];
    product.activation = op.activation;
    MatrixParams& window = product.window;
    window.taps_x = 1;
    const bool pointwise = product.taps == 1 && op.stride == 1 && op.pad_top + op.pad_left + op.pad_bottom + op.pad_right == 0;
    if (!pointwise) {
        window.taps_y = static_cast<uint32_t>(w[2]), window.taps_x = static_cast<uint32_t>(w[3]);
        window.height = static_cast<uint32_t>(x[1]), window.width = static_cast<uint32_t>(x[2]);
        window.out_height = static_cast<uint32_t>(node.shape[1]), window.out_width = static_cast<uint32_t>(node.shape[2]);
        window.stride = static_cast<uint32_t>(op.stride);
        window.pad_top = static_cast<uint32_t>(op.pad_top), window.pad_left = static_cast<uint32_t>(op.pad_left);
    }
    return lower_matrix(lowering, product, op.weight, op.bias);
}

}  // namespace imagelab::gpu
