#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor unary(Tensor x, Unary kind) {
    require(kind != Unary::none, "unary", "x " + text(x) + ": no function was named");
    return append(*x.graph(), op::UnaryOp{kind}, {x}, x.shape(), x.graph()->compute);
}

}  // namespace imagelab::ops
