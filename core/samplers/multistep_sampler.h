#pragma once
#include "core/samplers/algorithms.h"
#include "core/samplers/noise_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {

// What diffusers' multistep solvers share: latents alpha * clean + sigma * noise of the variance preserving process, between noise levels.
class MultistepSampler : public Sampler {
  public:
    MultistepSampler(const SamplerSetup& setup, SigmaSchedule schedule)
        : Sampler(schedule, first_deviation_preserved(setup, schedule), setup.steps), prediction_(setup.config.prediction) {}

    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override {
        check(step, latents.size(), noise.size());
        const NoiseLevel level(schedule_.sigmas[step]);
        diffuse(level.alpha, level.sigma, noise, latents);
    }

  protected:
    // The level before `step`; steps() is that of the end.
    NoiseLevel level(int step) const { return NoiseLevel(schedule_.sigmas[step]); }
    // The clean latents that the model's output before `step` means.
    std::vector<float> predicted_clean_latents(int step, std::span<const float> latents, std::span<const float> model_output) const {
        const NoiseLevel here = level(step);
        std::vector<float> clean(latents.size());
        for (size_t i = 0; i < clean.size(); ++i) clean[i] = predicted_clean(prediction_, here, latents[i], model_output[i]);
        return clean;
    }

  private:
    NoiseScheduleConfig::Prediction prediction_;
};

}  // namespace imagelab
