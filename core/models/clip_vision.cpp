#include "core/models/clip_vision.h"

#include "core/nn/clip_layer.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// The class token, then every patch, each with its position: [1, tokens, width].
Tensor embed(Graph& graph, const ClipVisionConfig& config) {
    const std::string name = "vision_model.embeddings.";
    const int64_t values = int64_t{3} * config.patch * config.patch;
    const Tensor pixels = ops::input(graph, "patches", {1, config.patches(), values}, DType::f32, Rate::prompt);
    const Tensor patches = ops::linear(pixels, name + "patch_embedding", config.width, ops::Bias::no);
    const Tensor first = ops::reshape(ops::weight(graph, name + "class_embedding", {config.width}), {1, 1, config.width});
    const Tensor positions = ops::weight(graph, name + "position_embedding.weight", {config.tokens(), config.width});
    return ops::add(ops::concat({first, patches}, 1), ops::reshape(positions, {1, config.tokens(), config.width}));
}

}  // namespace

void trace_clip_vision(Graph& graph, const ClipVisionConfig& config, const VisionOutputs& wanted) {
    graph.name = "clip_vision";
    const Unary activation = config.activation == ClipTextConfig::Activation::gelu ? Unary::gelu_erf : Unary::quick_gelu;
    const nn::ClipLayer layer{config.heads, config.mlp_width, activation, config.norm_eps, Mask::none};
    Tensor x = ops::layer_norm(embed(graph, config), "vision_model.pre_layrnorm", config.norm_eps);  // spelt so in the files
    for (int i = 0; i < config.layers; ++i) {
        if (wanted.states && i + 1 == config.layers) ops::output(graph, "states", x);
        if (i + 1 == config.layers && !wanted.embedding) return;  // nobody reads the last layer
        x = nn::clip_layer(x, "vision_model.encoder.layers." + std::to_string(i), layer);
    }
    const Tensor first = ops::reshape(ops::slice(x, 1, 0, 1), {1, config.width});
    const Tensor pooled = ops::layer_norm(first, "vision_model.post_layernorm", config.norm_eps);
    ops::output(graph, "embedding", ops::linear(pooled, "visual_projection", config.projection_width, ops::Bias::no));
}

}  // namespace imagelab
