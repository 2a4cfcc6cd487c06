#include "core/models/vae_kl.h"

#include "core/models/vae_tiny.h"
#include "core/nn/resnet.h"
#include "core/nn/transformer.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float kl_eps = 1e-6f;

// Single-head attention among the pixels of x [b, h, w, c].
Tensor pixel_attention(Tensor x, const std::string& name, const VaeConfig& config) {
    const Shape image = x.shape();
    const Tensor h =
        ops::reshape(ops::group_norm(x, name + ".group_norm", config.norm_groups, kl_eps), {image[0], image[1] * image[2], image[3]});
    return ops::add(ops::reshape(nn::attention(h, h, name, 1, ops::Bias::yes), image), x);
}

Tensor mid_block(Tensor x, const std::string& name, const VaeConfig& config) {
    const nn::ResnetNorm norm{config.norm_groups, kl_eps};
    x = nn::resnet(x, {}, name + ".resnets.0", x.dim(-1), norm);
    if (config.mid_attention) x = pixel_attention(x, name + ".attentions.0", config);
    return nn::resnet(x, {}, name + ".resnets.1", x.dim(-1), norm);
}

Tensor down_block(Tensor x, const std::string& name, const VaeConfig& config, size_t level) {
    for (int i = 0; i < config.layers; ++i) {
        x = nn::resnet(x, {}, nn::indexed(name + ".resnets", i), config.channels[level], {config.norm_groups, kl_eps});
    }
    if (level + 1 == config.channels.size()) return x;
    return ops::conv2d(x, name + ".downsamplers.0.conv", config.channels[level], 3, 2, {0, 0, 1, 1});
}

Tensor up_block(Tensor x, const std::string& name, const VaeConfig& config, size_t level) {
    for (int i = 0; i <= config.layers; ++i) {
        x = nn::resnet(x, {}, nn::indexed(name + ".resnets", i), config.channels[level], {config.norm_groups, kl_eps});
    }
    if (level == 0) return x;
    return nn::upsampler(x, name + ".upsamplers.0", 2 * x.dim(1), 2 * x.dim(2));
}

}  // namespace

void trace_vae_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w) {
    if (config.tiny()) return trace_tiny_decoder(graph, config, batch, latent_h, latent_w);
    graph.name = "vae_decoder";
    const auto same = ops::Padding::same(1);
    Tensor x = ops::input(graph, "latents", {batch, latent_h, latent_w, config.latent_channels}, DType::f32, Rate::step);
    if (config.post_quant_conv) x = ops::conv2d(x, "post_quant_conv", config.latent_channels, 1, 1, {});
    x = ops::conv2d(x, "decoder.conv_in", config.channels.back(), 3, 1, same);
    x = mid_block(x, "decoder.mid_block", config);
    const size_t levels = config.channels.size();
    for (size_t i = 0; i < levels; ++i) x = up_block(x, nn::indexed("decoder.up_blocks", i), config, levels - 1 - i);
    x = nn::norm_out(x, "decoder.conv_norm_out", "decoder.conv_out", config.image_channels, {config.norm_groups, kl_eps});
    ops::output(graph, "image", x);
}

void trace_vae_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width) {
    graph.name = "vae_encoder";
    if (height % config.downscale() || width % config.downscale()) {
        throw Error("[vae_encoder] image " + shape_text({height, width}) + ": sides must be multiples of " +
                    std::to_string(config.downscale()));
    }
    if (config.tiny()) return trace_tiny_encoder(graph, config, batch, height, width);
    Tensor x = ops::input(graph, "image", {batch, height, width, config.image_channels}, DType::f32, Rate::step);
    x = ops::conv2d(x, "encoder.conv_in", config.channels.front(), 3, 1, ops::Padding::same(1));
    for (size_t i = 0; i < config.channels.size(); ++i) x = down_block(x, nn::indexed("encoder.down_blocks", i), config, i);
    x = mid_block(x, "encoder.mid_block", config);
    x = nn::norm_out(x, "encoder.conv_norm_out", "encoder.conv_out", 2 * config.latent_channels, {config.norm_groups, kl_eps});
    if (config.quant_conv) x = ops::conv2d(x, "quant_conv", 2 * config.latent_channels, 1, 1, {});
    ops::output(graph, "moments", x);
}

}  // namespace imagelab
