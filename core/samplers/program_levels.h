#pragma once
// What A1111, Forge and ComfyUI mean by the names of schedules, and how much noise they begin with. A1111: modules/sd_schedulers.py,
// sd_samplers_kdiffusion.py and k-diffusion's models; Forge: A1111's schedules over ComfyUI's timesteps; ComfyUI: comfy/samplers.py,
// model_sampling.py. All of them keep the noise beside the latents (x = clean + sigma * noise).
#include "core/samplers/algorithms.h"

namespace imagelab {

// Timesteps and noise levels for the setup; `rules`: how the scheduler of diffusers that this sampler is named after makes them.
SigmaSchedule levels_of(const SamplerSetup& setup, const SpacingRules& rules);

// Training timestep that the model is given at a noise level: A1111 interpolates, Forge and ComfyUI take the nearest.
float timestep_at(LikeProgram like, double sigma, const std::vector<float>& log_sigmas);

// Standard deviation of the first latents, with the noise beside them. A1111 and Forge: the first level. ComfyUI: as of latents that held a
// picture of deviation 1, where the schedule begins at the model's highest level.
float first_deviation(const SamplerSetup& setup, const SigmaSchedule& schedule);

// The same of latents alpha * clean + sigma * noise; diffusers: 1.
float first_deviation_preserved(const SamplerSetup& setup, const SigmaSchedule& schedule);

// Clean latents with the noise that image to image begins with. ComfyUI gives them as much as text to image where the schedule begins at
// the model's highest level (model_sampling.py EPS.noise_scaling).
void begin_with_noise(const Sampler& sampler, LikeProgram like, std::span<float> latents, std::span<const float> noise, int step);

// The step that image to image begins with. diffusers: Sampler::start_step; A1111 runs int(min(strength, 0.999) * steps) + 1
// (setup_img2img_steps), and over timesteps as the sampler says itself; of ComfyUI's schedule only what runs was spaced.
int first_step_of(const Sampler& sampler, LikeProgram like, int steps, double strength);

}  // namespace imagelab
