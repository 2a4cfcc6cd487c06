#include "core/samplers/euler_sampler.h"

#include <cmath>

namespace imagelab {

void EulerSampler::scale_model_input(int step, std::span<const float> latents, std::span<float> out) const {
    check(step, latents.size(), out.size());
    const float sigma = schedule_.sigmas[step];
    const float deviation = std::sqrt(sigma * sigma + 1.0f);
    for (size_t i = 0; i < latents.size(); ++i) out[i] = latents[i] / deviation;
}

void EulerSampler::add_noise(std::span<float> latents, std::span<const float> noise, int step) const {
    check(step, latents.size(), noise.size());
    add(schedule_.sigmas[step], noise, latents);
}

void EulerSampler::move(float sigma, float dt, std::span<const float> model_output, std::span<float> latents) const {
    using Prediction = NoiseScheduleConfig::Prediction;
    const float level = sigma * sigma + 1.0f;
    const float v_scale = -sigma / std::sqrt(level);
    for (size_t i = 0; i < latents.size(); ++i) {
        const float x = latents[i], output = model_output[i];
        const float clean = prediction_ == Prediction::epsilon        ? x - sigma * output
                            : prediction_ == Prediction::v_prediction ? output * v_scale + x / level
                                                                      : output;
        latents[i] = x + (x - clean) / sigma * dt;
    }
}

void EulerSampler::add(float sigma, std::span<const float> noise, std::span<float> latents) {
    for (size_t i = 0; i < latents.size(); ++i) latents[i] += noise[i] * sigma;
}

}  // namespace imagelab
