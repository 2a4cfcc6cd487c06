#include "core/nn/pixel_shuffle.h"

#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::nn {
namespace {

// Rows of a tensor that torch orders [channel, place], one after the other as [place, channel].
WeightRef by_place(const std::string& name, Shape shape, int64_t channels, int64_t places) {
    WeightRef weight{{}, std::move(shape)};
    for (int64_t place = 0; place < places; ++place) {
        for (int64_t channel = 0; channel < channels; ++channel) weight.parts.push_back({name, channel * places + place, 1});
    }
    return weight;
}

}  // namespace

Tensor pixels_of_places(Tensor flat, int64_t channels, int factor) {
    const int64_t b = flat.dim(0), h = flat.dim(1), w = flat.dim(2);
    std::vector<Tensor> rows;  // of each pixel, factor pixels wide
    for (int row = 0; row < factor; ++row)
        rows.push_back(ops::reshape(ops::slice(flat, -1, row * factor * channels, factor * channels), {b, h, 1, w * factor * channels}));
    return ops::reshape(ops::concat(rows, 2), {b, h * factor, w * factor, channels});
}

Tensor sub_pixel_convolution(Tensor x, const std::string& name, int64_t channels, int kernel, int factor, ops::Bias bias) {
    const int64_t b = x.dim(0), h = x.dim(1), w = x.dim(2), places = int64_t{factor} * factor, n = channels * places;
    const int pad = kernel / 2;
    op::Conv2d conv{by_place(name + ".weight", {n, x.dim(3), kernel, kernel}, channels, places),
                    bias == ops::Bias::yes ? by_place(name + ".bias", {n}, channels, places) : WeightRef{},
                    1,
                    pad,
                    pad,
                    pad,
                    pad};
    const Tensor flat = ops::append(*x.graph(), std::move(conv), {x}, {b, h, w, n}, x.graph()->compute);
    return pixels_of_places(flat, channels, factor);
}

Tensor pixel_shuffle(Tensor x, int factor) {
    const int64_t places = int64_t{factor} * factor, channels = x.dim(3) / places;
    ops::require(channels * places == x.dim(3), "pixel_shuffle",
                 ops::text(x) + ": channels must be a multiple of " + std::to_string(places));
    std::vector<Tensor> by_place;
    for (int64_t place = 0; place < places; ++place)
        for (int64_t channel = 0; channel < channels; ++channel) by_place.push_back(ops::slice(x, -1, channel * places + place, 1));
    return pixels_of_places(ops::concat(by_place, -1), channels, factor);
}

Tensor pixel_unshuffle(Tensor x, int factor) {
    const int64_t b = x.dim(0), h = x.dim(1) / factor, w = x.dim(2) / factor, c = x.dim(3);
    ops::require(h * factor == x.dim(1) && w * factor == x.dim(2), "pixel_unshuffle",
                 ops::text(x) + ": sides must be multiples of " + std::to_string(factor));
    const Tensor places = ops::reshape(x, {b, h, factor, w, factor, c});
    return ops::reshape(ops::permute(places, {0, 1, 3, 5, 2, 4}), {b, h, w, c * factor * factor});
}

Tensor leaky_relu(Tensor x, float slope) {
    return ops::map(x, Function::leaky_relu, slope);
}

Tensor parametric_relu(Tensor x, const std::string& name) {
    const Tensor positive = ops::unary(x, Unary::relu);
    return ops::add(positive,
                    ops::mul(ops::sub(x, positive), ops::reshape(ops::weight(*x.graph(), name + ".weight", {x.dim(-1)}), {1, x.dim(-1)})));
}

Tensor shared_parametric_relu(Tensor x, const std::string& name) {
    const Tensor positive = ops::unary(x, Unary::relu);
    Shape one(x.shape().size(), 1);
    return ops::add(positive,
                    ops::mul(ops::sub(x, positive), ops::reshape(ops::weight(*x.graph(), name + ".weight", {1}), std::move(one))));
}

}  // namespace imagelab::nn
