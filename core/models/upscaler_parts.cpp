#include "core/models/upscaler_parts.h"

#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr float ending_slope = 0.01f, group_slope = 0.2f;  // torch's default of the leaky ReLU in front of an ending; of the others
constexpr float mean_colour[] = {0.4488f, 0.4371f, 0.4040f};

Tensor average(Graph& graph) {
    return ops::constant(graph, {1, 3}, {mean_colour[0], mean_colour[1], mean_colour[2]});
}

}  // namespace

Tensor same_conv(Tensor x, const std::string& name, int64_t channels, int kernel, bool biased) {
    return ops::conv2d(x, name, channels,
                       {.kernel_y = kernel,
                        .kernel_x = kernel,
                        .padding = ops::Padding::same(kernel / 2),
                        .bias = biased ? ops::Bias::yes : ops::Bias::no});
}

Tensor depthwise_conv(Tensor x, const std::string& name, int kernel, bool biased) {
    return ops::conv2d(x, name, x.dim(3),
                       {.kernel_y = kernel,
                        .kernel_x = kernel,
                        .groups = static_cast<int>(x.dim(3)),
                        .padding = ops::Padding::same(kernel / 2),
                        .bias = biased ? ops::Bias::yes : ops::Bias::no});
}

Tensor without_mean_colour(Tensor image, float range) {
    return ops::affine(ops::sub(image, average(*image.graph())), range, 0);
}

Tensor with_mean_colour(Tensor image, float range) {
    return ops::add(range == 1 ? image : ops::affine(image, 1 / range, 0), average(*image.graph()));
}

Tensor behind_group(Tensor x, const std::string& name, bool three) {
    const int64_t channels = x.dim(3), few = channels / 4;
    if (!three) return same_conv(x, name, channels);
    x = nn::leaky_relu(same_conv(x, name + ".0", few), group_slope);
    return same_conv(nn::leaky_relu(same_conv(x, name + ".2", few, 1), group_slope), name + ".4", channels);
}

Tensor pixel_shuffle_ending(Tensor x, int64_t features, const std::vector<int>& factors) {
    x = nn::leaky_relu(same_conv(x, "conv_before_upsample.0", features), ending_slope);
    for (size_t i = 0; i < factors.size(); ++i)
        x = nn::sub_pixel_convolution(x, "upsample." + std::to_string(2 * i), features, 3, factors[i]);
    return same_conv(x, "conv_last", 3);
}

Tensor mean_of_channels(Tensor x) {
    return ops::reduce(x, Reduction::mean, {1, 2});
}

}  // namespace imagelab
