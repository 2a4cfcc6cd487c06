#pragma once
#include <functional>
#include <span>
#include <vector>

#include "core/families/diffusion_model.h"
#include "core/image/picture.h"
#include "core/samplers/rng.h"

namespace imagelab {

// Host latents are [channels, height, width], as torch draws their noise; programs take and give NHWC.
std::vector<float> to_nhwc(std::span<const float> chw, int channels);
std::vector<float> to_chw(std::span<const float> hwc, int channels);

// What a network gave is no picture: NaN, infinity, or one colour everywhere. Another precision may do better.
class NotFinite : public Error {
  public:
    using Error::Error;
};
// Throws NotFinite naming the stage where a value is NaN or infinite.
void check_finite(std::span<const float> values, const char* stage);

// Scaled latents [channels, height, width] -> picture [height * 8, width * 8, 3] in [-1, 1] (not clamped).
std::vector<float> decode_latents(Network& decoder, const VaeConfig& vae, std::span<const float> latents, int height, int width,
                                  const std::function<void(double)>& progress, const CancelToken& cancel);
std::vector<float> decode_latents(DiffusionModel& model, std::span<const float> latents, int height, int width,
                                  const std::function<void(double)>& progress, const CancelToken& cancel);

// Scaled latents as the decoder reads them: [height, width, channels].
std::vector<float> decoder_latents(const VaeConfig& vae, std::span<const float> latents);

// A draw from the VAE's posterior of a picture, scaled: mean + exp(log variance / 2) * randn, with the log variance clamped to [-30, 20].
struct Posterior {
    std::vector<float> mean, deviation;  // [channels, height, width]
    std::vector<float> sample(TorchGenerator& generator, const VaeConfig& vae) const;
    std::vector<float> mode(const VaeConfig& vae) const;  // the mean, scaled
};
// Of what the encoder gives: [height, width, 2 * channels].
Posterior posterior_of(const VaeConfig& vae, std::span<const float> moments);
// 8 bits as a network reads them: [height, width, 3] in [-1, 1].
std::vector<float> network_pixels(const RgbImage& picture);
Posterior encode_picture(Network& encoder, const VaeConfig& vae, const RgbImage& picture, const std::function<void(double)>& progress,
                         const CancelToken& cancel);
// [height, width, 3] in [-1, 1]
Posterior encode_pixels(Network& encoder, const VaeConfig& vae, std::span<const float> pixels, int height, int width,
                        const std::function<void(double)>& progress, const CancelToken& cancel);
Posterior encode_picture(DiffusionModel& model, const RgbImage& picture, const std::function<void(double)>& progress,
                         const CancelToken& cancel);

// Throws NotFinite where every pixel has the same colour, within one step of 255.
void check_not_constant(const RgbImage& image);

// Latents [channels, height, width] of another size: torch's bilinear interpolation with align_corners=False, without antialias.
std::vector<float> enlarged_latents(std::span<const float> latents, int channels, const NetworkShape& from, const NetworkShape& to);

// [-1, 1] -> 8 bit, rounded as numpy does. A1111 and ComfyUI cut the fraction off instead.
RgbImage to_rgb(std::span<const float> image, int width, int height);
RgbImage to_rgb(std::span<const float> image, int width, int height, LikeProgram like);

}  // namespace imagelab
