#include "core/models/reference.h"

#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float reference_eps = 1e-5f;

// diffusers ImageProjection.
Tensor project(Graph& graph, const ReferenceProjectionConfig& config) {
    const Tensor embedding = ops::input(graph, "embedding", {1, config.input_width}, DType::f32, Rate::prompt);
    const Tensor rows = ops::linear(embedding, "proj", int64_t{config.tokens} * config.context_width);
    return ops::layer_norm(ops::reshape(rows, {1, config.tokens, config.context_width}), "norm", reference_eps);
}

// The queries look at the picture's states and at each other.
Tensor perceive(Tensor states, Tensor queries, const std::string& name, const ReferenceProjectionConfig& config) {
    const Tensor picture = ops::layer_norm(states, name + ".norm1", reference_eps);
    const Tensor own = ops::layer_norm(queries, name + ".norm2", reference_eps);
    const Tensor q = ops::linear(own, name + ".to_q", config.inner_width, ops::Bias::no);
    const Tensor both = ops::linear(ops::concat({picture, own}, 1), name + ".to_kv", 2 * int64_t{config.inner_width}, ops::Bias::no);
    const Tensor k = ops::slice(both, -1, 0, config.inner_width), v = ops::slice(both, -1, config.inner_width, config.inner_width);
    return ops::add(ops::linear(ops::attention(q, k, v, config.heads), name + ".to_out", config.width, ops::Bias::no), queries);
}

Tensor feed_forward(Tensor x, const std::string& name, const ReferenceProjectionConfig& config) {
    const Tensor h = ops::linear(ops::layer_norm(x, name + ".0", reference_eps), name + ".1", config.mlp_width, ops::Bias::no);
    return ops::add(ops::linear(ops::unary(h, Unary::gelu_erf), name + ".3", config.width, ops::Bias::no), x);
}

// diffusers IPAdapterPlusImageProjection, the Resampler of the adapters' own code.
Tensor resample(Graph& graph, const ReferenceProjectionConfig& config, int states) {
    const Tensor input = ops::input(graph, "states", {1, states, config.input_width}, DType::f32, Rate::prompt);
    const Tensor x = ops::linear(input, "proj_in", config.width);
    Tensor queries = ops::weight(graph, "latents", {1, config.tokens, config.width});
    for (int i = 0; i < config.layers; ++i) {
        const std::string name = "layers." + std::to_string(i);
        queries = feed_forward(perceive(x, queries, name + ".0", config), name + ".1", config);
    }
    return ops::layer_norm(ops::linear(queries, "proj_out", config.context_width), "norm_out", reference_eps);
}

}  // namespace

void trace_reference_projection(Graph& graph, const ReferenceProjectionConfig& config, int states) {
    graph.name = "image_projection";
    ops::output(graph, "tokens", config.perceives() ? resample(graph, config, states) : project(graph, config));
}

nn::References reference_inputs(Graph& graph, const UnetConfig& unet, const Shape& latents,
                                const std::vector<ReferenceConfig>& references) {
    const int64_t batch = latents[0];
    nn::References all;
    for (size_t i = 0; i < references.size(); ++i) {
        const std::string prefix = reference_prefix(static_cast<int>(i));
        const Tensor tokens =
            ops::input(graph, prefix + "tokens", {batch, references[i].tokens, unet.context_width}, DType::f32, Rate::prompt);
        const Tensor scale = ops::input(graph, prefix + "scale", {batch}, DType::f32, Rate::step);
        all.push_back({tokens, ops::reshape(scale, {batch, 1, 1}), adapter_prefix(references[i].adapter), references[i].only_in});
        if (const int64_t pixels = references[i].mask_scale; pixels > 0)
            all.back().mask =
                ops::input(graph, prefix + "mask", {1, latents[1] * pixels, latents[2] * pixels, 1}, DType::f32, Rate::prompt);
    }
    return all;
}

std::string reference_prefix(int number) {
    return "reference." + std::to_string(number) + ".";
}

std::string adapter_prefix(int adapter) {
    return "ip_adapter." + std::to_string(adapter) + ".";
}

std::vector<CrossAttention> cross_attentions(const UnetConfig& unet) {
    std::vector<CrossAttention> all;
    const auto add = [&](const std::string& transformer, int layers, int channels) {
        for (int i = 0; i < layers; ++i) all.push_back({transformer + ".transformer_blocks." + std::to_string(i) + ".attn2", channels});
    };
    const size_t levels = unet.channels.size();
    const auto block = [&](const std::string& name, const std::vector<int>& layers, int channels) {
        for (size_t i = 0; i < layers.size(); ++i) add(name + ".attentions." + std::to_string(i), layers[i], channels);
    };
    for (size_t i = 0; i < levels; ++i) block("down_blocks." + std::to_string(i), unet.down_transformer_layers[i], unet.channels[i]);
    for (size_t i = 0; i < levels; ++i)
        block("up_blocks." + std::to_string(i), unet.up_transformer_layers[i], unet.channels[levels - 1 - i]);
    add("mid_block.attentions.0", unet.mid_transformer_layers, unet.channels.back());
    return all;
}

}  // namespace imagelab
