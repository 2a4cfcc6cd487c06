#include "core/samplers/program_levels.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/beta_quantile.h"

namespace imagelab {
namespace {

// ComfyUI's beta_scheduler: levels of whole timesteps, each once.
std::vector<float> beta_of_timesteps(const std::vector<float>& table, int steps) {
    std::vector<float> sigmas;
    const auto highest = static_cast<double>(table.size() - 1);
    double last = -1;
    for (int i = 0; i < steps; ++i) {
        const double timestep = std::nearbyint(beta_quantile(1 - static_cast<double>(i) / steps, 0.6) * highest);
        if (timestep != last) sigmas.push_back(table[static_cast<size_t>(timestep)]);
        last = timestep;
    }
    sigmas.push_back(0.0f);
    return sigmas;
}

// A1111's kl_optimal: one level more, the lowest of which is the model's, not 0.
std::vector<float> kl_optimal_to_the_lowest(const std::vector<float>& table, int steps) {
    std::vector<float> sigmas;
    const double low = std::atan(table.front()), high = std::atan(table.back());
    for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        sigmas.push_back(static_cast<float>(std::tan(share * low + (1 - share) * high)));
    }
    return sigmas;
}

// A1111's table for SDXL of eleven levels (Sabour et al. 2024, rounded), spread on their logarithm; 0 comes behind them.
std::vector<float> rounded_align_your_steps(int steps) {
    static const std::vector<float> levels{14.615f, 6.315f, 3.771f, 2.181f, 1.342f, 0.862f, 0.555f, 0.380f, 0.234f, 0.113f, 0.029f};
    const std::vector<float> logs = log_of(levels);
    const auto last = static_cast<double>(levels.size() - 1);
    std::vector<float> sigmas;
    for (int i = 0; i < steps; ++i)
        sigmas.push_back(static_cast<float>(std::exp(interpolate(logs, steps < 2 ? 0 : static_cast<double>(i) / (steps - 1) * last))));
    sigmas.push_back(0.0f);
    return sigmas;
}

std::vector<float> spaced(const SamplerSetup& setup, const std::vector<float>& table, int steps) {
    const LikeProgram like = setup.manner.like;
    switch (setup.spacing) {
        case Spacing::beta:
            if (like == LikeProgram::comfyui) return beta_of_timesteps(table, steps);
            break;
        case Spacing::kl_optimal:
            if (is_a1111(like)) return kl_optimal_to_the_lowest(table, steps);
            break;
        case Spacing::align_your_steps:
            if (is_a1111(like)) return rounded_align_your_steps(steps);
            break;
        default:
            break;
    }
    const Spacing spacing = setup.spacing == Spacing::published ? Spacing::normal : setup.spacing;  // A1111's "Uniform"
    return sigma_schedule(setup.config, spacing, steps, k_diffusion_rules).sigmas;
}

}  // namespace

float timestep_at(LikeProgram like, double sigma, const std::vector<float>& log_sigmas) {
    if (like == LikeProgram::diffusers || like == LikeProgram::a1111) return static_cast<float>(sigma_to_timestep(sigma, log_sigmas));
    const auto level = static_cast<float>(std::log(sigma));
    const auto nearest = std::min_element(log_sigmas.begin(), log_sigmas.end(),
                                          [level](float a, float b) { return std::abs(level - a) < std::abs(level - b); });
    return static_cast<float>(nearest - log_sigmas.begin());
}

SigmaSchedule levels_of(const SamplerSetup& setup, const SpacingRules& rules) {
    const LikeProgram like = setup.manner.like;
    if (like == LikeProgram::diffusers) return sigma_schedule(setup.config, setup.spacing, setup.steps, rules);
    const bool given = !setup.config.sigmas.empty();  // all of which run
    const bool finer = like == LikeProgram::comfyui && setup.manner.denoise < 0.9999 && !given;
    const int steps = finer ? static_cast<int>(setup.steps / setup.manner.denoise) : setup.steps;
    const std::vector<float> table = training_sigmas(setup.config);
    SigmaSchedule schedule;
    schedule.sigmas = given ? sigma_schedule(setup.config, setup.spacing, steps, k_diffusion_rules).sigmas
                            : spaced(setup, table, steps + (setup.skips_next_to_last ? 1 : 0));
    if (setup.skips_next_to_last) schedule.sigmas.erase(schedule.sigmas.end() - 2);
    const auto wanted = static_cast<size_t>(setup.steps) + 1;
    if (finer && schedule.sigmas.size() > wanted)
        schedule.sigmas.erase(schedule.sigmas.begin(), schedule.sigmas.end() - static_cast<std::ptrdiff_t>(wanted));
    const std::vector<float> log_table = log_of(table);
    for (size_t i = 0; i + 1 < schedule.sigmas.size(); ++i) schedule.timesteps.push_back(timestep_at(like, schedule.sigmas[i], log_table));
    return schedule;
}

float first_deviation(const SamplerSetup& setup, const SigmaSchedule& schedule) {
    const LikeProgram like = setup.manner.like;
    if (like == LikeProgram::diffusers) return euler_init_noise_sigma(setup.config, schedule);
    const float first = schedule.sigmas.front(), highest = training_sigmas(setup.config).back();
    constexpr float close = 1e-5f;
    const bool whole = first > highest * (1 - close);
    return like == LikeProgram::comfyui && whole ? std::sqrt(1.0f + first * first) : first;
}

float first_deviation_preserved(const SamplerSetup& setup, const SigmaSchedule& schedule) {
    if (setup.manner.like == LikeProgram::diffusers) return 1.0f;
    const float first = schedule.sigmas.front();
    return first_deviation(setup, schedule) / std::sqrt(1.0f + first * first);
}

void begin_with_noise(const Sampler& sampler, LikeProgram like, std::span<float> latents, std::span<const float> noise, int step) {
    if (like != LikeProgram::comfyui || step != 0) return sampler.add_noise(latents, noise, step);
    const std::vector<float> none(latents.size());
    sampler.add_noise(latents, none, step);
    for (size_t i = 0; i < latents.size(); ++i) latents[i] += sampler.init_noise_sigma() * noise[i];
}

int first_step_of(const Sampler& sampler, LikeProgram like, int steps, double strength) {
    if (like == LikeProgram::diffusers) return sampler.start_step(strength);
    if (const auto own = sampler.own_start()) return *own;
    if (like == LikeProgram::comfyui) return 0;
    return sampler.step_at_level(steps - static_cast<int>(std::min(strength, 0.999) * steps) - 1);
}

}  // namespace imagelab
