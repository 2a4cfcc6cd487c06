#include <algorithm>
#include <cmath>

#include "core/models/upscaler.h"
#include "core/models/upscaler_parts.h"
#include "core/models/windows.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float dat_eps = 1e-5f;

// Normalization by what was counted while training (Ioffe & Szegedy 2015).
Tensor batch_norm(Tensor x, const std::string& name) {
    const auto row = [&](const char* part) { return ops::reshape(ops::weight(*x.graph(), name + part, {x.dim(3)}), {1, x.dim(3)}); };
    const Tensor deviation = ops::map(ops::affine(row(".running_var"), 1, dat_eps), Function::sqrt);
    const Tensor scale = ops::binary(row(".weight"), deviation, Binary::div);
    return ops::add(ops::mul(x, scale), ops::sub(row(".bias"), ops::mul(row(".running_mean"), scale)));
}

Tensor gelu(Tensor x) {
    return ops::unary(x, Unary::gelu_erf);
}

class Dat {
  public:
    Dat(Graph& graph, const DatConfig& config, int height, int width)
        : config_(config), height_(padded(height, config)), width_(padded(width, config)) {
        for (const size_t half : {0, 1}) {
            const WindowSize size = window(half);
            seams_[half] = window_seam(graph, width_ / size.columns, size, size.rows / 2, size.columns / 2);
            std::vector<float> distances;
            for (int row = 1 - size.rows; row < size.rows; ++row)
                for (int column = 1 - size.columns; column < size.columns; ++column)
                    distances.insert(distances.end(), {static_cast<float>(row), static_cast<float>(column)});
            const auto count = static_cast<int64_t>(distances.size() / 2);
            distances_[half] = ops::constant(graph, {count, 2}, std::move(distances));
        }
    }

    // Residual group: blocks that attend to places and blocks that attend to channels in turns.
    Tensor group(Tensor x, size_t number) {
        const std::string name = "layers." + std::to_string(number);
        Tensor y = x;
        for (int i = 0; i < config_.depths[number]; ++i) {
            const std::string block = name + ".blocks." + std::to_string(i);
            const Tensor normed = ops::layer_norm(y, block + ".norm1", dat_eps);
            const bool shifted = number % 2 == 0 ? i > 0 && i % 4 == 2 : i % 4 == 0;
            y = ops::add(y, i % 2 == 0 ? spatial_attention(normed, block + ".attn", config_.heads[number], shifted)
                                       : channel_attention(normed, block + ".attn", config_.heads[number]));
            y = ops::add(y, gated_mlp(ops::layer_norm(y, block + ".norm2", dat_eps), block + ".ffn"));
        }
        return ops::add(behind_group(y, name + ".conv", config_.three_convs), x);
    }

  private:
    // Sides within attention to places are multiples of the longer side of a window.
    static int padded(int side, const DatConfig& config) {
        const int unit = std::max(config.split[0], config.split[1]);
        return (side + unit - 1) / unit * unit;
    }

    // The first half of the channels has windows of split[0] x split[1], the second of split[1] x split[0].
    WindowSize window(size_t half) const { return {config_.split[half], config_.split[1 - half]}; }

    std::array<Tensor, 3> projected(Tensor x, const std::string& name) const {
        return joined_projections(x, name + ".qkv", config_.channels, config_.qkv_biased ? ops::Bias::yes : ops::Bias::no);
    }

    Tensor spatial_attention(Tensor x, const std::string& name, int heads, bool shifted) {
        const int64_t half = config_.channels / 2;
        const auto [queries, keys, values] = projected(x, name);
        std::vector<Tensor> found;
        for (const size_t i : {0, 1}) {
            const WindowSize size = window(i);
            const int up = shifted ? size.rows / 2 : 0, left = shifted ? size.columns / 2 : 0;
            const auto cut = [&](Tensor t) {
                const Tensor own = ops::slice(t, 3, static_cast<int64_t>(i) * half, half);
                return windows(rolled(padded_with_zeros(own, height_, width_), up, left), size);
            };
            const std::string part = name + ".attns." + std::to_string(i);
            const float scale = 1.0f / std::sqrt(static_cast<float>(half / (heads / 2)));
            const Tensor made = window_attention(cut(queries), cut(keys), cut(values), heads / 2, scale, biases(part, i, heads / 2),
                                                 shifted ? seams_[i] : WindowSeam{});
            const Tensor whole = rolled(joined_windows(made, size), -up, -left);
            found.push_back(ops::slice(ops::slice(whole, 1, 0, x.dim(1)), 2, 0, x.dim(2)));
        }
        const Tensor attended = ops::concat(found, 3), convolved = convolution(values, name);
        const Tensor by_channel = ops::unary(channel_interaction(convolved, name), Unary::sigmoid);
        const Tensor by_place = ops::unary(spatial_interaction(attended, name), Unary::sigmoid);
        const Tensor both = ops::add(ops::mul(attended, by_channel), ops::mul(convolved, by_place));
        return ops::linear(both, name + ".proj", config_.channels);
    }

