// DPM-Solver++(2M), midpoint: Lu et al. 2022 (arXiv 2211.01095), Algorithm 2. First order at the first and the last step, as diffusers
// DPMSolverMultistepScheduler with its defaults (final_sigmas_type zero).
#include <cmath>

#include "core/samplers/algorithms.h"
#include "core/samplers/noise_level.h"

namespace imagelab {
namespace {
class Dpmpp2m final : public Sampler {
  public:
    Dpmpp2m(const NoiseScheduleConfig& config, SigmaSchedule schedule, int steps)
        : Sampler(std::move(schedule), 1.0f, steps), prediction_(config.prediction) {}

    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override {
        check(step, latents.size(), noise.size());
        const NoiseLevel level(schedule_.sigmas[step]);
        diffuse(level.alpha, level.sigma, noise, latents);
    }

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const NoiseLevel from(schedule_.sigmas[step]), to(schedule_.sigmas[step + 1]);
        const bool second_order = !state_.history.empty() && step + 1 < steps();
        if (second_order && state_.history.size() != latents.size()) {
            throw Error("[dpmpp_2m] history of " + std::to_string(state_.history.size()) + " values for " + std::to_string(latents.size()) +
                        " latents");
        }
        const float h = to.lambda - from.lambda;
        const float keep = to.sigma / from.sigma;
        const float move = to.alpha * (static_cast<float>(std::exp(-static_cast<double>(h))) - 1.0f);
        const float curve = 0.5f * move;
        const float inverse_ratio = second_order ? 1.0f / ((from.lambda - NoiseLevel(schedule_.sigmas[step - 1]).lambda) / h) : 0.0f;
        std::vector<float> clean(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) {
            clean[i] = predicted_clean(prediction_, from, latents[i], model_output[i]);
            latents[i] = keep * latents[i] - move * clean[i];
            if (second_order) latents[i] -= curve * (inverse_ratio * (clean[i] - state_.history[i]));
        }
        state_.history = std::move(clean);
    }

    NoiseScheduleConfig::Prediction prediction_;
};

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_2m(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<Dpmpp2m>(config, dpm_schedule(config, spacing == Spacing::karras || config.karras_sigmas, steps), steps);
}

}  // namespace imagelab
