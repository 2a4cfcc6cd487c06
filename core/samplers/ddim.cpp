// DDIM: Song et al. 2021, equation 12 with eta 0. diffusers DDIMScheduler, which has no Karras option: that spacing walks the timesteps
// and sigmas of Euler, alpha = 1 / (1 + sigma^2), and ends where DDIM ends.
#include <algorithm>
#include <cmath>

#include "core/samplers/algorithms.h"
#include "core/samplers/noise_level.h"

namespace imagelab {
namespace {
using Prediction = NoiseScheduleConfig::Prediction;

struct Levels {
    std::vector<float> timesteps;
    std::vector<float> alpha;  // cumulative, at each step
    std::vector<float> next;   // after each step
};

float final_alpha(const NoiseScheduleConfig& config, const std::vector<float>& table) {
    return config.set_alpha_to_one ? 1.0f : table.front();
}

Levels published_levels(const NoiseScheduleConfig& config, int steps) {
    const std::vector<float> table = alphas_cumprod(config);
    Levels levels;
    for (const double spaced : spaced_timesteps(config, steps)) {
        const int timestep = static_cast<int>(std::nearbyint(spaced));
        const int previous = timestep - config.train_timesteps / steps;
        levels.timesteps.push_back(static_cast<float>(timestep));
        levels.alpha.push_back(table.at(timestep));
        levels.next.push_back(previous >= 0 ? table.at(previous) : final_alpha(config, table));
    }
    return levels;
}

Levels karras_levels(const NoiseScheduleConfig& config, int steps) {
    const SigmaSchedule euler = euler_schedule(config, true, steps);
    Levels levels;
    levels.timesteps = euler.timesteps;
    for (int i = 0; i < steps; ++i) {
        const double sigma = euler.sigmas[i];
        levels.alpha.push_back(static_cast<float>(1 / (1 + sigma * sigma)));
    }
    levels.next.assign(levels.alpha.begin() + 1, levels.alpha.end());
    levels.next.push_back(final_alpha(config, alphas_cumprod(config)));
    return levels;
}

SigmaSchedule sigmas_of(const Levels& levels) {
    SigmaSchedule schedule{levels.timesteps, {}};
    const auto sigma = [](double alpha) { return static_cast<float>(std::sqrt((1 - alpha) / alpha)); };
    std::transform(levels.alpha.begin(), levels.alpha.end(), std::back_inserter(schedule.sigmas), sigma);
    schedule.sigmas.push_back(sigma(levels.next.back()));
    return schedule;
}

class Ddim final : public Sampler {
  public:
    Ddim(const NoiseScheduleConfig& config, const Levels& levels, int steps)
        : Sampler(sigmas_of(levels), 1.0f, steps),
          levels_(levels),
          prediction_(config.prediction),
          clip_(config.clip_sample ? static_cast<float>(config.clip_sample_range) : INFINITY) {}

    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override {
        check(step, latents.size(), noise.size());
        diffuse(std::sqrt(levels_.alpha[step]), std::sqrt(1.0f - levels_.alpha[step]), noise, latents);
    }

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const float keep = std::sqrt(levels_.alpha[step]), noise = std::sqrt(1.0f - levels_.alpha[step]);
        const float next_keep = std::sqrt(levels_.next[step]), next_noise = std::sqrt(1.0f - levels_.next[step]);
        for (size_t i = 0; i < latents.size(); ++i) {
            const float x = latents[i], output = model_output[i];
            float clean = output, epsilon = output;
            switch (prediction_) {
                case Prediction::epsilon:
                    clean = (x - noise * output) / keep;
                    break;
                case Prediction::v_prediction:
                    clean = keep * x - noise * output;
                    epsilon = keep * output + noise * x;
                    break;
                case Prediction::sample:
                    epsilon = (x - keep * output) / noise;
                    break;
            }
            clean = std::clamp(clean, -clip_, clip_);
            latents[i] = next_keep * clean + next_noise * epsilon;
        }
    }

    Levels levels_;
    Prediction prediction_;
    float clip_;
};

}  // namespace

std::unique_ptr<Sampler> make_ddim(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<Ddim>(config, spacing == Spacing::karras ? karras_levels(config, steps) : published_levels(config, steps),
                                  steps);
}

}  // namespace imagelab
