#include "core/pipelines/depth.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr float nearest_metre = 1e-3f;

}  // namespace

BrightnessMap DepthEstimator::nearness(const RgbImage& picture, const std::function<void(double share)>& loading,
                                       const CancelToken& cancel) {
    const NetworkSides size = sides(picture.width, picture.height);
    std::vector<float> pixels = scaled_pixels(picture, size, files_->mean, files_->spread);
    auto [shape, values] = std::move(network_.run(size, std::move(pixels), "the depth network", loading, cancel).front());
    // [.., rows, columns] or [.., rows, columns, 1]
    const size_t last = shape.size() - (shape.back() == 1 && shape.size() > 2 ? 1 : 0);
    BrightnessMap map{static_cast<int>(shape[last - 1]), static_cast<int>(shape[last - 2]), std::move(values)};
    for (float& value : map.values) {
        if (files_->distance) value = 1 / std::max(value, nearest_metre);
    }
    const auto [least, largest] = std::minmax_element(map.values.begin(), map.values.end());
    const float low = *least, range = *largest - low;
    for (float& value : map.values) value = range > 0 ? (value - low) / range : 0;
    // Bilinear, as DPT and Depth Anything end.
    const NetworkShape from{.height = map.height, .width = map.width}, to{.height = picture.height, .width = picture.width};
    return {picture.width, picture.height, enlarged_latents(map.values, 1, from, to)};
}

RgbImage depth_picture(const BrightnessMap& nearness) {
    RgbImage picture{nearness.width, nearness.height, {}};
    picture.pixels.reserve(nearness.values.size() * 3);
    for (const float value : nearness.values)
        picture.pixels.insert(picture.pixels.end(), 3, static_cast<uint8_t>(std::lround(value * 255)));
    return picture;
}

}  // namespace imagelab
