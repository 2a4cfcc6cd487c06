#pragma once
// Transformer blocks shared by diffusion networks, under diffusers' weight names.
#include <functional>
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
    std::vector<std::string> only_in = {};  // names of the transformers that look at it; empty: all
    // [1, h, w, 1], how much of that each place takes, finer than the tokens of any transformer: each takes it at its own size, bicubic
    // without antialiasing as diffusers' IPAdapterMaskProcessor.downsample. Of text_attention [1, t, 1]. Empty tensor: all of it.
    Tensor mask = {};
};
using References = std::vector<ReferenceTokens>;

// Texts of parts of the picture. `shares` [1, h, w, 1 + contexts]: how much each place takes from the text itself, then from each region's
// context [b, s, e]; they add up to 1.
struct Regions {
    Tensor shares;
    std::vector<Tensor> contexts;
};

// What a layer of attention reads in place of x; `layer` is its name ("<name>.to_q"). Empty: x.
using ChangedInput = std::function<Tensor(Tensor x, const std::string& layer)>;

// What attention looks at beside the picture and the text.
struct TextBeside {
    References references = {};
    Regions regions = {};        // where there are contexts
    Tensor unwanted = {};        // [b, s, e], the text of normalized attention guidance (core/nn/normalized_attention_guidance.h)
    Tensor unwanted_scale = {};  // [1, 1, 1]
    ChangedInput changed = {};   // of self attention's q, k and v, and of cross attention's q
};

// Images at the end of the batch whose self attention is another; see UnetGuidance.
struct SelfAttentionGuidance {
    int perturbed = 0, smoothed = 0;
    float blur = 0;
    bool any() const { return perturbed + smoothed > 0; }
};

// diffusers Attention: x [b, t, c] attends to context [b, s, e] (x itself for self attention); "<name>.to_q", "to_k", "to_v", "to_out.0".
Tensor attention(Tensor x, Tensor context, const std::string& name, int heads, ops::Bias qkv_bias = ops::Bias::no);
// Of x to itself, each layer reading what `changed` makes of it.
Tensor self_attention(Tensor x, const std::string& name, int heads, const ChangedInput& changed);

// The same with what stands beside the text. Each region's text is asked with the same queries, and the answers are mixed place by place
// ("attention couple"); shares are those of x's tokens, [1, t, 1 + contexts].
Tensor text_attention(Tensor x, Tensor context, const std::string& name, int heads, const TextBeside& beside);

// Gated GELU feed forward (Shazeer 2020), four times as wide inside: x [b, t, c] -> [b, t, c]; "<name>.net.0.proj", "net.2".
Tensor feed_forward(Tensor x, const std::string& name);

// Self attention x [b, h * w, c] with attention()'s weights. Perturbed images have the identity in place of it: each token sees itself
// alone (Ahn et al. 2024; diffusers PAGCFGIdentitySelfAttnProcessor2_0). Smoothed ones have queries blurred over the picture (Hong 2024,
// algorithm 1): separable Gaussian of ceil(6 blur) taps, odd and no wider than the picture, edges mirrored.
Tensor guided_self_attention(Tensor x, const std::string& name, int heads, const SelfAttentionGuidance& guidance, int64_t height,
                             int64_t width, const ChangedInput& changed = {});

struct SpatialTransformer {
    int layers;
    int heads;
    int norm_groups;
    bool linear_projection;           // proj_in and proj_out are linear layers, not 1x1 convolutions
    SelfAttentionGuidance self = {};  // of each block
};

// diffusers Transformer2DModel (Rombach et al. 2022): every pixel of x [b, h, w, c] is a token; BasicTransformerBlocks of self attention,
// cross attention to context [b, s, e], feed forward, each on a normed residual.
Tensor spatial_transformer(Tensor x, Tensor context, const std::string& name, const SpatialTransformer& config,
                           const TextBeside& beside = {});

}  // namespace imagelab::nn
