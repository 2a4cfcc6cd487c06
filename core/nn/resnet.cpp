#include "core/nn/resnet.h"

#include "core/ops/ops.h"

namespace imagelab::nn {

Tensor resnet(Tensor x, Tensor time, const std::string& name, int64_t channels, ResnetNorm norm) {
    return resnet(x, time, name, channels,
                  [&](Tensor value, const std::string& of) { return ops::silu(ops::group_norm(value, of, norm.groups, norm.eps)); });
}

Tensor resnet(Tensor x, Tensor time, const std::string& name, int64_t channels, const NormAndSilu& norm) {
    const auto same = ops::Padding::same(1);
    Tensor h = norm(x, name + ".norm1");
    h = ops::conv2d(h, name + ".conv1", channels, 3, 1, same);
    if (time) h = ops::add(h, ops::linear(time, name + ".time_emb_proj", channels));
    h = norm(h, name + ".norm2");
    h = ops::conv2d(h, name + ".conv2", channels, 3, 1, same);
    if (x.dim(-1) != channels) x = ops::conv2d(x, name + ".conv_shortcut", channels, 1, 1, {});
    return ops::add(h, x);
}

Tensor norm_out(Tensor x, const std::string& norm_name, const std::string& conv_name, int64_t channels, ResnetNorm norm) {
    x = ops::silu(ops::group_norm(x, norm_name, norm.groups, norm.eps));
    return ops::conv2d(x, conv_name, channels, 3, 1, ops::Padding::same(1));
}

Tensor upsampler(Tensor x, const std::string& name, int64_t height, int64_t width) {
    x = ops::upsample_nearest(x, height, width);
    return ops::conv2d(x, name + ".conv", x.dim(-1), 3, 1, ops::Padding::same(1));
}

}  // namespace imagelab::nn
