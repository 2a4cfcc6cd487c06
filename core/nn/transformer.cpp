#include "core/nn/transformer.h"

namespace imagelab::nn {

Tensor attention(Tensor x, Tensor context, const std::string& name, int heads, ops::Bias qkv_bias, const References& references) {
    const int64_t width = x.dim(-1);
    const Tensor q = ops::linear(x, name + ".to_q", width, qkv_bias);
    const Tensor k = ops::linear(context, name + ".to_k", width, qkv_bias);
    const Tensor v = ops::linear(context, name + ".to_v", width, qkv_bias);
    Tensor found = ops::attention(q, k, v, heads);
    for (const ReferenceTokens& reference : references) {
        const Tensor picture_k = ops::linear(reference.tokens, reference.prefix + name + ".to_k_ip", width, ops::Bias::no);
        const Tensor picture_v = ops::linear(reference.tokens, reference.prefix + name + ".to_v_ip", width, ops::Bias::no);
        found = ops::add(found, ops::mul(ops::attention(q, picture_k, picture_v, heads), reference.scale));
    }
    return ops::linear(found, name + ".to_out.0", width);
}

Tensor perturbed_attention(Tensor x, const std::string& name, int heads, int perturbed) {
    const int64_t width = x.dim(-1), whole = x.dim(0) - perturbed;
    const Tensor q = ops::linear(x, name + ".to_q", width, ops::Bias::no);
    const Tensor k = ops::linear(x, name + ".to_k", width, ops::Bias::no);
    const Tensor v = ops::linear(x, name + ".to_v", width, ops::Bias::no);
    const Tensor seen = ops::slice(ops::attention(q, k, v, heads), 0, 0, whole);
    return ops::linear(ops::concat({seen, ops::slice(v, 0, whole, perturbed)}, 0), name + ".to_out.0", width);
}

Tensor feed_forward(Tensor x, const std::string& name) {
    const int64_t width = x.dim(-1), inner = 4 * width;
    const Tensor both = ops::linear(x, name + ".net.0.proj", 2 * inner);
    const Tensor hidden = ops::slice(both, -1, 0, inner), gate = ops::slice(both, -1, inner, inner);
    return ops::linear(ops::mul(hidden, ops::unary(gate, Unary::gelu_erf)), name + ".net.2", width);
}

Tensor transformer_block(Tensor x, Tensor context, const std::string& name, int heads, const References& references, int perturbed) {
    constexpr float eps = 1e-5f;
    Tensor h = ops::layer_norm(x, name + ".norm1", eps);
    x = ops::add(perturbed > 0 ? perturbed_attention(h, name + ".attn1", heads, perturbed) : attention(h, h, name + ".attn1", heads), x);
    h = ops::layer_norm(x, name + ".norm2", eps);
    x = ops::add(attention(h, context, name + ".attn2", heads, ops::Bias::no, references), x);
    h = ops::layer_norm(x, name + ".norm3", eps);
    return ops::add(feed_forward(h, name + ".ff"), x);
}

Tensor spatial_transformer(Tensor x, Tensor context, const std::string& name, const SpatialTransformer& config,
                           const References& references) {
    const Shape image = x.shape();
    const int64_t channels = x.dim(-1);
    const Shape sequence{image[0], image[1] * image[2], channels};

    Tensor h = ops::group_norm(x, name + ".norm", config.norm_groups, 1e-6f);
    if (config.linear_projection) {
        h = ops::linear(ops::reshape(h, sequence), name + ".proj_in", channels);
    } else {
        h = ops::reshape(ops::conv2d(h, name + ".proj_in", channels, 1, 1, {}), sequence);
    }
    for (int i = 0; i < config.layers; ++i) {
        h = transformer_block(h, context, name + ".transformer_blocks." + std::to_string(i), config.heads, references, config.perturbed);
    }
    if (config.linear_projection) {
        h = ops::reshape(ops::linear(h, name + ".proj_out", channels), image);
    } else {
        h = ops::conv2d(ops::reshape(h, image), name + ".proj_out", channels, 1, 1, {});
    }
    return ops::add(h, x);
}

}  // namespace imagelab::nn
