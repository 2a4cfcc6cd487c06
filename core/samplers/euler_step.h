#pragma once
#include <span>

#include "core/samplers/noise_schedule.h"

namespace imagelab {

// The part Euler and Euler a share (Karras et al. 2022, Algorithm 1): latents + (latents - x0) / sigma * dt, all in f32.
void euler_move(NoiseScheduleConfig::Prediction prediction, float sigma, float dt, std::span<const float> model_output,
                std::span<float> latents);
// latents / sqrt(sigma^2 + 1)
void euler_scale(float sigma, std::span<const float> latents, std::span<float> out);
// latents + sigma * noise
void euler_add_noise(float sigma, std::span<const float> noise, std::span<float> latents);

}  // namespace imagelab
