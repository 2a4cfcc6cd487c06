#include "core/pipelines/segmenter.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"

namespace imagelab {

GreyImage subject_mask(Device& device, const SegmenterFiles& files, const RgbImage& picture,
                       const std::function<void(double share)>& loading, const CancelToken& cancel) {
    const int width = files.model.width() > 0 ? files.model.width() : files.side,
              height = files.model.height() > 0 ? files.model.height() : files.side;
    const PictureModel::Traced traced = files.model.traced(height, width);
    Network network(device, traced.weights, [&](const NetworkShape&) { return traced.graph; });
    Program& program = network.ready({}, loading, cancel);
    const RgbImage small = resize(picture, width, height);
    const uint8_t lightest = *std::max_element(small.pixels.begin(), small.pixels.end());
    const float whole = files.by_lightest ? std::max<float>(lightest, 1) : 255.0f;
    std::vector<float> pixels(small.pixels.size());
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = (static_cast<float>(small.pixels[i]) / whole - files.mean[i % 3]) / files.spread[i % 3];
    program.write(traced.input_port, files.model.laid_out(std::move(pixels)));
    program.run(cancel);
    std::vector<float> values = program.read(traced.output_port);
    for (const float value : values) {
        if (!std::isfinite(value)) throw NotFinite("the values of the network that finds the subject are not finite");
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const float low = files.stretched ? *least : 0, range = files.stretched ? *most - *least : 1;
    GreyImage mask{static_cast<int>(traced.output[3]), static_cast<int>(traced.output[2]), {}};
    for (const float value : values)
        mask.pixels.push_back(range > 0 ? static_cast<uint8_t>(std::lround(std::clamp((value - low) / range, 0.0f, 1.0f) * 255)) : 0);
    return resize(mask, picture.width, picture.height);
}

}  // namespace imagelab
