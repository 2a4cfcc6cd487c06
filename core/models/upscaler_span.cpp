#include "core/models/upscaler.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Conv3XC, of which the one convolution that it is worth is kept.
Tensor span_conv(Tensor x, const std::string& name, int64_t channels) {
    return ops::conv2d(x, name + ".eval_conv", channels, 3, 1, ops::Padding::same(1));
}

struct Block {
    Tensor out, first;  // behind all of it; behind its first convolution and activation, which the paper's program applies in place
};

// Swift parameter-free attention block: what was found weighs itself, by a sigmoid about 0.
Block attention_block(Tensor x, const std::string& name, int64_t channels) {
    const Tensor first = ops::silu(span_conv(x, name + ".c1_r", channels));
    const Tensor found = span_conv(ops::silu(span_conv(first, name + ".c2_r", channels)), name + ".c3_r", channels);
    return {ops::mul(ops::add(found, x), ops::affine(ops::unary(found, Unary::sigmoid), 1, -0.5f)), first};
}

}  // namespace

void trace_span(Graph& graph, const SpanConfig& config, int height, int width) {
    graph.name = "upscaler";
    Tensor x = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    if (config.normed) x = ops::affine(ops::sub(x, ops::constant(graph, {1, 3}, {0.4488f, 0.4371f, 0.4040f})), 255, 0);
    const int channels = config.channels;
    const Tensor features = span_conv(x, "conv_1", channels);
    const Tensor first = attention_block(features, "block_1", channels).out;
    Block last{first, {}};
    for (int i = 2; i <= 6; ++i) last = attention_block(last.out, "block_" + std::to_string(i), channels);
    x = ops::concat({features, span_conv(last.out, "conv_2", channels), first, last.first}, -1);
    x = ops::conv2d(x, "conv_cat", channels, 1, 1, {});
    ops::output(graph, "image", nn::sub_pixel_convolution(x, "upsampler.0", 3, 3, config.factor));
}

}  // namespace imagelab
