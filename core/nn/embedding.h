#pragma once
#include <string>

#include "core/graph/tensor.h"

namespace imagelab::nn {

// diffusers TimestepEmbedding: two linear layers with SiLU between, x [b, c] -> [b, width]; "<name>.linear_1", "<name>.linear_2".
Tensor time_mlp(Tensor x, const std::string& name, int64_t width);

}  // namespace imagelab::nn
