#pragma once
#include <string>

#include "core/graph/tensor.h"

namespace imagelab::nn {

struct ClipLayer {
    int heads;
    int mlp_width;
    Unary activation;
    float norm_eps;
    Mask mask;  // causal in the text encoder, none in the vision encoder
};

// transformers CLIPEncoderLayer (Radford et al. 2021): attention, then a two-layer perceptron, each on a normed residual. x [b, t, c].
Tensor clip_layer(Tensor x, const std::string& name, const ClipLayer& config);

}  // namespace imagelab::nn
