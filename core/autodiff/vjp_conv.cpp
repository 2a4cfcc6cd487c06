#include "core/autodiff/vjp.h"
#include "core/ops/gradients.h"

namespace imagelab {

// The kernel is frozen: only x has a gradient.
void vjp(Vjp& at, const op::Conv2d& conv) {
    if (at.wants(0)) at.give(0, ops::conv2d_grad(at.dy, conv, at.x(0).shape()));
}

void vjp(Vjp& at, const op::UpsampleNearest&) {
    if (at.wants(0)) at.give(0, ops::upsample_nearest_grad(at.dy, at.x(0).dim(1), at.x(0).dim(2)));
}

}  // namespace imagelab
