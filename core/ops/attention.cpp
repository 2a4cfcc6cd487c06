#include <cmath>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

namespace {

op::Attention checked(Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    const std::string what = "q " + text(q) + ", k " + text(k) + ", v " + text(v) + ", " + std::to_string(heads) + " heads";
    require(q.shape().size() == 3 && k.shape().size() == 3 && k.shape() == v.shape(), "attention",
            what + ": expected q [b, tq, c] and k, v [b, tk, c] of one shape");
    require(q.dim(0) == k.dim(0) && q.dim(2) == k.dim(2), "attention", what + ": batch and channels of q and k differ");
    require(heads > 0 && q.dim(2) % heads == 0, "attention", what + ": the channels are no multiple of the heads");
    require(mask == Mask::none || q.dim(1) == k.dim(1), "attention", what + ": a causal mask needs as many keys as queries");
    op::Attention attention;
    attention.heads = heads;
    attention.width = q.dim(2);
    attention.scale = 1.0f / std::sqrt(static_cast<float>(q.dim(2) / heads));
    attention.mask = mask;
    return attention;
}

}  // namespace

Tensor attention(Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    Graph& graph = *q.graph();
    return append(graph, checked(q, k, v, heads, mask), {q, k, v}, q.shape(), graph.compute);
}

Tensor attention(Tensor q, Tensor k, Tensor v, int heads, const AttentionTerms& terms) {
    op::Attention attention = checked(q, k, v, heads, Mask::none);
    std::vector<Tensor> operands{q, k, v};
    if (terms.scale != 0) attention.scale = terms.scale;
    if (terms.keys) {
        require(
            terms.keys.shape() == Shape{q.dim(0)} && terms.keys.dtype() == DType::i32, "attention",
            "q " + text(q) + ", keys " + text(terms.keys) + " " + std::string(dtype_name(terms.keys.dtype())) + ": expected keys i32 [b]");
        attention.counted = true;
        operands.push_back(terms.keys);
    }
    if (terms.bias) {
        require(terms.bias.shape() == Shape{q.dim(1) + k.dim(1) - 1, heads}, "attention",
                "q " + text(q) + ", k " + text(k) + ", bias " + text(terms.bias) + ": expected bias [tq + tk - 1, heads]");
        attention.biased = true;
        operands.push_back(terms.bias);
    }
    Graph& graph = *q.graph();
    return append(graph, attention, operands, q.shape(), graph.compute);
}

}  // namespace imagelab::ops
