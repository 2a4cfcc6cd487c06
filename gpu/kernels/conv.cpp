#include <algorithm>

#include "gpu/kernels/grid.h"
#include "gpu/kernels/matrix.h"
#include "gpu/kernels/units.h"
#include "shaders/params/conv_direct.h"
#include "shaders/params/spread.h"

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

// The gradient of a convolution's picture is a convolution of dy with the kernel turned round (Dumoulin & Visin 2016, section 4), after the
// pixels of dy were set a stride apart, zeros between them.
Lowered lower_transposed(const Lowering& lowering, const op::Conv2d& op) {
    const Node& node = lowering.node();
    const Shape &dy = lowering.operand(0).shape, &w = op.weight.shape;
    const int64_t height = (dy[1] - 1) * op.stride + 1, width = (dy[2] - 1) * op.stride + 1;
    MatrixProduct product;
    product.dtype = node.dtype;
    product.columns = w[1], product.channels = w[0], product.taps = w[2] * w[3];
    product.rows = element_count(node.shape) / w[1];
    MatrixParams& window = product.window;
    window.taps_y = static_cast<uint32_t>(w[2]), window.taps_x = static_cast<uint32_t>(w[3]);
    window.height = static_cast<uint32_t>(height), window.width = static_cast<uint32_t>(width);
    window.out_height = static_cast<uint32_t>(node.shape[1]), window.out_width = static_cast<uint32_t>(node.shape[2]);
    window.stride = 1;
    window.pad_top = static_cast<uint32_t>(w[2] - 1 - op.pad_top), window.pad_left = static_cast<uint32_t>(w[3] - 1 - op.pad_left);
    if (op.pad_top >= w[2] || op.pad_left >= w[3]) throw Error("[conv2d] no gradient through padding wider than the kernel");
    Lowered kernel = lower_matrix(lowering, product, op.weight, {}, WeightLayout::turned);
    if (op.stride == 1) return kernel;

    const int64_t pixel = dy[3] * static_cast<int64_t>(dtype_bytes(node.dtype)), unit = unit_of({pixel});
    const auto extent = [](int64_t i) { return index_of("conv2d", i); };
    const SpreadParams params{.count = extent(dy[0] * height * width * (pixel / unit)),
                              .run = extent(pixel / unit),
                              .height = extent(dy[1]),
                              .width = extent(dy[2]),
                              .stride = extent(op.stride)};
    const Pipeline& spread = lowering.pipelines.pipeline(unit_shader("spread", unit));
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    const auto spread_at = static_cast<Address>((kernel->scratch_bytes + 255) / 256 * 256);
    kernel->scratch_bytes = static_cast<int64_t>(spread_at) + dy[0] * height * width * pixel;
    kernel->record = [=, &spread, multiply = kernel->record](Recorder& recorder, const Operands& at) {
        SpreadParams given = params;
        given.from = at.inputs[0], given.to = at.scratch + spread_at;
        recorder.dispatch(spread, groups, given);
        recorder.barrier();
        Operands spread_out = at;
        spread_out.inputs[0] = given.to;
        multiply(recorder, spread_out);
    };
    return kernel;
}

}  // namespace

// An implicit matrix product (Chetlur et al. 2014, section 3): rows are output pixels, the depth is taps times channels.
Lowered lower_conv2d(const Lowering& lowering, const op::Conv2d& op) {
    if (!op.plain()) return lower_conv_direct(lowering, op);
    if (op.transposed) return lower_transposed(lowering, op);
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
