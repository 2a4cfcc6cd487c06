#include "core/ops/gradients.h"

#include "core/ops/append.h"

namespace imagelab::ops {

Tensor linear_grad(Tensor dy, const op::Linear& linear) {
    const int64_t from = linear.transposed ? 1 : 0;
    require(linear.activation == Unary::none && dy.dim(-1) == linear.weight.shape[static_cast<size_t>(from)], "linear_grad",
            "dy " + text(dy) + ", weight " + shape_text(linear.weight.shape) + ": expected dy [.., n] of a linear without activation");
    op::Linear back;
    back.weight = linear.weight;
    back.transposed = !linear.transposed;
    Shape shape = dy.shape();
    shape.back() = linear.weight.shape[static_cast<size_t>(1 - from)];
    return append(*dy.graph(), std::move(back), {dy}, std::move(shape), dy.graph()->compute);
}

Tensor conv2d_grad(Tensor dy, const op::Conv2d& conv, Shape x) {
    const Shape& w = conv.weight.shape;
    require(!conv.transposed && conv.activation == Unary::none && x.size() == 4 && x[3] == w[1] && dy.dim(3) == w[0], "conv2d_grad",
            "dy " + text(dy) + ", weight " + shape_text(w) + ", x " + shape_text(x) + ": these do not belong together");
    require(conv.plain(), "conv2d_grad", "weight " + shape_text(w) + ": no gradient through groups, dilation or strides that differ");
    require(conv.pad_top < w[2] && conv.pad_left < w[3], "conv2d_grad", "x " + shape_text(x) + ": padding is wider than the kernel");
    op::Conv2d back = conv;
    back.bias = {};
    back.transposed = true;
    return append(*dy.graph(), std::move(back), {dy}, std::move(x), dy.graph()->compute);
}

Tensor group_norm_grad(Tensor x, Tensor dy, const op::GroupNorm& norm) {
    require(x.shape() == dy.shape() && norm.activation == Unary::none, "group_norm_grad", "x " + text(x) + ", dy " + text(dy));
    return append(*x.graph(), op::GroupNormGrad{norm.gamma, norm.groups, norm.eps}, {x, dy}, x.shape(), x.graph()->compute);
}

Tensor layer_norm_grad(Tensor x, Tensor dy, const op::LayerNorm& norm) {
    require(x.shape() == dy.shape(), "layer_norm_grad", "x " + text(x) + ", dy " + text(dy));
    return append(*x.graph(), op::LayerNormGrad{norm.gamma, norm.eps, norm.centred}, {x, dy}, x.shape(), x.graph()->compute);
}

Tensor unary_grad(Tensor x, Tensor dy, Unary kind) {
    require(x.shape() == dy.shape(), "unary_grad", "x " + text(x) + ", dy " + text(dy));
    return append(*x.graph(), op::UnaryGrad{kind}, {x, dy}, x.shape(), x.graph()->compute);
}

Tensor attention_grad(Tensor q, Tensor k, Tensor v, Tensor y, Tensor dy, const op::Attention& attention) {
    require(!attention.counted && !attention.biased && q.shape() == y.shape() && q.shape() == dy.shape() && k.shape() == v.shape() &&
                q.dim(2) == attention.width && k.dim(2) == attention.width,
            "attention_grad",
            "q " + text(q) + ", k " + text(k) + ", dy " + text(dy) + ": expected attention without counts, bias and columns");
    const op::AttentionGrad back{attention.heads, attention.width, attention.scale, attention.mask};
    return append(*q.graph(), back, {q, k, v, y, dy}, {q.dim(0), q.dim(1) + 2 * k.dim(1), q.dim(2)}, q.graph()->compute);
}

Tensor upsample_nearest_grad(Tensor dy, int64_t height, int64_t width) {
    require(dy.shape().size() == 4 && height > 0 && width > 0 && height <= dy.dim(1) && width <= dy.dim(2), "upsample_nearest_grad",
            "dy " + text(dy) + " of " + shape_text({height, width}));
    return append(*dy.graph(), op::UpsampleNearestGrad{}, {dy}, {dy.dim(0), height, width, dy.dim(3)}, dy.dtype());
}

Tensor cast(Tensor x, DType dtype) {
    if (x.dtype() == dtype) return x;
    return append(*x.graph(), op::UnaryOp{Unary::none}, {x}, x.shape(), dtype);
}

}  // namespace imagelab::ops
