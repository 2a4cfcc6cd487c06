// Heun: Karras et al. 2022, Algorithm 1 without churn: the mean of the slopes at both ends of an interval, Euler's step before the last
// level. diffusers HeunDiscreteScheduler. The history holds the latents where the interval began and the slope there.
#include <algorithm>
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Heun final : public TwoStageSampler {
  public:
    Heun(const SamplerSetup& setup, const SigmaSchedule& levels, const SigmaSchedule& seconds)
        : TwoStageSampler(setup, levels, seconds),
          clip_(setup.config.clip_sample ? static_cast<float>(setup.config.clip_sample_range) : INFINITY) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size();
        const float dt = to(step) - from(step), sigma = schedule_.sigmas[step];
        std::vector<float> slope(n);
        for (size_t i = 0; i < n; ++i)
            slope[i] = (latents[i] - std::clamp(clean(sigma, latents[i], model_output[i]), -clip_, clip_)) / sigma;
        if (is_second(step)) {
            const float* const start = origin(n).data();
            const float* const first_slope = start + n;
            for (size_t i = 0; i < n; ++i) latents[i] = start[i] + (first_slope[i] + slope[i]) / 2 * dt;
            state_.history.clear();
            return;
        }
        state_.history.assign(latents.begin(), latents.end());
        state_.history.insert(state_.history.end(), slope.begin(), slope.end());
        for (size_t i = 0; i < n; ++i) latents[i] += slope[i] * dt;
    }

    float clip_;
};

}  // namespace

std::unique_ptr<Sampler> make_heun(const SamplerSetup& setup) {
    const SigmaSchedule levels = levels_of(setup, euler_rules);
    SigmaSchedule seconds = levels;
    seconds.timesteps.erase(seconds.timesteps.begin());
    seconds.sigmas.erase(seconds.sigmas.begin());
    if (seconds.timesteps.size() < split_intervals(levels))
        seconds.timesteps.push_back(timestep_at(setup.manner.like, levels.sigmas.back(), log_of(training_sigmas(setup.config))));
    return std::make_unique<Heun>(setup, levels, seconds);
}

}  // namespace imagelab
