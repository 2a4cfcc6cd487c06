#include "core/pipelines/depth.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr float nearest_metre = 1e-3f;

struct Sides {
    int width, height;
};

// Fixed sides as they are; free ones keep the picture's shape, the shorter one as the network was trained.
Sides input_sides(const DepthFiles& files, int width, int height) {
    const auto rounded = [&](double side) { return std::max(1, static_cast<int>(std::lround(side / files.multiple))) * files.multiple; };
    const double scale = static_cast<double>(files.side) / std::min(width, height);
    return {files.model.width() > 0 ? files.model.width() : rounded(width * scale),
            files.model.height() > 0 ? files.model.height() : rounded(height * scale)};
}

}  // namespace

DepthEstimator::Sized DepthEstimator::made_for(int width, int height) const {
    PictureModel::Traced traced = files_->model.traced(height, width);
    return {width,
            height,
            traced.input_port,
            traced.output_port,
            traced.output,
            std::make_unique<Network>(device_, traced.weights, [graph = std::move(traced.graph)](const NetworkShape&) { return graph; })};
}

DepthEstimator::Sized& DepthEstimator::sized(int width, int height) {
    const Sides sides = input_sides(*files_, width, height);
    if (!sized_ || sized_->width != sides.width || sized_->height != sides.height)
        sized_ = std::make_unique<Sized>(made_for(sides.width, sides.height));
    return *sized_;
}

NetworkCost DepthEstimator::cost(int width, int height) {
    const Sides sides = input_sides(*files_, width, height);
    const std::lock_guard lock(costs_mutex_);
    const auto known = costs_.find({sides.width, sides.height});
    if (known != costs_.end()) return known->second;
    return costs_[{sides.width, sides.height}] = made_for(sides.width, sides.height).network->cost({});
}

BrightnessMap DepthEstimator::nearness(const RgbImage& picture, const std::function<void(double share)>& loading,
                                       const CancelToken& cancel) {
    Sized& network = sized(picture.width, picture.height);
    Program& program = network.network->ready({}, loading, cancel);
    const RgbImage small = resize(picture, network.width, network.height);
    std::vector<float> pixels(small.pixels.size());
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = (static_cast<float>(small.pixels[i]) / 255.0f - files_->mean[i % 3]) / files_->spread[i % 3];
    program.write(network.input, files_->model.laid_out(std::move(pixels)));
    program.run(cancel);
    // [.., rows, columns] or [.., rows, columns, 1]
    const size_t last = network.shape.size() - (network.shape.back() == 1 && network.shape.size() > 2 ? 1 : 0);
    BrightnessMap map{static_cast<int>(network.shape[last - 1]), static_cast<int>(network.shape[last - 2]), program.read(network.output)};
    for (float& value : map.values) {
        if (!std::isfinite(value)) throw NotFinite("the depth network's values are not finite");
        if (files_->distance) value = 1 / std::max(value, nearest_metre);
    }
    const auto [least, largest] = std::minmax_element(map.values.begin(), map.values.end());
    const float low = *least, range = *largest - low;
    for (float& value : map.values) value = range > 0 ? (value - low) / range : 0;
    // Bilinear, as DPT and Depth Anything end.
    const NetworkShape from{.height = map.height, .width = map.width}, to{.height = picture.height, .width = picture.width};
    return {picture.width, picture.height, enlarged_latents(map.values, 1, from, to)};
}

void DepthEstimator::unload() {
    if (sized_) sized_->network->unload();
}

RgbImage depth_picture(const BrightnessMap& nearness) {
    RgbImage picture{nearness.width, nearness.height, {}};
    picture.pixels.reserve(nearness.values.size() * 3);
    for (const float value : nearness.values)
        picture.pixels.insert(picture.pixels.end(), 3, static_cast<uint8_t>(std::lround(value * 255)));
    return picture;
}

}  // namespace imagelab
