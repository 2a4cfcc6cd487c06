#include "core/nn/normalized_attention_guidance.h"

#include "core/ops/ops.h"

namespace imagelab::nn {

Tensor normalized_attention_guidance(Tensor found, Tensor unwanted, Tensor scale) {
    constexpr float most_growth = 2.5f, share = 0.25f;  // tau and alpha
    const auto norm = [](Tensor x) { return ops::reduce(ops::map(x, Function::abs), Reduction::mean, {2}); };
    const Tensor away = ops::add(ops::mul(ops::sub(found, unwanted), scale), unwanted);
    const Tensor allowed = ops::binary(ops::affine(norm(found), most_growth, 0), norm(away), Binary::div);
    const Tensor factor = ops::binary(allowed, ops::constant(*found.graph(), {1, 1, 1}, {1}), Binary::min);
    return ops::add(ops::affine(ops::mul(away, factor), share, 0), ops::affine(found, 1 - share, 0));
}

}  // namespace imagelab::nn
