#include "core/models/unet_blocks.h"

#include "core/nn/embedding.h"
#include "core/nn/resnet.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// The embedding of timestep, pooled text and sizes, activated: every resnet reads it through SiLU.
Tensor embed_time(const UnetConfig& config, const UnetInputs& inputs, const std::string& prefix) {
    const int width = 4 * config.channels.front();
    const Tensor step = ops::sinusoid(inputs.timestep, config.channels.front(), config.flip_sin_to_cos, config.freq_shift);
    Tensor sizes = ops::sinusoid(inputs.time_ids, config.time_id_width, config.flip_sin_to_cos, config.freq_shift);
    sizes = ops::reshape(sizes, {inputs.pooled.dim(0), config.time_ids * config.time_id_width});
    Tensor addition = nn::time_mlp(ops::concat({inputs.pooled, sizes}, -1), prefix + "add_embedding", width);
    if (inputs.types) {
        const Tensor flags = ops::sinusoid(inputs.types, config.time_id_width, config.flip_sin_to_cos, config.freq_shift);
        const Tensor row = ops::reshape(flags, {inputs.types.dim(0), inputs.types.dim(1) * config.time_id_width});
        addition = ops::add(addition, nn::time_mlp(row, prefix + "control_add_embedding", width));
    }
    return ops::silu(ops::add(nn::time_mlp(step, prefix + "time_embedding", width), addition));
}

}  // namespace

UnetBlocks::UnetBlocks(const UnetConfig& config, const UnetInputs& inputs, std::string prefix, nn::TextBeside beside)
    : config_(config),
      latents_(inputs.latents),
      context_(inputs.context),
      time_(embed_time(config, inputs, prefix)),
      prefix_(std::move(prefix)),
      beside_(std::move(beside)) {}

Tensor UnetBlocks::conv_in() const {
    return ops::conv2d(latents_, prefix_ + "conv_in", config_.channels.front(), 3, 1, ops::Padding::same(1));
}

Tensor UnetBlocks::resnet(Tensor x, const std::string& name, int channels) const {
    return nn::resnet(x, time_, prefix_ + name, channels, {config_.norm_groups, config_.norm_eps});
}

Tensor UnetBlocks::transformer(Tensor x, const std::string& name, int layers, size_t level, const nn::SelfAttentionGuidance& self) const {
    if (layers == 0) return x;
    return nn::spatial_transformer(x, context_, prefix_ + name,
                                   {layers, config_.heads[level], config_.norm_groups, config_.linear_projection, self}, beside_);
}

void UnetBlocks::down_block(size_t level, std::vector<Tensor>& images, const std::vector<Tensor>& added) const {
    const std::string name = nn::indexed("down_blocks", level);
    const auto keep = [&](Tensor x) {
        const size_t at = images.size();
        images.push_back(at < added.size() && added[at] ? ops::add(x, added[at]) : x);
    };
    for (int i = 0; i < config_.layers[level]; ++i) {
        Tensor x = resnet(images.back(), nn::indexed(name + ".resnets", i), config_.channels[level]);
        x = transformer(x, nn::indexed(name + ".attentions", i), config_.down_transformer_layers[level][static_cast<size_t>(i)], level);
        keep(x);
    }
    if (level + 1 == config_.channels.size()) return;
    keep(ops::conv2d(images.back(), prefix_ + name + ".downsamplers.0.conv", config_.channels[level], 3, 2, ops::Padding::same(1)));
}

std::vector<Tensor> UnetBlocks::down(Tensor x, const std::vector<Tensor>& added) const {
    std::vector<Tensor> images{x};
    for (size_t level = 0; level < config_.channels.size(); ++level) down_block(level, images, added);
    return images;
}

Tensor UnetBlocks::middle(Tensor x, const nn::SelfAttentionGuidance& self) const {
    const int channels = config_.channels.back();
    if (config_.mid_resnets > 0) x = resnet(x, "mid_block.resnets.0", channels);
    x = transformer(x, "mid_block.attentions.0", config_.mid_transformer_layers, config_.channels.size() - 1, self);
    return config_.mid_resnets > 1 ? resnet(x, "mid_block.resnets.1", channels) : x;
}

}  // namespace imagelab
