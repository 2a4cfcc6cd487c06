#include "core/nn/free_u.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "core/ops/ops.h"

namespace imagelab::nn {
namespace {

// Rows of waves over the places of a picture: [7, height * width].
std::vector<float> low_waves(int64_t height, int64_t width) {
    std::vector<float> waves;
    for (const auto& [down, across] : {std::pair(0, 0), {1, 0}, {0, 1}, {1, 1}}) {
        for (const bool sine : {false, true}) {
            if (sine && down + across == 0) continue;
            for (int64_t y = 0; y < height; ++y) {
                for (int64_t x = 0; x < width; ++x) {
                    const double angle = 2 * std::numbers::pi *
                                         (static_cast<double>(down * y) / static_cast<double>(height) +
                                          static_cast<double>(across * x) / static_cast<double>(width));
                    waves.push_back(static_cast<float>(sine ? std::sin(angle) : std::cos(angle)));
                }
            }
        }
    }
    return waves;
}

}  // namespace

Tensor free_u_backbone(Tensor x, Tensor backbone) {
    const int64_t channels = x.dim(-1), half = channels / 2;
    return ops::concat({ops::mul(ops::slice(x, -1, 0, half), backbone), ops::slice(x, -1, half, channels - half)}, -1);
}

Tensor free_u_skip(Tensor x, Tensor skip) {
    const Shape image = x.shape();
    const int64_t places = image[1] * image[2];
    std::vector<float> waves = low_waves(image[1], image[2]), means = waves;
    for (float& value : means) value /= static_cast<float>(places);
    Graph& graph = *x.graph();
    const int64_t count = static_cast<int64_t>(waves.size()) / places;
    const Tensor flat = ops::reshape(x, {image[0], places, image[3]});
    const Tensor parts = ops::matmul(ops::constant(graph, {count, places}, std::move(means)), flat);
    const Tensor low = ops::reshape(ops::matmul(ops::constant(graph, {count, places}, std::move(waves)), parts, true), image);
    return ops::add(x, ops::mul(low, ops::affine(skip, 1, -1)));
}

}  // namespace imagelab::nn
