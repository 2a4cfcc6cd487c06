#include "core/nn/clip_layer.h"

#include "core/ops/ops.h"

namespace imagelab::nn {
namespace {

Tensor clip_attention(Tensor x, const std::string& name, const ClipLayer& config) {
    const int64_t width = x.dim(-1);
    const Tensor q = ops::linear(x, name + ".q_proj", width);
    const Tensor k = ops::linear(x, name + ".k_proj", width);
    const Tensor v = ops::linear(x, name + ".v_proj", width);
    return ops::linear(ops::attention(q, k, v, config.heads, config.mask), name + ".out_proj", width);
}

}  // namespace

Tensor clip_layer(Tensor x, const std::string& name, const ClipLayer& config) {
    Tensor h = ops::layer_norm(x, name + ".layer_norm1", config.norm_eps);
    x = ops::add(clip_attention(h, name + ".self_attn", config), x);
    h = ops::layer_norm(x, name + ".layer_norm2", config.norm_eps);
    h = ops::unary(ops::linear(h, name + ".mlp.fc1", config.mlp_width), config.activation);
    return ops::add(ops::linear(h, name + ".mlp.fc2", x.dim(-1)), x);
}

}  // namespace imagelab::nn
