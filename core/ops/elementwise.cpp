#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {
namespace {

bool broadcasts_to(const Shape& small, const Shape& whole) {
    if (small.size() != whole.size()) return false;
    for (size_t i = 0; i < whole.size(); ++i) {
        if (small[i] != whole[i] && small[i] != 1) return false;
    }
    return true;
}

Tensor binary(Binary kind, Tensor a, Tensor b) {
    const Op op = op::BinaryOp{kind};
    const std::string name(op_name(op));
    // [b, c] beside [b, h, w, c] is one value a channel: the same bytes as [b, 1, 1, c].
    if (a.shape().size() == 4 && b.shape().size() == 2) b = reshape(b, {b.dim(0), 1, 1, b.dim(1)});
    require(broadcasts_to(b.shape(), a.shape()), name.c_str(),
            "a " + text(a) + ", b " + text(b) + ": expected equal shapes, or extent 1 in b");
    return append(*a.graph(), op, {a, b}, a.shape(), common_dtype({a, b}));
}

}  // namespace

Tensor add(Tensor a, Tensor b) {
    return binary(Binary::add, a, b);
}
Tensor sub(Tensor a, Tensor b) {
    return binary(Binary::sub, a, b);
}
Tensor mul(Tensor a, Tensor b) {
    return binary(Binary::mul, a, b);
}

Tensor affine(Tensor x, float scale, float shift) {
    return append(*x.graph(), op::Affine{scale, shift}, {x}, x.shape(), x.dtype());
}

}  // namespace imagelab::ops
