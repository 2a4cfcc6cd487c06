#include "core/nn/embedding.h"

#include "core/ops/ops.h"

namespace imagelab::nn {

Tensor time_mlp(Tensor x, const std::string& name, int64_t width) {
    return ops::linear(ops::silu(ops::linear(x, name + ".linear_1", width)), name + ".linear_2", width);
}

}  // namespace imagelab::nn
