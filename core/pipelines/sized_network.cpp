#include "core/pipelines/sized_network.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"

namespace imagelab {

NetworkSides input_sides(const PictureModel& model, int side, int multiple, int width, int height) {
    const double scale = side > 0 ? static_cast<double>(side) / std::min(width, height) : 1;
    const auto rounded = [&](int extent) { return std::max(1, static_cast<int>(std::lround(extent * scale / multiple))) * multiple; };
    return {model.width() > 0 ? model.width() : rounded(width), model.height() > 0 ? model.height() : rounded(height)};
}

std::vector<float> scaled_pixels(const RgbImage& picture, const NetworkSides& sides, const std::array<float, 3>& mean,
                                 const std::array<float, 3>& spread, bool bgr) {
    const bool fits = picture.width == sides.width && picture.height == sides.height;
    const RgbImage small = fits ? picture : resize(picture, sides.width, sides.height);
    std::vector<float> pixels(small.pixels.size());
    for (size_t i = 0; i < pixels.size(); ++i) {
        const size_t channel = i % 3, from = bgr ? i - channel + 2 - channel : i;
        pixels[i] = (static_cast<float>(small.pixels[from]) / 255.0f - mean[channel]) / spread[channel];
    }
    return pixels;
}

SizedNetwork::SizedNetwork(Device& device, const PictureModel& model, std::vector<std::string> outputs)
    : device_(device), model_(model), outputs_(std::move(outputs)) {
    if (outputs_.empty()) outputs_ = {model_.outputs().front()};
}

SizedNetwork::Sized SizedNetwork::made_for(const NetworkSides& sides) const {
    PictureModel::Traced traced = model_.traced(sides.height, sides.width, outputs_);
    auto network = std::make_unique<Network>(device_, traced.weights, [graph = traced.graph](const NetworkShape&) { return graph; });
    return {sides, std::move(traced), std::move(network)};
}

NetworkCost SizedNetwork::cost(const NetworkSides& sides) {
    const std::lock_guard lock(costs_mutex_);
    const auto known = costs_.find(sides);
    if (known != costs_.end()) return known->second;
    return costs_[sides] = made_for(sides).network->cost({});
}

std::vector<SizedNetwork::Output> SizedNetwork::run(const NetworkSides& sides, std::vector<float> pixels, const std::string& what,
                                                    const std::function<void(double share)>& loading, const CancelToken& cancel) {
    if (!sized_ || sized_->sides != sides) sized_ = std::make_unique<Sized>(made_for(sides));
    Program& program = sized_->network->ready({}, loading, cancel);
    program.write(sized_->traced.input_port, model_.laid_out(std::move(pixels)));
    program.run(cancel);
    std::vector<Output> outputs;
    for (const auto& [port, shape] : sized_->traced.outputs) {
        outputs.push_back({shape, program.read(port)});
        for (const float value : outputs.back().values) {
            if (!std::isfinite(value)) throw NotFinite("the values of " + what + " are not finite");
        }
    }
    return outputs;
}

void SizedNetwork::unload() {
    if (sized_) sized_->network->unload();
}

}  // namespace imagelab
