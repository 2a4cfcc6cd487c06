#pragma once
#include "core/graph/tensor.h"

namespace imagelab::nn {

// Normalized attention guidance (Chen et al. 2025, section 3.2): a negative prompt where guidance has none, as in few-step models. What the
// prompt found, [b, t, c], goes on from what the unwanted text found by `scale` [1, 1, 1], is kept to 2.5 times the prompt's own L1 norm at
// each token, and a quarter of it is mixed in. The two constants are the paper's.
Tensor normalized_attention_guidance(Tensor found, Tensor unwanted, Tensor scale);

}  // namespace imagelab::nn
