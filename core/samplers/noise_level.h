#pragma once
#include <span>

#include "core/samplers/noise_schedule.h"

namespace imagelab {

// alpha and sigma of the variance preserving process at a noise level sqrt((1 - alpha^2) / alpha^2), and lambda = log(alpha / sigma).
struct NoiseLevel {
    explicit NoiseLevel(float level);
    float alpha, sigma, lambda;
};

float log_f32(float x);  // rounded from f64, as every libm rounds it alike

// The clean latent that the model's output means at a noise level.
float predicted_clean(NoiseScheduleConfig::Prediction prediction, const NoiseLevel& level, float latent, float output);

// What the model would have to say at a noise level for the clean latent to be this one; the level is above 0.
float output_that_means(NoiseScheduleConfig::Prediction prediction, const NoiseLevel& level, float latent, float clean);

// The forward process: latents become alpha * latents + sigma * noise.
void diffuse(float alpha, float sigma, std::span<const float> noise, std::span<float> latents);

}  // namespace imagelab
