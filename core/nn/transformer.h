#pragma once
// Transformer blocks shared by diffusion networks, under diffusers' weight names.
#include <string>
#include <vector>

#include "core/graph/tensor.h"
#include "core/ops/ops.h"

namespace imagelab::nn {

// A picture beside the text (Ye et al. 2023, decoupled cross attention; diffusers IPAdapterAttnProcessor2_0): what the same queries find in
// its tokens is added to what they find in the text, times scale.
struct ReferenceTokens {
    Tensor tokens;       // [b, n, e]
    Tensor scale;        // [b, 1, 1]
    std::string prefix;  // of the weights "<prefix><name>.to_k_ip", "to_v_ip"
};
using References = std::vector<ReferenceTokens>;

// diffusers Attention: x [b, t, c] attends to context [b, s, e] (x itself for self attention); "<name>.to_q", "to_k", "to_v", "to_out.0".
Tensor attention(Tensor x, Tensor context, const std::string& name, int heads, ops::Bias qkv_bias = ops::Bias::no,
                 const References& references = {});

// Gated GELU feed forward (Shazeer 2020), four times as wide inside: x [b, t, c] -> [b, t, c]; "<name>.net.0.proj", "net.2".
Tensor feed_forward(Tensor x, const std::string& name);

// Self attention x [b, t, c] whose last `perturbed` images have the identity in place of their attention: each token sees itself alone (Ahn
// et al. 2024; diffusers PAGCFGIdentitySelfAttnProcessor2_0). The weights are attention()'s.
Tensor perturbed_attention(Tensor x, const std::string& name, int heads, int perturbed);

// diffusers BasicTransformerBlock: self attention, cross attention, feed forward, each on a normed residual. x [b, t, c], context [b, s,
// e]. References stand beside the context; the self attention of the last `perturbed` images is perturbed.
Tensor transformer_block(Tensor x, Tensor context, const std::string& name, int heads, const References& references = {},
                         int perturbed = 0);

struct SpatialTransformer {
    int layers;
    int heads;
    int norm_groups;
    bool linear_projection;  // proj_in and proj_out are linear layers, not 1x1 convolutions
    int perturbed = 0;       // as transformer_block's
};

// diffusers Transformer2DModel (Rombach et al. 2022): every pixel of x [b, h, w, c] is a token.
Tensor spatial_transformer(Tensor x, Tensor context, const std::string& name, const SpatialTransformer& config,
                           const References& references = {});

}  // namespace imagelab::nn
