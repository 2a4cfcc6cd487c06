#include <algorithm>

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor conv2d(Tensor x, const std::string& name, int64_t n, int kernel, int stride, Padding padding) {
    return conv2d(x, name, n, {.kernel_y = kernel, .kernel_x = kernel, .stride_y = stride, .stride_x = stride, .padding = padding});
}

Tensor conv2d(Tensor x, const std::string& name, int64_t n, const ConvWindow& window) {
    const Padding& padding = window.padding;
    const bool divides = window.groups > 0 && !x.shape().empty() && x.dim(-1) % window.groups == 0 && n % window.groups == 0;
    const Shape weight{n, divides ? x.dim(-1) / window.groups : 0, window.kernel_y, window.kernel_x};
    const std::string what = "x " + text(x) + ", weight " + shape_text(weight) + " (" + name + ")";
    require(x.shape().size() == 4, "conv2d", what + ": expected x [b, h, w, c]");
    require(divides, "conv2d", what + ": channels are no multiple of the " + std::to_string(window.groups) + " groups");
    const int least = std::min({window.kernel_y, window.kernel_x, window.stride_y, window.stride_x, window.dilation_y, window.dilation_x});
    require(n > 0 && least > 0 && std::min({padding.top, padding.left, padding.bottom, padding.right}) >= 0, "conv2d",
            what + ": channels, kernel, stride and dilation must be positive, padding not negative");
    const auto covered = [](int kernel, int dilation) { return int64_t{dilation} * (kernel - 1) + 1; };
    const int64_t height = x.dim(1) + padding.top + padding.bottom - covered(window.kernel_y, window.dilation_y);
    const int64_t width = x.dim(2) + padding.left + padding.right - covered(window.kernel_x, window.dilation_x);
    require(height >= 0 && width >= 0, "conv2d", what + ": the kernel is larger than the padded image");

    op::Conv2d conv;
    conv.weight = whole(name + ".weight", weight);
    if (window.bias == Bias::yes) conv.bias = whole(name + ".bias", {n});
    conv.stride = window.stride_y;
    conv.stride_x = window.stride_x == window.stride_y ? 0 : window.stride_x;
    conv.dilation_y = window.dilation_y, conv.dilation_x = window.dilation_x;
    conv.groups = window.groups;
    conv.pad_top = padding.top;
    conv.pad_left = padding.left;
    conv.pad_bottom = padding.bottom;
    conv.pad_right = padding.right;
    Graph& graph = *x.graph();
    return append(graph, std::move(conv), {x}, {x.dim(0), height / window.stride_y + 1, width / window.stride_x + 1, n}, graph.compute);
}

Tensor pool(Tensor x, const op::Pool& window, int64_t height, int64_t width) {
    const std::string what = "x " + text(x) + " to " + shape_text({height, width});
    require(x.shape().size() == 4 && height > 0 && width > 0, "pool", what + ": expected x [b, h, w, c] and sides above 0");
    const int least = std::min({window.kernel_y, window.kernel_x, window.stride_y, window.stride_x, window.dilation_y, window.dilation_x});
    require(least > 0 && window.pad_top >= 0 && window.pad_left >= 0, "pool", what + ": kernel, stride and dilation must be positive");
    // Some tap of every window lies in the image: its first begins before the end, its last ends behind the begin.
    const auto within = [](int64_t extent, int64_t out, int kernel, int stride, int dilation, int pad) {
        for (const int64_t i : {int64_t{0}, out - 1}) {
            bool any = false;
            for (int t = 0; t < kernel; ++t) {
                const int64_t at = i * stride - pad + int64_t{t} * dilation;
                any = any || (at >= 0 && at < extent);
            }
            if (!any) return false;
        }
        return true;
    };
    require(within(x.dim(1), height, window.kernel_y, window.stride_y, window.dilation_y, window.pad_top) &&
                within(x.dim(2), width, window.kernel_x, window.stride_x, window.dilation_x, window.pad_left),
            "pool", what + ": a window lies in the padding alone");
    return append(*x.graph(), window, {x}, {x.dim(0), height, width, x.dim(3)}, x.dtype());
}

// torch.nn.functional.interpolate(mode="nearest").
Tensor upsample_nearest(Tensor x, int64_t height, int64_t width) {
    require(x.shape().size() == 4 && height >= x.dim(1) && width >= x.dim(2), "upsample_nearest",
            "x " + text(x) + " to " + shape_text({height, width}) + ": expected x [b, h, w, c] and sides that do not shrink");
    return append(*x.graph(), op::UpsampleNearest{}, {x}, {x.dim(0), height, width, x.dim(3)}, x.dtype());
}

}  // namespace imagelab::ops
