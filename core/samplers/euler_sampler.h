#pragma once
#include "core/samplers/algorithms.h"

namespace imagelab {

// The step from one noise level to a lower one, split into a way down and noise up to it (k-diffusion get_ancestral_step). eta: the share
// of the noise, 0..1.
struct AncestralStep {
    AncestralStep(float from, float to, double eta);
    float down, up;
};

// What samplers in the manner of k-diffusion share: latents with the noise beside them (x = clean + sigma * noise), scaled for the model,
// and steps along the line to the predicted clean latents (Karras et al. 2022, Algorithm 1), all in f32.
class EulerSampler : public Sampler {
  public:
    EulerSampler(const SamplerSetup& setup, SigmaSchedule schedule, int steps_a_level = 1);

    void scale_model_input(int step, std::span<const float> latents, std::span<float> out) const override;
    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override;

  protected:
    // The clean latent that the model's output means at a noise level.
    float clean(float sigma, float latent, float output) const;
    std::vector<float> clean_latents(float sigma, std::span<const float> latents, std::span<const float> model_output) const;
    // latents + (latents - clean) / sigma * dt
    void move(float sigma, float dt, std::span<const float> model_output, std::span<float> latents) const;
    // latents + sigma * noise
    static void add(float sigma, std::span<const float> noise, std::span<float> latents);

    const double eta_;
    const float noise_scale_;

  private:
    NoiseScheduleConfig::Prediction prediction_;
};

// How many intervals between neighbouring levels take two evaluations: all but one that ends at 0.
size_t split_intervals(const SigmaSchedule& levels);

// Two evaluations between neighbouring levels of `levels`, the second at a level of the method's own; before the last level, where it is 0,
// only the first. Step 2 i stands at level i, step 2 i + 1 between it and the next.
class TwoStageSampler : public EulerSampler {
  public:
    // seconds: the level of the second evaluation of each interval that is split, and its timestep.
    TwoStageSampler(const SamplerSetup& setup, const SigmaSchedule& levels, const SigmaSchedule& seconds);

  protected:
    static bool is_second(int step) { return step % 2 == 1; }
    float from(int step) const { return levels_[step / 2]; }
    float to(int step) const { return levels_[step / 2 + 1]; }
    // Where the interval began, kept by the first evaluation.
    std::span<const float> origin(size_t latents) const;

  private:
    std::vector<float> levels_;
};

}  // namespace imagelab
