#include "core/models/control_net.h"

#include "core/models/control_lllite.h"
#include "core/models/t2i_adapter.h"
#include "core/models/unet_sdxl.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// diffusers ControlNetConditioningEmbedding: the picture in as many channels as the UNet's first image, and of its size.
Tensor hint(Graph& graph, const ControlNetConfig& config, const UnetInputs& inputs, const std::string& prefix) {
    const std::string name = prefix + "controlnet_cond_embedding.";
    const auto conv = [&](Tensor x, const std::string& layer, int channels, int stride) {
        return ops::conv2d(x, name + layer, channels, 3, stride, ops::Padding::same(1));
    };
    Tensor x = control_picture_input(graph, config, inputs.latents.dim(1), inputs.latents.dim(2), prefix);
    x = ops::silu(conv(x, "conv_in", config.hint_channels.front(), 1));
    for (size_t i = 0; i + 1 < config.hint_channels.size(); ++i) {
        x = ops::silu(conv(x, "blocks." + std::to_string(2 * i), config.hint_channels[i], 1));
        x = ops::silu(conv(x, "blocks." + std::to_string(2 * i + 1), config.hint_channels[i + 1], 2));
    }
    return conv(x, "conv_out", config.unet.channels.front(), 1);
}

// A residual block of CLIP's kind (torch.nn.MultiheadAttention): x [b, t, c].
Tensor fusion_layer(Tensor x, const std::string& name, int heads) {
    constexpr float eps = 1e-5f;
    const int64_t width = x.dim(-1);
    const Tensor both = ops::linear(ops::layer_norm(x, name + ".ln_1", eps), name + ".attn.in_proj", 3 * width);
    const auto third = [&](int64_t i) { return ops::slice(both, -1, i * width, width); };
    x = ops::add(ops::linear(ops::attention(third(0), third(1), third(2), heads), name + ".attn.out_proj", width), x);
    const Tensor h = ops::linear(ops::layer_norm(x, name + ".ln_2", eps), name + ".mlp.c_fc", 4 * width);
    return ops::add(ops::linear(ops::unary(h, Unary::quick_gelu), name + ".mlp.c_proj", width), x);
}

// What a Union adds to every pixel beside the picture: what the means of picture and latents say, and the kind of the picture. [b, 1, 1,
// c]. The published code gives torch's attention the batch where the sequence belongs, so that the images of a batch (without a prompt and
// with it) look at each other, token by token; diffusers keeps that, and so it is here.
Tensor typed_channels(Graph& graph, const ControlNetConfig& config, Tensor picture, Tensor sample, const std::string& prefix) {
    const int64_t batch = sample.dim(0), width = sample.dim(3);
    const auto mean = [&](Tensor image) { return ops::reshape(ops::reduce(image, Reduction::mean, {1, 2}), {1, image.dim(0), width}); };
    const Tensor type = ops::input(graph, prefix + "type", {1, 1}, DType::i32, Rate::prompt);
    const Tensor own = ops::add(mean(picture), ops::embedding(type, prefix + "task_embedding", config.control_types, width));
    const Tensor zeros = ops::constant(graph, {1, batch, width}, std::vector<float>(static_cast<size_t>(batch * width)));
    Tensor tokens = ops::concat({ops::add(zeros, own), mean(sample)}, 0);
    for (int i = 0; i < config.fusion_layers; ++i)
        tokens = fusion_layer(tokens, prefix + "transformer_layes." + std::to_string(i), config.fusion_heads);  // spelt so in the files
    const Tensor channels = ops::linear(ops::slice(tokens, 0, 0, 1), prefix + "spatial_ch_projs", width);
    return ops::reshape(channels, {batch, 1, 1, width});
}

std::vector<Tensor> residuals_of(Graph& graph, const ControlNetConfig& config, const UnetInputs& inputs, const std::string& prefix) {
    const int64_t batch = inputs.latents.dim(0);
    const Tensor scale = control_scale_input(graph, config, batch, prefix);
    UnetInputs own = inputs;  // of a UNet for inpainting the latents alone, which stand first
    if (own.latents.dim(3) > config.unet.in_channels) own.latents = ops::slice(own.latents, 3, 0, config.unet.in_channels);
    if (config.control_types > 0) own.types = ops::input(graph, prefix + "types", {batch, config.control_types}, DType::f32, Rate::prompt);
    const UnetBlocks blocks(config.unet, own, prefix);
    const Tensor picture = hint(graph, config, inputs, prefix), sample = blocks.conv_in();
    Tensor x = ops::add(sample, picture);
    if (config.control_types > 0) x = ops::add(x, typed_channels(graph, config, picture, sample, prefix));
    std::vector<Tensor> images = blocks.down(x);
    images.push_back(blocks.middle(images.back()));
    for (size_t i = 0; i < images.size(); ++i) {
        const bool last = i + 1 == images.size();
        const std::string name = prefix + (last ? "controlnet_mid_block" : "controlnet_down_blocks." + std::to_string(i));
        const Tensor residual = ops::conv2d(images[i], name, images[i].dim(3), 1, 1, {});
        images[i] = ops::mul(residual, ops::reshape(ops::slice(scale, 1, static_cast<int64_t>(i), 1), {batch, 1, 1, 1}));
    }
    return images;
}

}  // namespace

std::string control_prefix(int number) {
    return "control." + std::to_string(number) + ".";
}

Tensor control_picture_input(Graph& graph, const ControlNetConfig& config, int64_t latent_h, int64_t latent_w, const std::string& prefix) {
    const int64_t scale = config.hint_scale();
    return ops::input(graph, prefix + "picture", {1, scale * latent_h, scale * latent_w, 3}, DType::f32, Rate::prompt);
}

Tensor control_scale_input(Graph& graph, const ControlNetConfig& config, int64_t batch, const std::string& prefix) {
    return ops::input(graph, prefix + "scale", {batch, config.residuals()}, DType::f32, Rate::step);
}

Tensor filled_up(Tensor picture, int64_t multiple) {
    for (const int axis : {1, 2}) {
        Shape missing = picture.shape();
        missing[static_cast<size_t>(axis)] = (multiple - picture.dim(axis) % multiple) % multiple;
        if (missing[static_cast<size_t>(axis)] == 0) continue;
        const std::vector<float> zeros(static_cast<size_t>(element_count(missing)));
        picture = ops::concat({picture, ops::constant(*picture.graph(), missing, zeros)}, axis);
    }
    return picture;
}

Tensor repeated(Tensor x, int64_t batch) {
    return batch == 1 ? x : ops::concat(std::vector<Tensor>(static_cast<size_t>(batch), x), 0);
}

std::vector<Tensor> control_residuals(Graph& graph, const ControlNetConfig& config, const UnetInputs& inputs, int number) {
    return residuals_of(graph, config, inputs, control_prefix(number));
}

void trace_control_net(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w, int tokens) {
    graph.name = "control_net";
    if (config.structure == ControlStructure::t2i_adapter) return trace_t2i_adapter(graph, config, batch, latent_h, latent_w);
    if (config.structure == ControlStructure::lllite) return trace_control_lllite(graph, config, batch, latent_h, latent_w);
    const std::vector<Tensor> residuals =
        residuals_of(graph, config, unet_inputs(graph, config.unet, batch, latent_h, latent_w, tokens), {});
    for (size_t i = 0; i < residuals.size(); ++i) ops::output(graph, "residual." + std::to_string(i), residuals[i]);
}

}  // namespace imagelab
