#include "core/autodiff/vjp.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {

void vjp(Vjp& at, const op::GroupNorm& norm) {
    if (at.wants(0)) at.give(0, ops::group_norm_grad(at.x(0), at.dy, norm));
}

// With values in place of gamma and beta (adaptive norm): y = xhat scale + shift.
void vjp(Vjp& at, const op::LayerNorm& norm) {
    const Tensor x = at.x(0);
    if (at.inputs.size() == 1) {
        if (at.wants(0)) at.give(0, ops::layer_norm_grad(x, at.dy, norm));
        return;
    }
    const Tensor scale = at.x(1), shift = at.x(2);
    Shape row(x.shape().size(), 1);
    row.back() = x.dim(-1);
    const op::LayerNorm plain{{}, {}, norm.eps, norm.centred};
    if (at.wants(0)) at.give(0, ops::layer_norm_grad(x, ops::mul(at.dy, ops::reshape(scale, row)), plain));
    if (at.wants(1)) {
        // xhat = (y - shift) / scale would divide by what may be zero: normalised anew.
        Graph& graph = *x.graph();
        const std::vector<float> ones(static_cast<size_t>(x.dim(-1)), 1.0f), zeros(ones.size(), 0.0f);
        const Tensor xhat = ops::layer_norm(x, ops::constant(graph, {x.dim(-1)}, ones), ops::constant(graph, {x.dim(-1)}, zeros), norm.eps);
        at.give(1, ops::reshape(sum_to(ops::mul(at.dy, xhat), row), scale.shape()));
    }
    if (at.wants(2)) at.give(2, ops::reshape(sum_to(at.dy, row), shift.shape()));
}

}  // namespace imagelab