    // Dynamic position bias: a small network makes what is added to scores from how far key and query are apart.
    Tensor biases(const std::string& name, size_t half, int heads) {
        Tensor y = ops::linear(distances_[half], name + ".pos.pos_proj", config_.position_width);
        for (const char* layer : {".pos.pos1", ".pos.pos2", ".pos.pos3"}) {
            y = ops::unary(ops::layer_norm(y, name + layer + ".0", dat_eps), Unary::relu);
            y = ops::linear(y, name + layer + ".2", layer == std::string(".pos.pos3") ? heads : config_.position_width);
        }
        const WindowSize size = window(half);
        return pair_biases(y, pairs_in_window(size), size.places());
    }

    // Each channel looks at the others of its head, over all of the picture.
    Tensor channel_attention(Tensor x, const std::string& name, int heads) const {
        const int64_t h = x.dim(1), w = x.dim(2), c = config_.channels, d = c / heads;
        const auto [queries, keys, v] = projected(x, name);
        const Tensor q = ops::reshape(queries, {h, w, c}), k = ops::reshape(keys, {h, w, c});
        // Row by row of the picture, then together.
        Tensor scores = ops::reduce(ops::matmul(split_heads(q, heads), split_heads(k, heads), true), Reduction::sum, {0});
        const auto lengths = [&](Tensor t, Shape shape) {
            const Tensor squares = ops::reduce(ops::reduce(ops::mul(t, t), Reduction::sum, {1}), Reduction::sum, {0});
            return ops::map(ops::reshape(ops::map(squares, Function::sqrt), std::move(shape)), Function::clip, 1e-12f, 3e38f);
        };
        scores = ops::binary(scores, lengths(q, {1, heads, d, 1}), Binary::div);
        scores = ops::binary(scores, lengths(k, {1, heads, 1, d}), Binary::div);
        const Tensor temperature = ops::reshape(ops::weight(*x.graph(), name + ".temperature", {heads, 1, 1}), {1, heads, 1, 1});
        const Tensor shares = ops::softmax(ops::mul(scores, temperature));
        const Tensor found = ops::matmul(split_heads(ops::reshape(v, {1, h * w, c}), heads), shares, false, true);
        const Tensor attended = ops::reshape(joined_heads(found), {1, h, w, c}), convolved = convolution(v, name);
        const Tensor by_channel = ops::unary(channel_interaction(attended, name), Unary::sigmoid);
        const Tensor by_place = ops::unary(spatial_interaction(convolved, name), Unary::sigmoid);
        const Tensor both = ops::add(ops::mul(attended, by_place), ops::mul(convolved, by_channel));
        return ops::linear(both, name + ".proj", c);
    }

    static Tensor convolution(Tensor x, const std::string& name) {
        return gelu(batch_norm(depthwise_conv(x, name + ".dwconv.0"), name + ".dwconv.1"));
    }

    // The adaptive interaction module: what one branch says to the other, a number for each channel and one for each place.
    Tensor channel_interaction(Tensor x, const std::string& name) const {
        const std::string part = name + ".channel_interaction";
        const Tensor few = same_conv(mean_of_channels(x), part + ".1", config_.channels / 8, 1);
        return same_conv(gelu(batch_norm(few, part + ".2")), part + ".4", config_.channels, 1);
    }
    Tensor spatial_interaction(Tensor x, const std::string& name) const {
        const std::string part = name + ".spatial_interaction";
        const Tensor few = same_conv(x, part + ".0", config_.channels / 16, 1);
        return same_conv(gelu(batch_norm(few, part + ".1")), part + ".3", 1, 1);
    }

    // Spatial-gate feed forward: one half of the channels weighs the other.
    Tensor gated_mlp(Tensor x, const std::string& name) const {
        const Tensor y = gelu(ops::linear(x, name + ".fc1", config_.hidden));
        const int64_t half = config_.hidden / 2;
        const Tensor gate = depthwise_conv(ops::layer_norm(ops::slice(y, 3, half, half), name + ".sg.norm", dat_eps), name + ".sg.conv");
        return ops::linear(ops::mul(ops::slice(y, 3, 0, half), gate), name + ".fc2", config_.channels);
    }

    const DatConfig& config_;
    int height_, width_;
    WindowSeam seams_[2];
    Tensor distances_[2];
};

}  // namespace

void trace_dat(Graph& graph, const DatConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    const Tensor first = same_conv(without_mean_colour(image), "conv_first", config.channels);
    Dat dat(graph, config, height, width);
    Tensor x = ops::layer_norm(first, "before_RG.1", dat_eps);
    for (size_t i = 0; i < config.depths.size(); ++i) x = dat.group(x, i);
    x = ops::add(behind_group(ops::layer_norm(x, "norm", dat_eps), "conv_after_body", config.three_convs), first);
    x = config.direct ? nn::sub_pixel_convolution(x, "upsample.0", 3, 3, config.factors.front())
                      : pixel_shuffle_ending(x, config.features, config.factors);
    ops::output(graph, "image", with_mean_colour(x));
}

}  // namespace imagelab
