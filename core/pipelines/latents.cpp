#include "core/pipelines/latents.h"

#include <algorithm>
#include <cmath>

namespace imagelab {

std::vector<float> to_nhwc(std::span<const float> chw, int channels) {
    const size_t pixels = chw.size() / static_cast<size_t>(channels);
    std::vector<float> hwc(chw.size());
    for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
        for (size_t p = 0; p < pixels; ++p) hwc[p * channels + c] = chw[c * pixels + p];
    }
    return hwc;
}

std::vector<float> to_chw(std::span<const float> hwc, int channels) {
    const size_t pixels = hwc.size() / static_cast<size_t>(channels);
    std::vector<float> chw(hwc.size());
    for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
        for (size_t p = 0; p < pixels; ++p) chw[c * pixels + p] = hwc[p * channels + c];
    }
    return chw;
}

void check_finite(std::span<const float> values, const char* stage) {
    if (std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) return;
    throw NotFinite(
        std::string("the ") + stage +
        " gave values that are no numbers (NaN or infinite): try again with --dtype f32; if that fails as well, the model file is damaged");
}

void check_not_constant(const RgbImage& image) {
    for (size_t channel = 0; channel < 3; ++channel) {
        int least = 255, most = 0;
        for (size_t i = channel; i < image.pixels.size(); i += 3) {
            least = std::min<int>(least, image.pixels[i]);
            most = std::max<int>(most, image.pixels[i]);
        }
        if (most - least > 1) return;
    }
    throw NotFinite(
        "the picture came out as one flat colour: try again with --dtype f32; if that fails as well, the model file is damaged");
}

std::vector<float> decode_latents(DiffusionModel& model, std::span<const float> latents, int height, int width,
                                  const std::function<void(double)>& progress, const CancelToken& cancel) {
    return decode_latents(model.vae_decoder, model.files().vae, latents, height, width, progress, cancel);
}

std::vector<float> decoder_latents(const VaeConfig& vae, std::span<const float> latents) {
    std::vector<float> scaled = to_nhwc(latents, vae.latent_channels);
    for (float& value : scaled) value = value / vae.scaling_factor + vae.shift_factor;
    return scaled;
}

std::vector<float> decode_latents(Network& decoder, const VaeConfig& vae, std::span<const float> latents, int height, int width,
                                  const std::function<void(double)>& progress, const CancelToken& cancel) {
    const std::vector<float> scaled = decoder_latents(vae, latents);
    Program& program = decoder.ready({1, height, width, 0}, progress, cancel);
    program.write("latents", std::span<const float>(scaled));
    program.run(cancel);
    std::vector<float> image = program.read("image");
    check_finite(image, "picture decoder");
    return image;
}

std::vector<float> Posterior::sample(TorchGenerator& generator, const VaeConfig& vae) const {
    std::vector<float> latents = generator.randn(mean.size());
    for (size_t i = 0; i < latents.size(); ++i) latents[i] = (mean[i] + deviation[i] * latents[i] - vae.shift_factor) * vae.scaling_factor;
    return latents;
}

std::vector<float> Posterior::mode(const VaeConfig& vae) const {
    std::vector<float> latents = mean;
    for (float& value : latents) value = (value - vae.shift_factor) * vae.scaling_factor;
    return latents;
}

Posterior encode_picture(DiffusionModel& model, const RgbImage& picture, const std::function<void(double)>& progress,
                         const CancelToken& cancel) {
    return encode_picture(model.vae_encoder, model.files().vae, picture, progress, cancel);
}

std::vector<float> network_pixels(const RgbImage& picture) {
    std::vector<float> pixels(picture.pixels.size());
    std::transform(picture.pixels.begin(), picture.pixels.end(), pixels.begin(),
                   [](uint8_t value) { return 2.0f * (static_cast<float>(value) / 255.0f) - 1.0f; });
    return pixels;
}

Posterior encode_picture(Network& encoder, const VaeConfig& vae, const RgbImage& picture, const std::function<void(double)>& progress,
                         const CancelToken& cancel) {
    return encode_pixels(encoder, vae, network_pixels(picture), picture.height, picture.width, progress, cancel);
}

Posterior encode_pixels(Network& encoder, const VaeConfig& vae, std::span<const float> pixels, int height, int width,
                        const std::function<void(double)>& progress, const CancelToken& cancel) {
    Program& program = encoder.ready({1, height, width, 0}, progress, cancel);
    program.write("image", pixels);
    program.run(cancel);
    return posterior_of(vae, program.read("moments"));
}

Posterior posterior_of(const VaeConfig& vae, std::span<const float> given) {
    const std::vector<float> moments = to_chw(given, 2 * vae.latent_channels);
    check_finite(moments, "picture encoder");
    const auto half = static_cast<std::ptrdiff_t>(moments.size() / 2);
    Posterior posterior{{moments.begin(), moments.begin() + half}, {moments.begin() + half, moments.end()}};
    for (float& value : posterior.deviation) value = std::exp(0.5f * std::clamp(value, -30.0f, 20.0f));
    return posterior;
}

RgbImage to_rgb(std::span<const float> image, int width, int height) {
    RgbImage rgb{width, height, std::vector<uint8_t>(image.size())};
    std::transform(image.begin(), image.end(), rgb.pixels.begin(),
                   [](float value) { return static_cast<uint8_t>(std::nearbyint(std::clamp(value * 0.5f + 0.5f, 0.0f, 1.0f) * 255.0f)); });
    return rgb;
}

RgbImage to_rgb(std::span<const float> image, int width, int height, LikeProgram like) {
    if (like == LikeProgram::diffusers) return to_rgb(image, width, height);
    RgbImage rgb{width, height, std::vector<uint8_t>(image.size())};
    std::transform(image.begin(), image.end(), rgb.pixels.begin(),
                   [](float value) { return static_cast<uint8_t>(255.0f * std::clamp((value + 1.0f) / 2.0f, 0.0f, 1.0f)); });
    return rgb;
}

std::vector<float> enlarged_latents(std::span<const float> latents, int channels, const NetworkShape& from, const NetworkShape& to) {
    struct Neighbours {
        int first, second;
        float share;  // of the second
    };
    const auto neighbours = [](int at, int in, int out) {
        const float place = std::max(0.0f, (static_cast<float>(at) + 0.5f) * static_cast<float>(in) / static_cast<float>(out) - 0.5f);
        const int first = std::min(static_cast<int>(place), in - 1);
        return Neighbours{first, std::min(first + 1, in - 1), place - static_cast<float>(first)};
    };
    std::vector<float> large;
    large.reserve(static_cast<size_t>(channels) * to.height * to.width);
    for (int c = 0; c < channels; ++c) {
        const float* plane = latents.data() + static_cast<size_t>(c) * from.height * from.width;
        for (int y = 0; y < to.height; ++y) {
            const Neighbours rows = neighbours(y, from.height, to.height);
            const float *above = plane + static_cast<size_t>(rows.first) * from.width,
                        *below = plane + static_cast<size_t>(rows.second) * from.width;
            for (int x = 0; x < to.width; ++x) {
                const Neighbours columns = neighbours(x, from.width, to.width);
                const auto along = [&](const float* row) {
                    return row[columns.first] * (1 - columns.share) + row[columns.second] * columns.share;
                };
                large.push_back(along(above) * (1 - rows.share) + along(below) * rows.share);
            }
        }
    }
    return large;
}

}  // namespace imagelab
