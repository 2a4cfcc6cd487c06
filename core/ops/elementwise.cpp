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

Tensor combined(Binary kind, Tensor a, Tensor b, bool swapped) {
    const std::string name(binary_name(kind));
    // [b, c] beside [b, h, w, c] is one value a channel: the same bytes as [b, 1, 1, c].
    if (a.shape().size() == 4 && b.shape().size() == 2) b = reshape(b, {b.dim(0), 1, 1, b.dim(1)});
    require(broadcasts_to(b.shape(), a.shape()), name.c_str(),
            "a " + text(a) + ", b " + text(b) + ": expected equal shapes, or extent 1 in b");
    return append(*a.graph(), op::BinaryOp{kind, swapped}, {a, b}, a.shape(), common_dtype({a, b}));
}

}  // namespace

Tensor add(Tensor a, Tensor b) {
    return combined(Binary::add, a, b, false);
}
Tensor sub(Tensor a, Tensor b) {
    return combined(Binary::sub, a, b, false);
}
Tensor mul(Tensor a, Tensor b) {
    return combined(Binary::mul, a, b, false);
}

Tensor binary(Tensor a, Tensor b, Binary kind) {
    if (broadcasts_to(b.shape(), a.shape()) || !broadcasts_to(a.shape(), b.shape())) return combined(kind, a, b, false);
    return combined(kind, b, a, true);
}

Tensor map(Tensor x, Function kind, float a, float b) {
    return append(*x.graph(), op::MapOp{kind, a, b}, {x}, x.shape(), x.dtype());
}

Tensor affine(Tensor x, float scale, float shift) {
    return append(*x.graph(), op::Affine{scale, shift}, {x}, x.shape(), x.dtype());
}

}  // namespace imagelab::ops
