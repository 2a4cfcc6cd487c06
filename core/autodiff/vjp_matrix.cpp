#include "core/autodiff/vjp.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

void require_plain(const Vjp& at) {
    const Node& node = at.y.graph()->nodes[at.y.id()];
    if (node.residual != no_value || node.factor != no_value) throw Error("[autodiff] a fused graph has no gradients: derive it first");
}

// In the operand's storage, whatever the graph computes in: gradients of f32 factors are f32.
Tensor stored_as(Tensor gradient, Tensor operand) {
    gradient.graph()->nodes[gradient.id()].dtype = operand.dtype();
    return gradient.shape() == operand.shape() ? gradient : sum_to(gradient, operand.shape());
}

}  // namespace

// The weight is frozen: only x has a gradient.
void vjp(Vjp& at, const op::Linear& linear) {
    require_plain(at);
    if (at.wants(0)) at.give(0, ops::linear_grad(at.dy, linear));
}

void vjp(Vjp& at, const op::MatMul& product) {
    const Tensor a = at.x(0), b = at.x(1), dy = at.dy;
    const bool ta = product.transpose_a, tb = product.transpose_b;
    if (at.wants(0)) at.give(0, stored_as(ta ? ops::matmul(b, dy, tb, true) : ops::matmul(dy, b, false, !tb), a));
    if (at.wants(1)) at.give(1, stored_as(tb ? ops::matmul(dy, a, true, ta) : ops::matmul(a, dy, !ta, false), b));
}

}  // namespace imagelab
