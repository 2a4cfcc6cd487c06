#include <utility>

#include "core/models/upscaler.h"
#include "core/models/upscaler_parts.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr int norm_groups = 4;  // no file says it
constexpr float group_eps = 1e-5f, layer_eps = 1e-6f;

// The first of the channels by a large kernel, or by several that make one; the others stay.
Tensor large_kernel(Tensor x, const std::string& name, const PlksrConfig& config) {
    const int64_t own = config.partial;
    const Tensor first = ops::slice(x, 3, 0, own);
    const auto conv = [&](const std::string& part, int rows, int columns, int dilation = 1) {
        return ops::conv2d(first, name + part, own,
                           {.kernel_y = rows,
                            .kernel_x = columns,
                            .dilation_y = dilation,
                            .dilation_x = dilation,
                            .padding = {rows / 2 * dilation, columns / 2 * dilation, rows / 2 * dilation, columns / 2 * dilation}});
    };
    Tensor made;
    switch (config.kernels) {
        case PlksrConfig::Kernels::one:
            made = conv(".conv", config.kernel, config.kernel);
            break;
        case PlksrConfig::Kernels::sparse:
            for (int i = 0; i < 4; ++i) {
                const Tensor next = conv(".convs." + std::to_string(i), 5, 5, i + 1);
                made = made ? ops::add(made, next) : next;
            }
            break;
        case PlksrConfig::Kernels::rectangles: {
            const int wide = config.kernel, narrow = wide / 3;
            made = ops::add(ops::add(conv(".mn_conv", wide, narrow), conv(".nm_conv", narrow, wide)), conv(".nn_conv", narrow, narrow));
        }
    }
    return own == x.dim(3) ? made : ops::concat({made, ops::slice(x, 3, own, x.dim(3) - own)}, 3);
}

Tensor plk_block(Tensor x, const std::string& name, const PlksrConfig& config) {
    Tensor y = config.layer_normed ? ops::layer_norm(x, name + ".layer_norm", layer_eps) : x;
    const std::string mixer = name + (config.real ? ".channel_mixer" : ".channe_mixer");  // the paper's program writes it so
    y = same_conv(y, mixer + ".0", 2 * int64_t{config.channels}, config.mixers[0]);
    y = config.real ? ops::map(y, Function::mish) : ops::unary(y, Unary::gelu_erf);
    y = large_kernel(same_conv(y, mixer + ".2", config.channels, config.mixers[1]), name + ".lk", config);
    if (config.attention) y = ops::mul(y, ops::unary(same_conv(y, name + ".attn.f.0", config.channels), Unary::sigmoid));
    y = same_conv(y, name + ".refine", config.channels, 1);
    if (config.real && !config.layer_normed) y = ops::group_norm(y, name + ".norm", norm_groups, group_eps);
    return ops::add(y, x);
}

