#include <cmath>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor attention(Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
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
    Graph& graph = *q.graph();
    return append(graph, attention, {q, k, v}, q.shape(), graph.compute);
}

}  // namespace imagelab::ops
