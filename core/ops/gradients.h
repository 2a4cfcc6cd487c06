#pragma once
// Operations that gradients are made of (core/autodiff): each takes the gradient of what an operation gave back to its operand. Shapes are
// checked as in core/ops/ops.h; results are stored in graph.compute.
#include "core/graph/tensor.h"

namespace imagelab::ops {

// Of x [.., k] from dy [.., n]: dy W. The operation may not be fused: no activation, factor or residual.
Tensor linear_grad(Tensor dy, const op::Linear& linear);
// Of x, whose shape this is. Padding may not be wider than the kernel.
Tensor conv2d_grad(Tensor dy, const op::Conv2d& conv, Shape x);
Tensor group_norm_grad(Tensor x, Tensor dy, const op::GroupNorm& norm);
Tensor layer_norm_grad(Tensor x, Tensor dy, const op::LayerNorm& norm);  // one that has no values for gamma and beta
Tensor unary_grad(Tensor x, Tensor dy, Unary kind);
// [b, tq + 2 tk, c]: rows of dq, dk and dv; y is what attention gave. Without counted keys and bias.
Tensor attention_grad(Tensor q, Tensor k, Tensor v, Tensor y, Tensor dy, const op::Attention& attention);
Tensor upsample_nearest_grad(Tensor dy, int64_t height, int64_t width);  // sides of what was enlarged
// The same numbers in another storage.
Tensor cast(Tensor x, DType dtype);

}  // namespace imagelab::ops
