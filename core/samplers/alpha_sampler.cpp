#include "core/samplers/alpha_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/noise_level.h"

namespace imagelab {
namespace {

SigmaSchedule sigmas_of(const AlphaLevels& levels, float last) {
    SigmaSchedule schedule{levels.timesteps, {}};
    const auto sigma = [](double alpha) { return static_cast<float>(std::sqrt((1 - alpha) / alpha)); };
    std::transform(levels.alpha.begin(), levels.alpha.end(), std::back_inserter(schedule.sigmas), sigma);
    schedule.sigmas.push_back(sigma(last));
    return schedule;
}

AlphaLevels at_timesteps(const std::vector<float>& table, const std::vector<double>& timesteps) {
    AlphaLevels levels;
    for (const double timestep : timesteps) {
        levels.timesteps.push_back(static_cast<float>(std::nearbyint(timestep)));
        levels.alpha.push_back(table.at(static_cast<size_t>(levels.timesteps.back())));
    }
    return levels;
}

}  // namespace

AlphaLevels alpha_levels(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    if (spaces_timesteps(spacing)) return at_timesteps(alphas_cumprod(config), spaced_timesteps(config, steps));
    const SigmaSchedule euler = sigma_schedule(config, spacing, steps, euler_rules);
    AlphaLevels levels{euler.timesteps, {}};
    for (size_t i = 0; i < euler.timesteps.size(); ++i) {
        const double sigma = euler.sigmas[i];
        levels.alpha.push_back(static_cast<float>(1 / (1 + sigma * sigma)));
    }
    return levels;
}

AlphaLevels distilled_levels(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    if (spacing != Spacing::published) return alpha_levels(config, spacing, steps);
    const int count = std::min(distillation_steps, config.train_timesteps), stride = config.train_timesteps / count;
    std::vector<double> timesteps;
    for (int i = 0; i < steps; ++i) {
        const int from_noisiest = static_cast<int>(std::floor(i * (static_cast<double>(count) / steps)));
        timesteps.push_back((count - from_noisiest) * stride - 1);
    }
    return at_timesteps(alphas_cumprod(config), timesteps);
}

AlphaSampler::AlphaSampler(const SamplerSetup& setup, const AlphaLevels& levels, float last)
    : Sampler(sigmas_of(levels, last), 1.0f, setup.steps),
      noise_scale_(setup.noise_scale),
      alpha_(levels.alpha),
      prediction_(setup.config.prediction),
      clip_(setup.config.clip_sample ? static_cast<float>(setup.config.clip_sample_range) : INFINITY) {
    for (const float alpha : alpha_) {
        keep_.push_back(std::sqrt(alpha));
        noise_.push_back(std::sqrt(1.0f - alpha));
    }
}

void AlphaSampler::add_noise(std::span<float> latents, std::span<const float> noise, int step) const {
    check(step, latents.size(), noise.size());
    diffuse(keep_[step], noise_[step], noise, latents);
}

AlphaSampler::Meant AlphaSampler::meant(int step, float latent, float output) const {
    const float keep = keep_[step], noise = noise_[step];
    switch (prediction_) {
        case NoiseScheduleConfig::Prediction::epsilon:
            return {(latent - noise * output) / keep, output};
        case NoiseScheduleConfig::Prediction::v_prediction:
            return {keep * latent - noise * output, keep * output + noise * latent};
        case NoiseScheduleConfig::Prediction::sample:
            return {output, (latent - keep * output) / noise};
    }
    throw Error("[sampler] unknown prediction");
}

float AlphaSampler::clipped(float clean) const {
    return std::clamp(clean, -clip_, clip_);
}

}  // namespace imagelab
