// DEIS of order 2, log-rho: Zhang & Chen 2023 (arXiv 2204.13902), equation 15 with the polynomial in log(sigma / alpha). diffusers
// DEISMultistepScheduler with its defaults, which ends at the model's lowest level instead of 0; first order at the first step and, below
// 15 steps, at the last. The history holds the noise predicted a step before.
#include <cmath>

#include "core/samplers/multistep_sampler.h"
#include "core/samplers/noise_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

// The integral of (log t - log c) / (log b - log c) over t.
float weight(float t, float b, float c) {
    return t * (-log_f32(c) + log_f32(t) - 1.0f) / (log_f32(b) - log_f32(c));
}

class Deis final : public MultistepSampler {
  public:
    using MultistepSampler::MultistepSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const NoiseLevel from = level(step), to = level(step + 1);
        const bool last_of_few = step + 1 == steps() && steps() < 15;
        const bool second_order = blocks(latents.size(), 1) == 1 && !last_of_few;
        std::vector<float> noise = predicted_clean_latents(step, latents, model_output);
        for (size_t i = 0; i < noise.size(); ++i) noise[i] = (latents[i] - from.alpha * noise[i]) / from.sigma;
        if (second_order) {
            const NoiseLevel before = level(step - 1);
            const float next = to.sigma / to.alpha, here = from.sigma / from.alpha, past = before.sigma / before.alpha;
            const float own = weight(next, here, past) - weight(here, here, past);
            const float other = weight(next, past, here) - weight(here, past, here);
            for (size_t i = 0; i < noise.size(); ++i)
                latents[i] = to.alpha * (latents[i] / from.alpha + own * noise[i] + other * state_.history[i]);
        } else {
            const float growth = static_cast<float>(std::exp(static_cast<double>(to.lambda - from.lambda))) - 1.0f;
            for (size_t i = 0; i < noise.size(); ++i) latents[i] = to.alpha / from.alpha * latents[i] - to.sigma * growth * noise[i];
        }
        state_.history = std::move(noise);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_deis(const SamplerSetup& setup) {
    SigmaSchedule schedule = levels_of(setup, multistep_rules);
    const float lowest = training_sigmas(setup.config).front(), reached = schedule.sigmas[schedule.sigmas.size() - 2];
    // Spacings of noise levels end on the lowest one, which stands twice then.
    schedule.sigmas.back() = reached < lowest * 1.000001f ? reached : lowest;
    return std::make_unique<Deis>(setup, std::move(schedule));
}

}  // namespace imagelab
