#include "core/models/clip_text.h"

#include "core/nn/clip_layer.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Token plus position embedding: ids [b, t] -> [b, t, width].
Tensor embed(Tensor ids, const ClipTextConfig& config, bool vectors) {
    const int64_t batch = ids.dim(0), tokens = ids.dim(1);
    Tensor words = ops::embedding(ids, "text_model.embeddings.token_embedding", config.vocab_size, config.width);
    if (vectors) {
        const Tensor kept = ops::input(*ids.graph(), "kept", {batch, tokens, 1}, DType::f32, Rate::prompt);
        const Tensor own = ops::input(*ids.graph(), "vectors", {batch, tokens, config.width}, DType::f32, Rate::prompt);
        words = ops::add(ops::mul(words, kept), own);
    }
    Tensor positions = ops::weight(*ids.graph(), "text_model.embeddings.position_embedding.weight", {config.max_positions, config.width});
    if (tokens < config.max_positions) positions = ops::slice(positions, 0, 0, tokens);
    return ops::add(words, ops::reshape(positions, {1, tokens, config.width}));
}

}  // namespace

void trace_clip_text(Graph& graph, const ClipTextConfig& config, int batch, int tokens, HiddenStates wanted, bool vectors, int skipped) {
    if (tokens < 1 || tokens > config.max_positions) {
        throw Error("[clip_text] " + std::to_string(tokens) + " tokens for a model of " + std::to_string(config.max_positions) +
                    " positions");
    }
    if (skipped < 0 || skipped >= config.layers)
        throw Error("[clip_text] " + std::to_string(skipped) + " layers left out of " + std::to_string(config.layers));
    graph.name = "clip_text";
    const Tensor ids = ops::input(graph, "ids", {batch, tokens}, DType::i32, Rate::prompt);
    const Unary activation = config.activation == ClipTextConfig::Activation::gelu ? Unary::gelu_erf : Unary::quick_gelu;
    const nn::ClipLayer layer{config.heads, config.mlp_width, activation, config.norm_eps, Mask::causal};

    // What nobody asked for is not traced: without a projection the last layer has no reader.
    const bool pooled = config.projection_width > 0, all = wanted == HiddenStates::all;
    const int layers = pooled || all ? config.layers : config.layers - 1 - skipped;
    Tensor x = embed(ids, config, vectors);
    for (int i = 0;; ++i) {
        if (all || i == config.layers - 1 - skipped) ops::output(graph, "hidden_states." + std::to_string(i), x);
        if (i == layers) break;
        x = nn::clip_layer(x, "text_model.encoder.layers." + std::to_string(i), layer);
    }
    if (all) ops::output(graph, "last_hidden_state", ops::layer_norm(x, "text_model.final_layer_norm", config.norm_eps));
    if (!pooled) return;
    // The norm is row by row, so it commutes with taking the row.
    const Tensor eos = ops::input(graph, "eos", {batch}, DType::i32, Rate::prompt);
    x = ops::layer_norm(ops::take_row(x, eos), "text_model.final_layer_norm", config.norm_eps);
    ops::output(graph, "pooled", ops::linear(x, "text_projection", config.projection_width, ops::Bias::no));
}

}  // namespace imagelab
