#include "core/samplers/euler_step.h"

#include <cmath>

namespace imagelab {

void euler_move(NoiseScheduleConfig::Prediction prediction, float sigma, float dt, std::span<const float> model_output,
                std::span<float> latents) {
    using Prediction = NoiseScheduleConfig::Prediction;
    const float level = sigma * sigma + 1.0f;
    const float v_scale = -sigma / std::sqrt(level);
    for (size_t i = 0; i < latents.size(); ++i) {
        const float x = latents[i], output = model_output[i];
        const float clean = prediction == Prediction::epsilon        ? x - sigma * output
                            : prediction == Prediction::v_prediction ? output * v_scale + x / level
                                                                     : output;
        latents[i] = x + (x - clean) / sigma * dt;
    }
}

void euler_scale(float sigma, std::span<const float> latents, std::span<float> out) {
    const float deviation = std::sqrt(sigma * sigma + 1.0f);
    for (size_t i = 0; i < latents.size(); ++i) out[i] = latents[i] / deviation;
}

void euler_add_noise(float sigma, std::span<const float> noise, std::span<float> latents) {
    for (size_t i = 0; i < latents.size(); ++i) latents[i] += noise[i] * sigma;
}

}  // namespace imagelab
