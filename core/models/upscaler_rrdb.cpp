#include <utility>

#include "core/models/upscaler.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float slope = 0.2f, residual = 0.2f;  // of the leaky ReLU; how much of what a block finds is added

Tensor rrdb_conv(Tensor x, const std::string& name, int64_t channels) {
    return ops::conv2d(x, name, channels, 3, 1, ops::Padding::same(1));
}

Tensor conv_act(Tensor x, const std::string& name, int64_t channels) {
    return nn::leaky_relu(rrdb_conv(x, name, channels), slope);
}

// ResidualDenseBlock_5C: each convolution sees what all before it found. x [b, h, w, channels].
Tensor dense_block(Tensor x, const std::string& name, const RrdbConfig& config) {
    const Tensor x1 = conv_act(x, name + ".conv1", config.growth);
    Tensor x2 = conv_act(ops::concat({x, x1}, -1), name + ".conv2", config.growth);
    if (config.plus) {
        const Tensor pixels = ops::reshape(x, {x.dim(0), x.dim(1) * x.dim(2), x.dim(3)});
        const Tensor shorter = ops::linear(pixels, name + ".conv1x1", config.growth, ops::Bias::no);
        x2 = ops::add(x2, ops::reshape(shorter, x2.shape()));
    }
    const Tensor x3 = conv_act(ops::concat({x, x1, x2}, -1), name + ".conv3", config.growth);
    Tensor x4 = conv_act(ops::concat({x, x1, x2, x3}, -1), name + ".conv4", config.growth);
    if (config.plus) x4 = ops::add(x4, x2);
    const Tensor x5 = rrdb_conv(ops::concat({x, x1, x2, x3, x4}, -1), name + ".conv5", config.channels);
    return ops::add(ops::affine(x5, residual, 0), x);
}

// Residual in residual dense block.
Tensor block(Tensor x, const std::string& name, const RrdbConfig& config) {
    Tensor y = x;
    for (const char* dense : {".rdb1", ".rdb2", ".rdb3"}) y = dense_block(y, name + dense, config);
    return ops::add(ops::affine(y, residual, 0), x);
}

}  // namespace

void trace_rrdb(Graph& graph, const RrdbConfig& config, int height, int width) {
    graph.name = "upscaler";
    // bf16 would round the picture itself: it enters and leaves in f32.
    const auto compute = std::exchange(graph.compute, graph.compute == DType::bf16 ? DType::f32 : graph.compute);
    Tensor x = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    if (config.unshuffle > 1) x = nn::pixel_unshuffle(x, config.unshuffle);
    Tensor first = rrdb_conv(x, "conv_first", config.channels);
    const DType ends = std::exchange(graph.compute, compute);
    x = first;
    for (int i = 0; i < config.blocks; ++i) x = block(x, "body." + std::to_string(i), config);
    x = ops::add(rrdb_conv(x, "conv_body", config.channels), first);
    for (int i = 1; i <= config.doublings; ++i)
        x = conv_act(ops::upsample_nearest(x, 2 * x.dim(1), 2 * x.dim(2)), "conv_up" + std::to_string(i), config.channels);
    x = conv_act(x, "conv_hr", config.channels);
    graph.compute = ends;
    x = rrdb_conv(x, "conv_last", 3);
    graph.compute = compute;
    ops::output(graph, "image", x);
}

}  // namespace imagelab
