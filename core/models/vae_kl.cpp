#include "core/models/vae_kl.h"

#include <functional>

#include "core/models/vae_tiny.h"
#include "core/nn/resnet.h"
#include "core/nn/tiled_group_norm.h"
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

nn::NormAndSilu group_norm(const VaeConfig& config) {
    return [&config](Tensor x, const std::string& name) { return ops::silu(ops::group_norm(x, name, config.norm_groups, kl_eps)); };
}

Tensor mid_block(Tensor x, const std::string& name, const VaeConfig& config) {
    const nn::NormAndSilu norm = group_norm(config);
    x = nn::resnet(x, {}, name + ".resnets.0", x.dim(-1), norm);
    if (config.mid_attention) x = pixel_attention(x, name + ".attentions.0", config);
    return nn::resnet(x, {}, name + ".resnets.1", x.dim(-1), norm);
}

Tensor down_block(Tensor x, const std::string& name, const VaeConfig& config, size_t level, const nn::NormAndSilu& norm) {
    for (int i = 0; i < config.layers; ++i) x = nn::resnet(x, {}, nn::indexed(name + ".resnets", i), config.channels[level], norm);
    if (level + 1 == config.channels.size()) return x;
    return ops::conv2d(x, name + ".downsamplers.0.conv", config.channels[level], 3, 2, {0, 0, 1, 1});
}

Tensor up_block(Tensor x, const std::string& name, const VaeConfig& config, size_t level, const nn::NormAndSilu& norm) {
    for (int i = 0; i <= config.layers; ++i) x = nn::resnet(x, {}, nn::indexed(name + ".resnets", i), config.channels[level], norm);
    if (level == 0) return x;
    return nn::upsampler(x, name + ".upsamplers.0", 2 * x.dim(1), 2 * x.dim(2));
}

constexpr ops::Padding same_size{1, 1, 1, 1};

// Latents to features.
Tensor decoder_latents(Tensor x, const VaeConfig& config) {
    if (config.post_quant_conv) x = ops::conv2d(x, "post_quant_conv", config.latent_channels, 1, 1, {});
    x = ops::conv2d(x, "decoder.conv_in", config.channels.back(), 3, 1, same_size);
    return mid_block(x, "decoder.mid_block", config);
}

// Features to the picture.
Tensor decoder_pixels(Tensor x, const VaeConfig& config, const nn::NormAndSilu& norm) {
    const size_t levels = config.channels.size();
    for (size_t i = 0; i < levels; ++i) x = up_block(x, nn::indexed("decoder.up_blocks", i), config, levels - 1 - i, norm);
    return ops::conv2d(norm(x, "decoder.conv_norm_out"), "decoder.conv_out", config.image_channels, 3, 1, same_size);
}

// The picture to features.
Tensor encoder_pixels(Tensor x, const VaeConfig& config, const nn::NormAndSilu& norm) {
    x = ops::conv2d(x, "encoder.conv_in", config.channels.front(), 3, 1, same_size);
    for (size_t i = 0; i < config.channels.size(); ++i) x = down_block(x, nn::indexed("encoder.down_blocks", i), config, i, norm);
    return x;
}

// Features to means and log variances.
Tensor encoder_latents(Tensor x, const VaeConfig& config) {
    x = mid_block(x, "encoder.mid_block", config);
    x = ops::conv2d(group_norm(config)(x, "encoder.conv_norm_out"), "encoder.conv_out", 2 * config.latent_channels, 3, 1, same_size);
    return config.quant_conv ? ops::conv2d(x, "quant_conv", 2 * config.latent_channels, 1, 1, {}) : x;
}

Tensor features_input(Graph& graph, const VaeConfig& config, int batch, int h, int w) {
    return ops::input(graph, "features", {batch, h, w, config.channels.back()}, DType::f32, Rate::step);
}

void check_part(const VaeConfig& config, const char* network, VaePart part, int batch) {
    if (part != VaePart::all && config.tiny()) throw Error(std::string("[") + network + "] a tiny autoencoder has no parts");
    if (part == VaePart::pixels && batch != 1)
        throw Error(std::string("[") + network + "] batch " + std::to_string(batch) + ": tiles go through it one by one");
}

}  // namespace

int vae_decoder_norms(const VaeConfig& config) {
    return 2 * static_cast<int>(config.channels.size()) * (config.layers + 1) + 1;
}

int vae_encoder_norms(const VaeConfig& config) {
    return 2 * static_cast<int>(config.channels.size()) * config.layers;
}

void trace_vae_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w, VaePart part) {
    check_part(config, "vae_decoder", part, batch);
    if (config.tiny()) return trace_tiny_decoder(graph, config, batch, latent_h, latent_w);
    graph.name = "vae_decoder";
    if (part == VaePart::pixels) {
        const Tensor features = features_input(graph, config, batch, latent_h, latent_w);
        nn::TiledGroupNorm norm(graph, latent_h, latent_w, vae_decoder_norms(config), config.norm_groups, kl_eps);
        ops::output(graph, "image", decoder_pixels(features, config, std::ref(norm)));
        return norm.output();
    }
    const Tensor latents = ops::input(graph, "latents", {batch, latent_h, latent_w, config.latent_channels}, DType::f32, Rate::step);
    const Tensor features = decoder_latents(latents, config);
    if (part == VaePart::latents) return ops::output(graph, "features", features);
    ops::output(graph, "image", decoder_pixels(features, config, group_norm(config)));
}

void trace_vae_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width, VaePart part) {
    check_part(config, "vae_encoder", part, batch);
    graph.name = "vae_encoder";
    if (part == VaePart::latents)
        return ops::output(graph, "moments", encoder_latents(features_input(graph, config, batch, height, width), config));
    if (height % config.downscale() || width % config.downscale()) {
        throw Error("[vae_encoder] image " + shape_text({height, width}) + ": sides must be multiples of " +
                    std::to_string(config.downscale()));
    }
    if (config.tiny()) return trace_tiny_encoder(graph, config, batch, height, width);
    const Tensor image = ops::input(graph, "image", {batch, height, width, config.image_channels}, DType::f32, Rate::step);
    if (part == VaePart::all)
        return ops::output(graph, "moments", encoder_latents(encoder_pixels(image, config, group_norm(config)), config));
    nn::TiledGroupNorm norm(graph, height / config.downscale(), width / config.downscale(), vae_encoder_norms(config), config.norm_groups,
                            kl_eps);
    ops::output(graph, "features", encoder_pixels(image, config, std::ref(norm)));
    norm.output();
}

}  // namespace imagelab
