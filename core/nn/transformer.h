#pragma once
// Transformer blocks shared by diffusion networks, under diffusers' weight names.
#include <string>

#include "core/graph/tensor.h"
#include "core/ops/ops.h"

namespace imagelab::nn {

// diffusers Attention: x [b, t, c] attends to context [b, s, e] (x itself for self attention); "<name>.to_q", "to_k", "to_v", "to_out.0".
Tensor attention(Tensor x, Tensor context, const std::string& name, int heads, ops::Bias qkv_bias = ops::Bias::no);

// Gated GELU feed forward (Shazeer 2020), four times as wide inside: x [b, t, c] -> [b, t, c]; "<name>.net.0.proj", "net.2".
Tensor feed_forward(Tensor x, const std::string& name);

// diffusers BasicTransformerBlock: self attention, cross attention, feed forward, each on a normed residual. x [b, t, c], context [b, s,
// e].
Tensor transformer_block(Tensor x, Tensor context, const std::string& name, int heads);

struct SpatialTransformer {
    int layers;
    int heads;
    int norm_groups;
    bool linear_projection;  // proj_in and proj_out are linear layers, not 1x1 convolutions
};

// diffusers Transformer2DModel (Rombach et al. 2022): every pixel of x [b, h, w, c] is a token.
Tensor spatial_transformer(Tensor x, Tensor context, const std::string& name, const SpatialTransformer& config);

}  // namespace imagelab::nn
