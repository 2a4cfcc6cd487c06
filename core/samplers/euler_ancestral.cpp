// Euler a: a step down to sigma_down, then noise up to the next level; one draw of the generator a step, the last included.
// diffusers EulerAncestralDiscreteScheduler, which has no Karras option: that spacing is Euler's.
#include <cmath>

#include "core/samplers/algorithms.h"
#include "core/samplers/euler_step.h"

namespace imagelab {
namespace {

class EulerAncestral final : public Sampler {
  public:
    EulerAncestral(const NoiseScheduleConfig& config, const SigmaSchedule& schedule, int steps)
        : Sampler(schedule, euler_init_noise_sigma(config, schedule), steps), prediction_(config.prediction) {}

    void scale_model_input(int step, std::span<const float> latents, std::span<float> out) const override {
        check(step, latents.size(), out.size());
        euler_scale(schedule_.sigmas[step], latents, out);
    }
    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override {
        check(step, latents.size(), noise.size());
        euler_add_noise(schedule_.sigmas[step], noise, latents);
    }

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        const float up = std::sqrt(to * to * (from * from - to * to) / (from * from));
        const float down = std::sqrt(to * to - up * up);
        euler_move(prediction_, from, down - from, model_output, latents);
        euler_add_noise(up, generator.randn(latents.size()), latents);
    }

    NoiseScheduleConfig::Prediction prediction_;
};

}  // namespace

std::unique_ptr<Sampler> make_euler_ancestral(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<EulerAncestral>(config, euler_schedule(config, spacing == Spacing::karras, steps), steps);
}

}  // namespace imagelab
