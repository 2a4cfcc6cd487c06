#include "core/samplers/noise_level.h"

#include <cmath>

#include "core/base/error.h"

namespace imagelab {
float log_f32(float x) {
    return static_cast<float>(std::log(static_cast<double>(x)));
}

NoiseLevel::NoiseLevel(float level)
    : alpha(1.0f / std::sqrt(level * level + 1.0f)), sigma(level * alpha), lambda(log_f32(alpha) - log_f32(sigma)) {}

float predicted_clean(NoiseScheduleConfig::Prediction prediction, const NoiseLevel& level, float latent, float output) {
    switch (prediction) {
        case NoiseScheduleConfig::Prediction::epsilon:
            return (latent - level.sigma * output) / level.alpha;
        case NoiseScheduleConfig::Prediction::v_prediction:
            return level.alpha * latent - level.sigma * output;
        case NoiseScheduleConfig::Prediction::sample:
            return output;
    }
    throw Error("[sampler] unknown prediction");
}

float output_that_means(NoiseScheduleConfig::Prediction prediction, const NoiseLevel& level, float latent, float clean) {
    switch (prediction) {
        case NoiseScheduleConfig::Prediction::epsilon:
            return (latent - level.alpha * clean) / level.sigma;
        case NoiseScheduleConfig::Prediction::v_prediction:
            return (level.alpha * latent - clean) / level.sigma;
        case NoiseScheduleConfig::Prediction::sample:
            return clean;
    }
    throw Error("[sampler] unknown prediction");
}

void diffuse(float alpha, float sigma, std::span<const float> noise, std::span<float> latents) {
    for (size_t i = 0; i < latents.size(); ++i) latents[i] = alpha * latents[i] + sigma * noise[i];
}

}  // namespace imagelab
