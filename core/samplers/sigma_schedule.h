#pragma once
#include <vector>

#include "core/samplers/noise_schedule.h"
#include "core/samplers/sampler_kind.h"

namespace imagelab {

// What a sampler walks through, from noisy to clean.
struct SigmaSchedule {
    std::vector<float> timesteps;  // given to the model, one a step; fractional where diffusers' are
    std::vector<float> sigmas;     // noise level before each step, and one after the last
};

// Where the schedulers of diffusers and k-diffusion differ in how they make timesteps and noise levels of a spacing.
struct SpacingRules {
    bool one_beyond = false;   // the published spacing takes one more step and leaves the cleanest out (not so trailing)
    bool whole_range = false;  // Karras, exponential and beta span the model's noise levels rather than those of the spaced timesteps
    enum class Timesteps {
        fractional,      // as the noise levels have them
        karras_rounded,  // whole with Karras' levels
        whole            // always whole: Karras' rounded, exponential and beta cut off
    } timesteps = Timesteps::fractional;
};
constexpr SpacingRules euler_rules{};
constexpr SpacingRules dpm2_rules{.timesteps = SpacingRules::Timesteps::karras_rounded};
constexpr SpacingRules multistep_rules{.one_beyond = true, .whole_range = true, .timesteps = SpacingRules::Timesteps::whole};
constexpr SpacingRules k_diffusion_rules{.whole_range = true};

// set_timesteps of the scheduler that the rules are of; what diffusers has no word for is spaced as in ComfyUI (comfy/samplers.py). The
// last level is 0. `steps` levels; ddim_uniform and trailing may give one more.
// config: with the timestep spacing that leading, linspace or trailing name (with_timestep_spacing).
SigmaSchedule sigma_schedule(const NoiseScheduleConfig& config, Spacing spacing, int steps, const SpacingRules& rules);
// Whether a spacing is one of whole training timesteps (leading, linspace, trailing, the published one) rather than of noise levels.
bool spaces_timesteps(Spacing spacing);
// Align Your Steps (Sabour et al. 2024) gives noise levels for SDXL alone.
bool has_sdxl_noise_levels(const NoiseScheduleConfig& config);
// The configuration with the timestep spacing that leading, linspace and trailing name.
NoiseScheduleConfig with_timestep_spacing(NoiseScheduleConfig config, Spacing spacing);
// Standard deviation of the first latents of samplers that keep the noise beside the latents.
float euler_init_noise_sigma(const NoiseScheduleConfig& config, const SigmaSchedule& schedule);

}  // namespace imagelab
