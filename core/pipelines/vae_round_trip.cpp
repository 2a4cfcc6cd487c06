#include "core/pipelines/vae_round_trip.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/pipelines/latents.h"

namespace imagelab {

RgbImage cut_for(const VaeConfig& vae, const RgbImage& picture) {
    const int unit = vae.downscale(), width = picture.width / unit * unit, height = picture.height / unit * unit;
    const int left = (picture.width - width) / 2, top = (picture.height - height) / 2;
    RgbImage cut{width, height, {}};
    for (int y = 0; y < height; ++y) {
        const auto row = picture.pixels.begin() + 3 * (static_cast<std::ptrdiff_t>(y + top) * picture.width + left);
        cut.pixels.insert(cut.pixels.end(), row, row + 3 * static_cast<std::ptrdiff_t>(width));
    }
    return cut;
}

VaeUnderTest::VaeUnderTest(Device& device, const AutoencoderFiles& files, DType dtype, int64_t memory_budget)
    : config_(files.config),
      encoder_(encoder_network(device, files.config, files.weights, dtype, memory_budget)),
      decoder_(decoder_network(device, files.config, files.weights, dtype, memory_budget)) {}

VaeRoundTrip VaeUnderTest::round_trip(const RgbImage& picture, const CancelToken& cancel) {
    const int unit = config_.downscale(), height = picture.height / unit, width = picture.width / unit;
    const NetworkShape of_picture{1, picture.height, picture.width, 0}, of_latents{1, height, width, 0};
    VaeRoundTrip made;
    encoder_.ready(of_picture, {}, cancel);
    auto begin = Clock::now();
    const Posterior posterior = encode_picture(encoder_, config_, picture, {}, cancel);
    made.encode_seconds = seconds_since(begin);
    encoder_.unload();
    decoder_.ready(of_latents, {}, cancel);
    begin = Clock::now();
    const std::vector<float> decoded = decode_latents(decoder_, config_, posterior.mode(config_), height, width, {}, cancel);
    made.decode_seconds = seconds_since(begin);
    decoder_.unload();
    made.picture = to_rgb(decoded, picture.width, picture.height);
    made.likeness = likeness(picture, made.picture);
    made.peak_bytes = std::max(encoder_.cost(of_picture).memory.running_bytes(), decoder_.cost(of_latents).memory.running_bytes());
    return made;
}

}  // namespace imagelab
