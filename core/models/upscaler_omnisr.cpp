#include <algorithm>
#include <cmath>

#include "core/models/upscaler.h"
#include "core/models/upscaler_parts.h"
#include "core/models/windows.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr int omni_heads = 4;
constexpr float token_eps = 1e-5f, picture_eps = 1e-6f;  // of norms in front of attention to places; of the others

// Along one axis, as torch's interpolate(mode="bilinear", align_corners=False) takes them.
Tensor stretched(Tensor x, int axis, int64_t extent) {
    const int64_t from = x.dim(axis);
    std::vector<int32_t> index;
    std::vector<float> shares;
    for (int64_t i = 0; i < extent; ++i) {
        const double at = std::max(0.0, (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(extent) - 0.5);
        const auto first = static_cast<int64_t>(at);
        const auto share = static_cast<float>(at - static_cast<double>(first));
        index.insert(index.end(), {static_cast<int32_t>(first), static_cast<int32_t>(std::min(first + 1, from - 1))});
        shares.insert(shares.end(), {1 - share, share});
    }
    return ops::resample(x, axis, index, std::move(shares), 2);
}

class OmniSr {
  public:
    explicit OmniSr(const OmniSrConfig& config)
        : config_(config), size_{config.window, config.window}, pairs_(pairs_in_window({config.window, config.window})) {}

    // Omni-scale aggregation group.
    Tensor group(Tensor x, int number) const {
        const std::string name = "residual_layer." + std::to_string(number);
        Tensor y = x;
        for (int i = 0; i < config_.blocks; ++i) y = block(y, name + ".residual_layer." + std::to_string(i) + ".layer");
        y = ops::add(conv(y, name + ".residual_layer." + std::to_string(config_.blocks), 1), x);
        return enhanced(y, name + ".esa");
    }

    Tensor conv(Tensor x, const std::string& name, int kernel = 3) const {
        return same_conv(x, name, config_.channels, kernel, config_.biased);
    }

  private:
    // Attention to neighbours, to channels, to places far apart and to channels again.
    Tensor block(Tensor x, const std::string& name) const {
        const WindowSize apart{static_cast<int>(x.dim(1)) / config_.window, static_cast<int>(x.dim(2)) / config_.window};
        x = inverted_bottleneck(x, name + ".0.fn");
        x = joined_windows(places_attention(windows(x, size_), name + ".2"), size_);
        x = mlp(x, name + ".4");
        x = ops::add(x, joined_windows(channels_attention(windows(projections(x, name + ".5"), size_), name + ".5.fn"), size_));
        x = mlp(x, name + ".6");
        x = joined_spread_windows(places_attention(spread_windows(x, size_), name + ".8"), size_);
        x = mlp(x, name + ".10");
        x = ops::add(
            x, joined_spread_windows(channels_attention(spread_windows(projections(x, name + ".11"), apart), name + ".11.fn"), apart));
        return mlp(x, name + ".12");
    }

    // MBConv: a depthwise convolution between two of single pixels, channels weighed by their means.
    Tensor inverted_bottleneck(Tensor x, const std::string& name) const {
        const int64_t c = config_.channels;
        Tensor y = ops::unary(same_conv(x, name + ".0", c, 1), Unary::gelu_erf);
        y = ops::unary(depthwise_conv(y, name + ".2"), Unary::gelu_erf);
        const Tensor few = ops::silu(ops::linear(mean_of_channels(y), name + ".4.gate.1", c / 4, ops::Bias::no));
        y = ops::mul(y, ops::unary(ops::linear(few, name + ".4.gate.3", c, ops::Bias::no), Unary::sigmoid));
        return ops::add(same_conv(y, name + ".5", c, 1), x);
    }

    // x [down, across, places, c]
    Tensor places_attention(Tensor x, const std::string& name) const {
        const int64_t c = config_.channels;
        const Tensor y = ops::layer_norm(x, name + ".norm", token_eps);
        const auto [q, k, v] = joined_projections(y, name + ".fn.to_qkv", c, ops::Bias::no);
        Tensor biases;
        if (config_.biases) {
            const int64_t side = 2 * config_.window - 1;
            biases =
                pair_biases(ops::weight(*x.graph(), name + ".fn.rel_pos_bias.weight", {side * side, omni_heads}), pairs_, size_.places());
        }
        const float scale = 1.0f / std::sqrt(static_cast<float>(c / omni_heads));
        const Tensor found = window_attention(q, k, v, omni_heads, scale, biases);
        return ops::add(ops::linear(found, name + ".fn.to_out.0", c, ops::Bias::no), x);
    }

    // Queries, keys and values of attention to channels, [1, h, w, 3 * c].
    Tensor projections(Tensor x, const std::string& name) const {
        const Tensor y = ops::layer_norm(x, name + ".norm", picture_eps);
        return depthwise_conv(same_conv(y, name + ".fn.qkv", 3 * int64_t{config_.channels}, 1, false), name + ".fn.qkv_dwconv", 3, false);
    }

    // Each channel looks at the others of its head within each window. projected [down, across, places, 3 * c] -> [.., c]
    Tensor channels_attention(Tensor projected, const std::string& name) const {
        const int64_t count = projected.dim(0) * projected.dim(1), places = projected.dim(2), c = config_.channels, d = c / omni_heads;
        const auto part = [&](int64_t which) { return ops::reshape(ops::slice(projected, 3, which * c, c), {count, places, c}); };
        const Tensor q = part(0), k = part(1);
        const auto lengths = [&](Tensor t, Shape shape) {
            const Tensor length = ops::map(ops::reduce(ops::mul(t, t), Reduction::sum, {1}), Function::sqrt);
            return ops::map(ops::reshape(length, std::move(shape)), Function::clip, 1e-12f, 6e4f);
        };
        Tensor scores = ops::matmul(split_heads(q, omni_heads), split_heads(k, omni_heads), true);
        scores = ops::binary(scores, lengths(q, {count, omni_heads, d, 1}), Binary::div);
        scores = ops::binary(scores, lengths(k, {count, omni_heads, 1, d}), Binary::div);
        const Tensor temperature = ops::weight(*projected.graph(), name + ".temperature", {omni_heads, 1, 1});
        const Tensor shares = ops::softmax(ops::mul(scores, ops::reshape(temperature, {1, omni_heads, 1, 1})));
        const Tensor found = joined_heads(ops::matmul(split_heads(part(2), omni_heads), shares, false, true));
        // A convolution of single pixels, wherever they lie.
        const Tensor made = same_conv(ops::reshape(found, {1, count, places, c}), name + ".project_out", c, 1, false);
        return ops::reshape(made, {projected.dim(0), projected.dim(1), places, c});
    }

    // One half of the channels weighs the other.
    Tensor mlp(Tensor x, const std::string& name) const {
        const int64_t c = config_.channels;
        Tensor y = same_conv(ops::layer_norm(x, name + ".norm", picture_eps), name + ".fn.project_in", 2 * c, 1, false);
        y = depthwise_conv(y, name + ".fn.dwconv", 3, false);
        y = ops::mul(ops::slice(y, 3, c, c), ops::unary(ops::slice(y, 3, 0, c), Unary::gelu_erf));
        return ops::add(same_conv(y, name + ".fn.project_out", c, 1, false), x);
    }

    // Enhanced spatial attention (Liu et al. 2020): a coarse look at the picture says how much each place counts.
    Tensor enhanced(Tensor x, const std::string& name) const {
        const int64_t few = config_.enhanced;
        const Tensor own = same_conv(x, name + ".conv1", few, 1);
        Tensor coarse = ops::conv2d(own, name + ".conv2", few, 3, 2, {});
        const op::Pool largest{.largest = true, .kernel_y = 7, .kernel_x = 7, .stride_y = 3, .stride_x = 3};
        coarse = ops::pool(coarse, largest, (coarse.dim(1) - 7) / 3 + 1, (coarse.dim(2) - 7) / 3 + 1);
        coarse = stretched(stretched(same_conv(coarse, name + ".conv3", few), 1, x.dim(1)), 2, x.dim(2));
        const Tensor both = ops::add(coarse, same_conv(own, name + ".conv_f", few, 1));
        return ops::mul(x, ops::unary(same_conv(both, name + ".conv4", config_.channels, 1), Unary::sigmoid));
    }

    const OmniSrConfig& config_;
    WindowSize size_;
    std::vector<int32_t> pairs_;
};

}  // namespace

void trace_omnisr(Graph& graph, const OmniSrConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    const OmniSr omni(config);
    const Tensor first = omni.conv(image, "input");
    Tensor x = first;
    for (int i = 0; i < config.groups; ++i) x = omni.group(x, i);
    x = ops::add(omni.conv(x, "output"), first);
    ops::output(graph, "image", nn::sub_pixel_convolution(x, "up.0", 3, 3, config.factor, config.biased ? ops::Bias::yes : ops::Bias::no));
}

}  // namespace imagelab
