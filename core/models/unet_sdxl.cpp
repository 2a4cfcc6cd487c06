#include "core/models/unet_sdxl.h"

#include "core/nn/embedding.h"
#include "core/nn/resnet.h"
#include "core/nn/transformer.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

std::string indexed(const std::string& name, size_t i) {
    return name + "." + std::to_string(i);
}

// What every block sees beside its image.
struct Condition {
    Tensor time;     // [b, 4 channels[0]], activated
    Tensor context;  // [b, tokens, context_width]
};

class Unet {
  public:
    Unet(const UnetConfig& config, Condition condition) : config_(config), condition_(condition) {}

    Tensor resnet(Tensor x, const std::string& name, int channels) const {
        return nn::resnet(x, condition_.time, name, channels, {config_.norm_groups, config_.norm_eps});
    }

    Tensor transformer(Tensor x, const std::string& name, int layers, size_t level) const {
        if (layers == 0) return x;
        return nn::spatial_transformer(x, condition_.context, name,
                                       {layers, config_.heads[level], config_.norm_groups, config_.linear_projection});
    }

    // Every intermediate image is kept for the way up.
    Tensor down_block(Tensor x, std::vector<Tensor>& skips, size_t level) const {
        const std::string name = indexed("down_blocks", level);
        for (int i = 0; i < config_.layers[level]; ++i) {
            x = resnet(x, indexed(name + ".resnets", i), config_.channels[level]);
            x = transformer(x, indexed(name + ".attentions", i), config_.down_transformer_layers[level][static_cast<size_t>(i)], level);
            skips.push_back(x);
        }
        if (level + 1 == config_.channels.size()) return x;
        x = ops::conv2d(x, name + ".downsamplers.0.conv", config_.channels[level], 3, 2, ops::Padding::same(1));
        skips.push_back(x);
        return x;
    }

    Tensor mid_block(Tensor x) const {
        const int channels = config_.channels.back();
        if (config_.mid_resnets > 0) x = resnet(x, "mid_block.resnets.0", channels);
        x = transformer(x, "mid_block.attentions.0", config_.mid_transformer_layers, config_.channels.size() - 1);
        return config_.mid_resnets > 1 ? resnet(x, "mid_block.resnets.1", channels) : x;
    }

    Tensor up_block(Tensor x, std::vector<Tensor>& skips, size_t level) const {
        const size_t position = config_.channels.size() - 1 - level;
        const std::string name = indexed("up_blocks", position);
        for (int i = 0; i <= config_.layers[level]; ++i) {
            x = ops::concat({x, skips.back()}, -1);
            skips.pop_back();
            x = resnet(x, indexed(name + ".resnets", i), config_.channels[level]);
            x = transformer(x, indexed(name + ".attentions", i), config_.up_transformer_layers[position][static_cast<size_t>(i)], level);
        }
        if (level == 0) return x;
        return nn::upsampler(x, name + ".upsamplers.0", skips.back().dim(1), skips.back().dim(2));
    }

    Tensor forward(Tensor latents) const {
        Tensor x = ops::conv2d(latents, "conv_in", config_.channels.front(), 3, 1, ops::Padding::same(1));
        std::vector<Tensor> skips{x};
        for (size_t level = 0; level < config_.channels.size(); ++level) x = down_block(x, skips, level);
        x = mid_block(x);
        for (size_t level = config_.channels.size(); level-- > 0;) x = up_block(x, skips, level);
        return nn::norm_out(x, "conv_norm_out", "conv_out", config_.out_channels, {config_.norm_groups, config_.norm_eps});
    }

  private:
    const UnetConfig& config_;
    Condition condition_;
};

// The embedding of timestep [b], pooled text [b, p] and sizes [b, time_ids], activated: every resnet reads it through SiLU.
Tensor embed_time(const UnetConfig& config, Tensor timestep, Tensor pooled, Tensor time_ids) {
    const int width = 4 * config.channels.front();
    const Tensor step = ops::sinusoid(timestep, config.channels.front(), config.flip_sin_to_cos, config.freq_shift);
    Tensor sizes = ops::sinusoid(time_ids, config.time_id_width, config.flip_sin_to_cos, config.freq_shift);
    sizes = ops::reshape(sizes, {pooled.dim(0), config.time_ids * config.time_id_width});
    const Tensor addition = nn::time_mlp(ops::concat({pooled, sizes}, -1), "add_embedding", width);
    return ops::silu(ops::add(nn::time_mlp(step, "time_embedding", width), addition));
}

void check(const UnetConfig& config) {
    const size_t levels = config.channels.size();
    const auto same_length = [&](const char* what, size_t entries) {
        if (entries == levels && levels > 0) return;
        throw Error("[unet] " + std::string(what) + " has " + std::to_string(entries) + " entries, channels has " + std::to_string(levels));
    };
    same_length("layers", config.layers.size());
    same_length("down_transformer_layers", config.down_transformer_layers.size());
    same_length("up_transformer_layers", config.up_transformer_layers.size());
    same_length("heads", config.heads.size());
    for (size_t level = 0; level < levels; ++level) {
        const size_t resnets = static_cast<size_t>(config.layers[level]);
        if (config.down_transformer_layers[level].size() != resnets ||
            config.up_transformer_layers[levels - 1 - level].size() != resnets + 1)
            throw Error("[unet] level " + std::to_string(level) + " has not one number of transformer layers for each of its resnets");
    }
}

}  // namespace

void trace_unet(Graph& graph, const UnetConfig& config, int batch, int latent_h, int latent_w, int tokens) {
    check(config);
    graph.name = "unet";
    const int pooled_width = config.addition_width - config.time_ids * config.time_id_width;
    const auto image = [&](const char* name, int channels, Rate rate) {
        return ops::input(graph, name, {batch, latent_h, latent_w, channels}, DType::f32, rate);
    };
    Tensor latents = image("latents", config.reads_mask() ? config.out_channels : config.in_channels, Rate::step);
    if (config.reads_mask()) {
        const Tensor mask = image("mask", 1, Rate::prompt);
        latents = ops::concat({latents, mask, image("masked_latents", config.out_channels, Rate::prompt)}, -1);
    }
    const Tensor timestep = ops::input(graph, "timestep", {batch}, DType::f32, Rate::step);
    const Tensor context = ops::input(graph, "context", {batch, tokens, config.context_width}, DType::f32, Rate::prompt);
    const Tensor pooled = ops::input(graph, "pooled", {batch, pooled_width}, DType::f32, Rate::prompt);
    const Tensor time_ids = ops::input(graph, "time_ids", {batch, config.time_ids}, DType::f32, Rate::prompt);

    const Condition condition{embed_time(config, timestep, pooled, time_ids), context};
    ops::output(graph, "noise", Unet(config, condition).forward(latents));
}

}  // namespace imagelab
