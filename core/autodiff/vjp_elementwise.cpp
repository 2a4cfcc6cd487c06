#include <algorithm>

#include "core/autodiff/vjp.h"
#include "core/graph/broadcast.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {

void vjp(Vjp& at, const op::UnaryOp& unary) {
    if (!at.wants(0)) return;
    const Tensor x = at.x(0);
    at.give(0, unary.kind == Unary::none ? ops::cast(at.dy, x.dtype()) : ops::unary_grad(x, at.dy, unary.kind));
}

void vjp(Vjp& at, const op::BinaryOp& binary) {
    const Tensor a = at.x(0), b = at.x(1);
    const auto signed_dy = [&](bool taken_away) { return taken_away ? ops::affine(at.dy, -1, 0) : at.dy; };
    switch (binary.kind) {
        case Binary::add:
        case Binary::sub:
            if (at.wants(0)) at.give(0, signed_dy(binary.kind == Binary::sub && binary.swapped));
            if (at.wants(1)) at.give(1, sum_to(signed_dy(binary.kind == Binary::sub && !binary.swapped), b.shape()));
            return;
        case Binary::mul:
            if (at.wants(0)) at.give(0, ops::mul(at.dy, b));
            if (at.wants(1)) at.give(1, sum_to(ops::mul(at.dy, a), b.shape()));
            return;
        default:
            throw Error("[autodiff] the way to what is trained leads through " + std::string(binary_name(binary.kind)) +
                        ", which has no gradient");
    }
}

void vjp(Vjp& at, const op::Affine& affine) {
    if (at.wants(0)) at.give(0, ops::affine(at.dy, affine.scale, 0));
}

namespace {

// x [outer, middle, inner] summed over the middle: a product with ones.
Tensor sum_middle(Tensor x, int64_t outer, int64_t middle, int64_t inner) {
    const Tensor ones =
        ops::constant(*x.graph(), inner == 1 ? Shape{middle, 1} : Shape{1, middle}, std::vector<float>(static_cast<size_t>(middle), 1.0f));
    const Tensor y =
        inner == 1 ? ops::matmul(ops::reshape(x, {outer, middle}), ones) : ops::matmul(ones, ops::reshape(x, {outer, middle, inner}));
    x.graph()->nodes[y.id()].dtype = x.dtype();
    return y;
}

}  // namespace

Tensor sum_to(Tensor x, Shape small) {
    const Shape whole = x.shape(), kept = aligned_to(whole, small);
    int64_t outer = 1;
    for (size_t axis = 0; axis < whole.size();) {
        size_t end = axis;
        int64_t middle = 1;
        while (end < whole.size() && kept[end] == 1) middle *= whole[end++];
        if (end == axis) {
            outer *= whole[axis++];
            continue;
        }
        if (middle > 1)
            x = sum_middle(x, outer, middle, element_count(Shape(whole.begin() + static_cast<std::ptrdiff_t>(end), whole.end())));
        axis = end;
    }
    return x.shape() == small ? x : ops::reshape(x, small);
}

}  // namespace imagelab