// Learning to upsample by learning to sample (Liu et al. 2023): each pixel of the result takes one place of x, between pixels, for each
// group of channels. x [1, h, w, 3 * factor^2]. Numbers of pixels stand in f32 whatever the network computes in.
Tensor sampled(Tensor x, int factor) {
    Graph& graph = *x.graph();
    const DType compute = std::exchange(graph.compute, DType::f32);
    const int64_t h = x.dim(1), w = x.dim(2), c = x.dim(3), groups = factor % 2 != 0 ? 3 : 4, places = int64_t{factor} * factor;
    const int64_t each = groups * places, points = h * w * each;
    const Tensor by_scope = ops::unary(same_conv(x, "to_img.scope", 2 * each, 1, false), Unary::sigmoid);
    const Tensor offset = ops::affine(ops::mul(same_conv(x, "to_img.offset", 2 * each, 1), by_scope), 0.5f, 0);
    // Where each would be taken from, as the file has it: [direction, group, place].
    const Tensor start = ops::reshape(ops::weight(graph, "to_img.init_pos", {1, 2 * each, 1, 1}), {1, 1, 1, 2 * each});
    const Tensor moved = ops::add(offset, start);
    // In pixels along x (0) or y (1), within the picture: [h * w, each].
    const auto coordinate = [&](int64_t direction) {
        std::vector<float> own;
        for (int64_t i = 0; i < h * w; ++i) own.push_back(static_cast<float>(direction == 0 ? i % w : i / w));
        const Tensor at = ops::reshape(ops::slice(moved, 3, direction * each, each), {h * w, each});
        const float last = static_cast<float>((direction == 0 ? w : h) - 1);
        return ops::map(ops::add(at, ops::constant(graph, {h * w, 1}, std::move(own))), Function::clip, 0, last);
    };
    const Tensor across = coordinate(0), down = coordinate(1);
    const Tensor left = ops::map(across, Function::floor), top = ops::map(down, Function::floor);
    const Tensor right = ops::map(ops::affine(left, 1, 1), Function::clip, 0, static_cast<float>(w - 1));
    const Tensor bottom = ops::map(ops::affine(top, 1, 1), Function::clip, 0, static_cast<float>(h - 1));
    std::vector<float> group;  // of each point of a pixel
    for (int64_t i = 0; i < each; ++i) group.push_back(static_cast<float>(i / places));
    const Tensor of_group = ops::constant(graph, {1, each}, std::move(group));
    const Tensor rows = ops::reshape(x, {h * w * groups, c / groups});
    const auto taken = [&](Tensor row, Tensor column, Tensor share_down, Tensor share_across) {
        const Tensor pixel = ops::add(ops::affine(row, static_cast<float>(w), 0), column);
        const Tensor number = ops::add(ops::affine(pixel, static_cast<float>(groups), 0), of_group);
        const Tensor found = ops::gather(rows, ops::reshape(ops::to_index(number), {points}));
        return ops::mul(found, ops::reshape(ops::mul(share_down, share_across), {points, 1}));
    };
    const Tensor to_right = ops::sub(across, left), to_bottom = ops::sub(down, top);
    const Tensor to_left = ops::affine(to_right, -1, 1), to_top = ops::affine(to_bottom, -1, 1);
    const Tensor above = ops::add(taken(top, left, to_top, to_left), taken(top, right, to_top, to_right));
    const Tensor below = ops::add(taken(bottom, left, to_bottom, to_left), taken(bottom, right, to_bottom, to_right));
    const Tensor all = ops::reshape(ops::add(above, below), {h * w, groups, places, c / groups});
    Tensor made = ops::reshape(ops::permute(all, {0, 2, 1, 3}), {1, h, w * places, c});
    if (factor > 1) made = same_conv(made, "to_img.end_conv", 3, 1);
    graph.compute = compute;
    return nn::pixels_of_places(ops::reshape(made, {1, h, w, places * 3}), 3, factor);
}

}  // namespace

void trace_plksr(Graph& graph, const PlksrConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    Tensor x = same_conv(image, "feats.0", config.channels);
    for (int i = 1; i <= config.blocks; ++i) x = plk_block(x, "feats." + std::to_string(i), config);
    const std::string last = "feats." + std::to_string(config.blocks + (config.real ? 2 : 1));
    if (!config.sampled) {
        // What it finds is added to the picture itself, enlarged by repeating pixels.
        x = nn::sub_pixel_convolution(x, last, 3, 3, config.factor);
        ops::output(graph, "image", ops::add(x, ops::upsample_nearest(image, x.dim(1), x.dim(2))));
        return;
    }
    const int64_t places = int64_t{config.factor} * config.factor;
    const Tensor found = ops::reshape(same_conv(x, last, 3 * places), {height, width, 3, places});
    const Tensor whole = ops::add(found, ops::reshape(image, {height, width, 3, 1}));
    ops::output(graph, "image", sampled(ops::reshape(whole, {1, height, width, 3 * places}), config.factor));
}

}  // namespace imagelab
