#include "core/models/t5_encoder.h"

#include <algorithm>
#include <cmath>

#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Half of the buckets for keys ahead, half for keys behind; each half has one bucket a distance, then ever wider ones
// (T5Attention._relative_position_bucket).
int bucket_of(int distance, const T5Config& config) {
    const int half = config.distance_buckets / 2, exact = half / 2, far = std::abs(distance);
    const int side = distance > 0 ? half : 0;
    if (far < exact) return side + far;
    const float share = std::log(static_cast<float>(far) / static_cast<float>(exact)) /
                        static_cast<float>(std::log(static_cast<double>(config.max_distance) / exact));
    return side + std::min(half - 1, exact + static_cast<int>(share * static_cast<float>(half - exact)));
}

// The learned bias of every distance key - query, from 1 - tokens to tokens - 1: [2 tokens - 1, heads].
Tensor distance_bias(Graph& graph, const T5Config& config, int tokens) {
    std::vector<int32_t> buckets;
    for (int distance = 1 - tokens; distance < tokens; ++distance) buckets.push_back(bucket_of(distance, config));
    const Tensor ids = ops::constant_ids(graph, {1, 2 * tokens - 1}, buckets);
    const Tensor rows =
        ops::embedding(ids, "encoder.block.0.layer.0.SelfAttention.relative_attention_bias", config.distance_buckets, config.heads);
    return ops::reshape(rows, {2 * tokens - 1, config.heads});
}

class Encoder {
  public:
    Encoder(const T5Config& config, Tensor counts, Tensor bias) : config_(config), counts_(counts), bias_(bias) {}

    // Scores are not scaled: the projections were trained that way.
    Tensor attention(Tensor x, const std::string& name) const {
        const int64_t inner = static_cast<int64_t>(config_.heads) * config_.head_size;
        const Tensor q = ops::linear(x, name + ".q", inner, ops::Bias::no);
        const Tensor k = ops::linear(x, name + ".k", inner, ops::Bias::no);
        const Tensor v = ops::linear(x, name + ".v", inner, ops::Bias::no);
        const Tensor seen = ops::attention(q, k, v, config_.heads, {.keys = counts_, .bias = bias_, .scale = 1});
        return ops::linear(seen, name + ".o", config_.width, ops::Bias::no);
    }

    Tensor feed_forward(Tensor x, const std::string& name) const {
        const Tensor gate = ops::unary(ops::linear(x, name + ".wi_0", config_.mlp_width, ops::Bias::no), Unary::gelu_tanh);
        const Tensor hidden = ops::linear(x, name + ".wi_1", config_.mlp_width, ops::Bias::no);
        return ops::linear(ops::mul(hidden, gate), name + ".wo", config_.width, ops::Bias::no);
    }

    Tensor block(Tensor x, const std::string& name) const {
        Tensor h = ops::rms_norm(x, name + ".layer.0.layer_norm", config_.norm_eps);
        x = ops::add(attention(h, name + ".layer.0.SelfAttention"), x);
        h = ops::rms_norm(x, name + ".layer.1.layer_norm", config_.norm_eps);
        return ops::add(feed_forward(h, name + ".layer.1.DenseReluDense"), x);
    }

  private:
    const T5Config& config_;
    Tensor counts_, bias_;
};

}  // namespace

void trace_t5_encoder(Graph& graph, const T5Config& config, int batch, int tokens) {
    graph.name = "t5_encoder";
    Tensor x = ops::input(graph, "words", {batch, tokens, config.width}, DType::f32, Rate::prompt);
    const Tensor counts = ops::input(graph, "counts", {batch}, DType::i32, Rate::prompt);
    const Encoder encoder(config, counts, distance_bias(graph, config, tokens));
    for (int i = 0; i < config.layers; ++i) x = encoder.block(x, "encoder.block." + std::to_string(i));
    ops::output(graph, "hidden_states", ops::rms_norm(x, "encoder.final_layer_norm", config.norm_eps));
}

}  // namespace imagelab
