#include <cmath>
#include <map>

#include "core/models/swin_window.h"
#include "core/models/upscaler.h"
#include "core/models/upscaler_parts.h"
#include "core/models/windows.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab {

float SwinWindow::scale() const {
    return 1.0f / std::sqrt(static_cast<float>(channels));
}

namespace {

constexpr float swinir_eps = 1e-5f;
constexpr float before_slope = 0.01f, slope = 0.2f;  // of the leaky ReLU in front of the ending (torch's default), of the others

class Swinir {
  public:
    Swinir(Graph& graph, const SwinirConfig& config, int height, int width)
        : graph_(graph),
          config_(config),
          down_(height / config.unshuffle / config.window),
          across_(width / config.unshuffle / config.window) {}

    // Residual Swin Transformer block.
    Tensor group(Tensor x, int number) {
        const std::string name = "layers." + std::to_string(number);
        Tensor y = x;
        for (int i = 0; i < config_.depths[static_cast<size_t>(number)]; ++i)
            y = block(y, name + ".residual_group.blocks." + std::to_string(i), config_.heads[static_cast<size_t>(number)], i % 2 == 1);
        return ops::add(behind(y, name + ".conv"), x);
    }

    Tensor behind(Tensor x, const std::string& name) const { return behind_group(x, name, config_.three_convs); }

  private:
    // What all windows, those of the last row and those of the last column have in the further columns.
    struct Further {
        Tensor places, rows, columns;
    };

    Tensor block(Tensor x, const std::string& name, int heads, bool shifted) {
        const int shift = shifted ? config_.window / 2 : 0;
        const WindowSize size{config_.window, config_.window};
        Tensor y = windows(rolled(ops::layer_norm(x, name + ".norm1", swinir_eps), shift, shift), size);
        y = rolled(joined_windows(attention(y, name + ".attn", heads, shifted), size), -shift, -shift);
        x = ops::add(x, y);
        y = ops::linear(ops::layer_norm(x, name + ".norm2", swinir_eps), name + ".mlp.fc1", config_.hidden);
        return ops::add(x, ops::linear(ops::unary(y, Unary::gelu_erf), name + ".mlp.fc2", config_.channels));
    }

    // x [down, across, places, channels]
    Tensor attention(Tensor x, const std::string& name, int heads, bool shifted) {
        const SwinWindow window{config_.window, config_.channels / heads};
        const int64_t wide = int64_t{heads} * window.wide(), places = window.places(), count = x.dim(0) * x.dim(1);
        const Further& queries = further(heads, true);
        const Further& keys = further(heads, false);
        Tensor q = ops::add(ops::linear(x, name + ".queries", wide), queries.places);
        const Tensor biases = ops::weight(graph_, name + ".position_keys", {places, wide});
        Tensor k = ops::add(ops::linear(x, name + ".keys", wide), ops::reshape(biases, {1, 1, places, wide}));
        if (shifted) {
            q = ops::add(ops::add(q, queries.rows), queries.columns);
            k = ops::add(ops::add(k, keys.rows), keys.columns);
        }
        const auto flat = [&](Tensor t) { return ops::reshape(t, {count, places, wide}); };
        ops::AttentionTerms terms;
        terms.scale = window.scale();
        const Tensor found = ops::attention(flat(q), flat(k), flat(ops::linear(x, name + ".values", wide)), heads, terms);
        std::vector<Tensor> own;
        for (int head = 0; head < heads; ++head) own.push_back(ops::slice(found, -1, int64_t{head} * window.wide(), window.channels));
        const Tensor joined_heads = heads == 1 ? own.front() : ops::concat(own, -1);
        return ops::reshape(ops::linear(joined_heads, name + ".proj", config_.channels), x.shape());
    }

    const Further& further(int heads, bool queries) {
        const auto known = further_.find({heads, queries});
        if (known != further_.end()) return known->second;
        const SwinWindow window{config_.window, config_.channels / heads};
        const int64_t wide = int64_t{heads} * window.wide(), places = window.places();
        const auto made = [&](int64_t down, int64_t across, const auto& fill) {
            std::vector<float> values(static_cast<size_t>(down * across * places * wide), 0);
            for (int head = 0; head < heads; ++head)
                for (int64_t place = 0; place < places; ++place)
                    fill(values.data() + ((down * across - 1) * places + place) * wide + int64_t{head} * window.wide(),
                         static_cast<int>(place));
            return ops::constant(graph_, {down, across, places, wide}, std::move(values));
        };
        const float strength = queries ? SwinWindow::seam : SwinWindow::seam / window.scale();
        const int half = window.side - window.side / 2;
        Further columns;
        columns.places = made(1, 1, [&](float* to, int place) { to[window.channels + place] = queries ? 1.0f : 0.0f; });
        columns.rows =
            made(down_, 1, [&](float* to, int place) { to[window.row_column()] = place / window.side < half ? strength : -strength; });
        columns.columns =
            made(1, across_, [&](float* to, int place) { to[window.column_column()] = place % window.side < half ? strength : -strength; });
        return further_[{heads, queries}] = columns;
    }

    Graph& graph_;
    const SwinirConfig& config_;
    int64_t down_, across_;
    std::map<std::pair<int, bool>, Further> further_;
};

Tensor enlarged(Tensor x, const SwinirConfig& config) {
    using Ending = SwinirConfig::Ending;
    if (config.ending == Ending::direct) return nn::sub_pixel_convolution(x, "upsample.0", 3, 3, config.factors.front());
    if (config.ending == Ending::pixel_shuffle) return pixel_shuffle_ending(x, config.features, config.factors);
    x = nn::leaky_relu(same_conv(x, "conv_before_upsample.0", config.features), before_slope);
    for (size_t i = 1; i <= config.factors.size(); ++i)
        x = nn::leaky_relu(same_conv(ops::upsample_nearest(x, 2 * x.dim(1), 2 * x.dim(2)), "conv_up" + std::to_string(i), config.features),
                           slope);
    return same_conv(nn::leaky_relu(same_conv(x, "conv_hr", config.features), slope), "conv_last", 3);
}

}  // namespace

void trace_swinir(Graph& graph, const SwinirConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    const Tensor centred = without_mean_colour(image, config.range);
    const Tensor first =
        same_conv(config.unshuffle > 1 ? nn::pixel_unshuffle(centred, config.unshuffle) : centred, "conv_first", config.channels);
    Swinir swinir(graph, config, height, width);
    Tensor x = config.patch_normed ? ops::layer_norm(first, "patch_embed.norm", swinir_eps) : first;
    for (int i = 0; i < static_cast<int>(config.depths.size()); ++i) x = swinir.group(x, i);
    x = ops::add(swinir.behind(ops::layer_norm(x, "norm", swinir_eps), "conv_after_body"), first);
    x = config.ending == SwinirConfig::Ending::none ? ops::add(centred, same_conv(x, "conv_last", 3)) : enlarged(x, config);
    ops::output(graph, "image", with_mean_colour(x, config.range));
}

}  // namespace imagelab
