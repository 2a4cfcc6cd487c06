#pragma once
#include "core/samplers/sampler.h"

namespace imagelab {

// What Euler and Euler a share: latents with the noise beside them (x = clean + sigma * noise), scaled for the model, and one step along
// the line to the predicted clean latents (Karras et al. 2022, Algorithm 1), all in f32.
class EulerSampler : public Sampler {
  public:
    EulerSampler(const NoiseScheduleConfig& config, const SigmaSchedule& schedule, int steps)
        : Sampler(schedule, euler_init_noise_sigma(config, schedule), steps), prediction_(config.prediction) {}

    void scale_model_input(int step, std::span<const float> latents, std::span<float> out) const override;
    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override;

  protected:
    // latents + (latents - clean) / sigma * dt
    void move(float sigma, float dt, std::span<const float> model_output, std::span<float> latents) const;
    // latents + sigma * noise
    static void add(float sigma, std::span<const float> noise, std::span<float> latents);

  private:
    NoiseScheduleConfig::Prediction prediction_;
};

}  // namespace imagelab
