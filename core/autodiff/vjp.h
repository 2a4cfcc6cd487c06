#pragma once
// Vector-Jacobian products: what the gradient of a node's value makes of its operands' gradients. One function an operation, one file a
// family, as in core/ops.
#include "core/graph/tensor.h"

namespace imagelab {

// One node on the way back: its gradient, and where those of its operands go.
class Vjp {
  public:
    virtual ~Vjp() = default;
    Tensor y, dy;  // the node's value and its gradient

    Tensor x(size_t operand) const { return Tensor(y.graph(), inputs[operand]); }
    std::vector<ValueId> inputs;
    virtual bool wants(size_t operand) const = 0;
    virtual void give(size_t operand, Tensor gradient) = 0;
    // The gradient of a part of the operand: [begin, begin + its extent) of an axis.
    virtual void give_part(size_t operand, int axis, int64_t begin, Tensor gradient) = 0;
};

void vjp(Vjp&, const op::Linear&);  // vjp_matrix.cpp
void vjp(Vjp&, const op::MatMul&);
void vjp(Vjp&, const op::Conv2d&);  // vjp_conv.cpp
void vjp(Vjp&, const op::UpsampleNearest&);
void vjp(Vjp&, const op::GroupNorm&);  // vjp_norm.cpp
void vjp(Vjp&, const op::LayerNorm&);
void vjp(Vjp&, const op::Attention&);  // vjp_attention.cpp
void vjp(Vjp&, const op::UnaryOp&);    // vjp_elementwise.cpp
void vjp(Vjp&, const op::BinaryOp&);
void vjp(Vjp&, const op::Affine&);
void vjp(Vjp&, const op::Concat&);  // vjp_shape.cpp
void vjp(Vjp&, const op::Slice&);
void vjp(Vjp&, const op::Reshape&);
void vjp(Vjp&, const op::Permute&);
void vjp(Vjp&, const op::TakeRow&);

// The sum of x over the axes along which `small` has extent 1, or that it lacks in front: what is left of a gradient where a value was
// repeated (core/graph/broadcast.h).
Tensor sum_to(Tensor x, Shape small);

}  // namespace imagelab
