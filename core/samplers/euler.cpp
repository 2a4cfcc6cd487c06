// Euler: Karras et al. 2022, Algorithm 1 without churn. diffusers EulerDiscreteScheduler.
#include "core/samplers/algorithms.h"
#include "core/samplers/euler_step.h"

namespace imagelab {
namespace {

class Euler final : public Sampler {
  public:
    Euler(const NoiseScheduleConfig& config, const SigmaSchedule& schedule, int steps)
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
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const float sigma = schedule_.sigmas[step];
        euler_move(prediction_, sigma, schedule_.sigmas[step + 1] - sigma, model_output, latents);
    }

    NoiseScheduleConfig::Prediction prediction_;
};

}  // namespace

std::unique_ptr<Sampler> make_euler(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<Euler>(config, euler_schedule(config, spacing == Spacing::karras || config.karras_sigmas, steps), steps);
}

}  // namespace imagelab
