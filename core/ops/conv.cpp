#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor conv2d(Tensor x, const std::string& name, int64_t n, int kernel, int stride, Padding padding) {
    const std::string what = "x " + text(x) + ", weight " + shape_text({n, x.dim(-1), kernel, kernel}) + " (" + name + ")";
    require(x.shape().size() == 4, "conv2d", what + ": expected x [b, h, w, c]");
    require(n > 0 && kernel > 0 && stride > 0 && padding.top >= 0 && padding.left >= 0 && padding.bottom >= 0 && padding.right >= 0,
            "conv2d", what + ": channels, kernel and stride must be positive, padding not negative");
    const int64_t height = x.dim(1) + padding.top + padding.bottom - kernel;
    const int64_t width = x.dim(2) + padding.left + padding.right - kernel;
    require(height >= 0 && width >= 0, "conv2d", what + ": the kernel is larger than the padded image");

    op::Conv2d conv;
    conv.weight = whole(name + ".weight", {n, x.dim(3), kernel, kernel});
    conv.bias = whole(name + ".bias", {n});
    conv.stride = stride;
    conv.pad_top = padding.top;
    conv.pad_left = padding.left;
    conv.pad_bottom = padding.bottom;
    conv.pad_right = padding.right;
    Graph& graph = *x.graph();
    return append(graph, std::move(conv), {x}, {x.dim(0), height / stride + 1, width / stride + 1, n}, graph.compute);
}

// torch.nn.functional.interpolate(mode="nearest").
Tensor upsample_nearest(Tensor x, int64_t height, int64_t width) {
    require(x.shape().size() == 4 && height >= x.dim(1) && width >= x.dim(2), "upsample_nearest",
            "x " + text(x) + " to " + shape_text({height, width}) + ": expected x [b, h, w, c] and sides that do not shrink");
    return append(*x.graph(), op::UpsampleNearest{}, {x}, {x.dim(0), height, width, x.dim(3)}, x.dtype());
}

}  // namespace imagelab::ops
