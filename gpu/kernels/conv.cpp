#include <algorithm>

#include "gpu/kernels/grid.h"
#include "gpu/kernels/matrix.h"
#include "shaders/params/conv_direct.h"

namespace imagelab::gpu {
namespace {

// Groups, dilation and strides that differ: a sum for each value.
Lowered lower_conv_direct(const Lowering& lowering, const op::Conv2d& op) {
    const Node& node = lowering.node();
    const Shape &x = lowering.operand(0).shape, &y = node.shape, &w = op.weight.shape;
    index_of("conv2d", std::max({element_count(x), element_count(y), element_count(w)}));
    const auto number = [](int64_t n) { return static_cast<uint32_t>(n); };
    const ConvDirectParams params{.count = number(element_count(y)),
                                  .height = number(x[1]),
                                  .width = number(x[2]),
                                  .channels = number(x[3]),
                                  .out_height = number(y[1]),
                                  .out_width = number(y[2]),
                                  .out_channels = number(y[3]),
                                  .in_group = number(w[1]),
                                  .out_group = number(w[0] / op.groups),
                                  .kernel_y = number(w[2]),
                                  .kernel_x = number(w[3]),
                                  .stride_y = number(op.stride),
                                  .stride_x = number(op.column_stride()),
                                  .dilation_y = number(op.dilation_y),
                                  .dilation_x = number(op.dilation_x),
                                  .pad_top = number(op.pad_top),
                                  .pad_left = number(op.pad_left)};
    const Pipeline& pipeline =
        lowering.pipelines.pipeline("conv_direct_" + dtype_suffix(node.dtype), ConvDirectConstants{static_cast<uint32_t>(op.activation)});
    const Groups groups = looped_grid("conv2d", params.count, w[2] * (w[3] * (w[1] + 1) + 1), lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    kernel->weights.push_back({op.weight, node.dtype});
    if (!op.bias.empty()) kernel->weights.push_back({op.bias, DType::f32});
    kernel->variant = "direct";
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        ConvDirectParams given = params;
        given.x = at.inputs[0], given.weight = at.weights[0], given.bias = at.weights.size() > 1 ? at.weights[1] : 0;
        given.residual = at.residual, given.y = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace

// An implicit matrix product (Chetlur et al. 2014, section 3): rows are output pixels, the depth is taps times channels.
Lowered lower_conv2d(const Lowering& lowering, const op::Conv2d& op) {
    if (!op.plain()) return lower_conv_direct(lowering, op);
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
