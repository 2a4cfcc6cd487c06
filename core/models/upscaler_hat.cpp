#include <cmath>

#include "core/models/upscaler.h"
#include "core/models/upscaler_parts.h"
#include "core/models/windows.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float hat_eps = 1e-5f;
constexpr float conv_share = 0.01f;  // of what a block's convolutions find; no file says it

// Pairs of a query in a window and a key in the larger one about it. As HAT's own program counts them: rows below 0 are those from the end.
std::vector<int32_t> pairs_with_overlap(int window, int overlap) {
    const int wide = window + overlap - 1, back = window - overlap + 1;
    std::vector<int32_t> rows;
    for (int query = 0; query < window * window; ++query) {
        for (int key = 0; key < overlap * overlap; ++key) {
            const int down = key / overlap - query / window + back, across = key % overlap - query % window + back;
            const int row = down * wide + across;
            rows.push_back(row < 0 ? row + wide * wide : row);
        }
    }
    return rows;
}

class Hat {
  public:
    Hat(Graph& graph, const HatConfig& config, int width)
        : config_(config),
          size_{config.window, config.window},
          seam_(window_seam(graph, width / config.window, size_, config.window / 2, config.window / 2)),
          pairs_(pairs_in_window(size_)),
          overlapped_(pairs_with_overlap(config.window, config.overlap)) {}

    // Residual hybrid attention group.
    Tensor group(Tensor x, size_t number) {
        const std::string name = "layers." + std::to_string(number);
        const int heads = config_.heads[number];
        Tensor y = x;
        for (int i = 0; i < config_.depths[number]; ++i)
            y = hybrid_block(y, name + ".residual_group.blocks." + std::to_string(i), heads, i % 2 == 1);
        y = overlapping_block(y, name + ".residual_group.overlap_attn", heads);
        return ops::add(config_.conv_behind ? same_conv(y, name + ".conv", config_.channels) : y, x);
    }

  private:
    // Attention within windows beside convolutions that weigh channels.
    Tensor hybrid_block(Tensor x, const std::string& name, int heads, bool shifted) {
        const Tensor normed = ops::layer_norm(x, name + ".norm1", hat_eps);
        const int shift = shifted ? config_.window / 2 : 0;
        Tensor y = windows(rolled(normed, shift, shift), size_);
        const auto [q, k, v] = projected(y, name + ".attn.qkv");
        y = window_attention(q, k, v, heads, scale(heads), biases(name + ".attn", heads, pairs_), shifted ? seam_ : WindowSeam{});
        y = rolled(joined_windows(ops::linear(y, name + ".attn.proj", config_.channels), size_), -shift, -shift);
        y = ops::add(ops::add(x, y), ops::affine(channel_block(normed, name + ".conv_block.cab"), conv_share, 0));
        return mlp(y, name, config_.hidden);
    }

    Tensor channel_block(Tensor x, const std::string& name) const {
        x = ops::unary(same_conv(x, name + ".0", config_.compressed), Unary::gelu_erf);
        x = same_conv(x, name + ".2", config_.channels);
        const Tensor few = ops::unary(same_conv(mean_of_channels(x), name + ".3.attention.1", config_.squeezed, 1), Unary::relu);
        return ops::mul(x, ops::unary(same_conv(few, name + ".3.attention.3", config_.channels, 1), Unary::sigmoid));
    }

    // Queries of windows look at keys of larger windows, which overlap.
    Tensor overlapping_block(Tensor x, const std::string& name, int heads) {
        const Tensor normed = ops::layer_norm(x, name + ".norm1", hat_eps);
        const int beyond = (config_.overlap - config_.window) / 2;
        const auto [queries, keys, values] = projected(normed, name + ".qkv");
        const Tensor q = windows(queries, size_);
        const Tensor k = overlapping_windows(keys, size_, beyond), v = overlapping_windows(values, size_, beyond);
        const Tensor found = joined_windows(window_attention(q, k, v, heads, scale(heads), biases(name, heads, overlapped_)), size_);
        return mlp(ops::add(ops::linear(found, name + ".proj", config_.channels), x), name, config_.overlap_hidden);
    }

    Tensor mlp(Tensor x, const std::string& name, int64_t hidden) const {
        const Tensor y = ops::linear(ops::layer_norm(x, name + ".norm2", hat_eps), name + ".mlp.fc1", hidden);
        return ops::add(x, ops::linear(ops::unary(y, Unary::gelu_erf), name + ".mlp.fc2", config_.channels));
    }

    std::array<Tensor, 3> projected(Tensor x, const std::string& name) const {
        return joined_projections(x, name, config_.channels, config_.qkv_biased ? ops::Bias::yes : ops::Bias::no);
    }

    Tensor biases(const std::string& name, int heads, const std::vector<int32_t>& pairs) const {
        const int64_t wide = config_.window + (&pairs == &pairs_ ? config_.window : config_.overlap) - 1;
        const Tensor table = ops::weight(*seam_.columns.graph(), name + ".relative_position_bias_table", {wide * wide, heads});
        return pair_biases(table, pairs, size_.places());
    }

    float scale(int heads) const { return 1.0f / std::sqrt(static_cast<float>(config_.channels / heads)); }

    const HatConfig& config_;
    WindowSize size_;
    WindowSeam seam_;
    std::vector<int32_t> pairs_, overlapped_;
};

}  // namespace

void trace_hat(Graph& graph, const HatConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    const Tensor first = same_conv(without_mean_colour(image), "conv_first", config.channels);
    Hat hat(graph, config, width);
    Tensor x = config.patch_normed ? ops::layer_norm(first, "patch_embed.norm", hat_eps) : first;
    for (size_t i = 0; i < config.depths.size(); ++i) x = hat.group(x, i);
    x = ops::layer_norm(x, "norm", hat_eps);
    x = ops::add(config.conv_behind ? same_conv(x, "conv_after_body", config.channels) : x, first);
    ops::output(graph, "image", with_mean_colour(pixel_shuffle_ending(x, config.features, config.factors)));
}

}  // namespace imagelab
