#pragma once
#include <vector>

#include "core/samplers/noise_schedule.h"
#include "core/samplers/sampler_kind.h"

namespace imagelab {

// What a sampler walks through, from noisy to clean.
struct SigmaSchedule {
    std::vector<float> timesteps;  // given to the model, one a step; fractional where diffusers' are
    std::vector<float> sigmas;     // noise level before each step, and 0 after the last
};

// EulerDiscreteScheduler.set_timesteps.
SigmaSchedule euler_schedule(const NoiseScheduleConfig& config, bool karras, int steps);
// DPMSolverMultistepScheduler.set_timesteps: whole timesteps, one more step spaced and the cleanest left out.
SigmaSchedule dpm_schedule(const NoiseScheduleConfig& config, bool karras, int steps);
// Standard deviation of the first latents of the Euler samplers.
float euler_init_noise_sigma(const NoiseScheduleConfig& config, const SigmaSchedule& schedule);

}  // namespace imagelab
