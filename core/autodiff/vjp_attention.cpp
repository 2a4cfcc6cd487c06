#include "core/autodiff/vjp.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {

void vjp(Vjp& at, const op::Attention& attention) {
    if (!at.wants(0) && !at.wants(1) && !at.wants(2)) return;
    const Tensor q = at.x(0), k = at.x(1), v = at.x(2);
    const Tensor all = ops::attention_grad(q, k, v, at.y, at.dy, attention);
    const int64_t queries = q.dim(1), keys = k.dim(1);
    if (at.wants(0)) at.give(0, ops::slice(all, 1, 0, queries));
    if (at.wants(1)) at.give(1, ops::slice(all, 1, queries, keys));
    if (at.wants(2)) at.give(2, ops::slice(all, 1, queries + keys, keys));
}

}  // namespace imagelab
