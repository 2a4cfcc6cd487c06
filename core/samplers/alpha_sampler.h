#pragma once
#include "core/samplers/algorithms.h"

namespace imagelab {

// What a sampler of diffusers that reads alphas_cumprod walks through.
struct AlphaLevels {
    std::vector<float> timesteps;
    std::vector<float> alpha;  // cumulative, at each step
};
// Whole timesteps and the model's own alphas; for a spacing of noise levels those of Euler, with alpha = 1 / (1 + sigma^2).
AlphaLevels alpha_levels(const NoiseScheduleConfig& config, Spacing spacing, int steps);

// LCM's and TCD's own schedule: `steps` of the 50 timesteps they were distilled on, evenly by index (arXiv 2310.04378, section 4.3); other
// spacings as alpha_levels.
AlphaLevels distilled_levels(const NoiseScheduleConfig& config, Spacing spacing, int steps);
constexpr int distillation_steps = 50;

// Samplers in diffusers' manner of DDPM: latents sqrt(alpha) * clean + sqrt(1 - alpha) * noise.
class AlphaSampler : public Sampler {
  public:
    // last: alpha behind the last step.
    AlphaSampler(const SamplerSetup& setup, const AlphaLevels& levels, float last);

    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override;

  protected:
    struct Meant {
        float clean, noise;
    };
    // What the model's output before `step` means.
    Meant meant(int step, float latent, float output) const;
    float clipped(float clean) const;  // to the configured range, where the configuration says so

    float alpha(int step) const { return alpha_[step]; }
    const float noise_scale_;

  private:
    std::vector<float> alpha_, keep_, noise_;  // alpha, sqrt(alpha), sqrt(1 - alpha) of each step
    NoiseScheduleConfig::Prediction prediction_;
    float clip_;
};

}  // namespace imagelab
