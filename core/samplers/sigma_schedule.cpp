#include "core/samplers/sigma_schedule.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/beta_quantile.h"

namespace imagelab {
namespace {
using TimestepSpacing = NoiseScheduleConfig::TimestepSpacing;
using Timesteps = SpacingRules::Timesteps;

// i of count points from 0 to 1, as numpy.linspace has them.
double ramp(int i, int count) {
    if (count < 2) return 0;
    return i == count - 1 ? 1.0 : i * (1.0 / (count - 1));
}

SigmaSchedule published(const NoiseScheduleConfig& config, int steps, const SpacingRules& rules) {
    const std::vector<float> table = training_sigmas(config);
    const bool beyond = rules.one_beyond && config.timestep_spacing != TimestepSpacing::trailing;
    std::vector<double> timesteps = spaced_timesteps(config, beyond ? steps + 1 : steps);
    if (beyond) timesteps.pop_back();
    SigmaSchedule schedule;
    for (const double timestep : timesteps) {
        schedule.timesteps.push_back(static_cast<float>(rules.timesteps == Timesteps::whole ? std::nearbyint(timestep) : timestep));
        schedule.sigmas.push_back(static_cast<float>(interpolate(table, schedule.timesteps.back())));
    }
    return schedule;
}

// Of k-diffusion and diffusers; both ends are reached.
std::vector<double> spread(Spacing spacing, double low, double high, int steps) {
    if (spacing == Spacing::karras) return karras_sigmas(low, high, steps);
    std::vector<double> sigmas(steps);
    for (int i = 0; i < steps; ++i) {
        // With rho 1, as everybody calls it, polyexponential is exponential.
        sigmas[i] = spacing == Spacing::beta ? low + beta_quantile(1 - ramp(i, steps), 0.6) * (high - low)
                                             : std::exp(std::log(high) + ramp(i, steps) * (std::log(low) - std::log(high)));
    }
    return sigmas;
}

// ComfyUI's normal_scheduler: timesteps from the noisiest to the cleanest; sgm leaves out the last of one more.
std::vector<double> even_timesteps(int last, int steps, bool sgm) {
    std::vector<double> timesteps(steps);
    for (int i = 0; i < steps; ++i) timesteps[i] = last * (1 - (sgm ? static_cast<double>(i) / steps : ramp(i, steps)));
    return timesteps;
}

std::vector<double> whole_timesteps(Spacing spacing, int count, int steps) {
    std::vector<double> timesteps;
    if (spacing == Spacing::simple) {
        for (int i = 0; i < steps; ++i) timesteps.push_back(count - 1 - static_cast<int>(i * (static_cast<double>(count) / steps)));
    } else {
        for (int at = 1; at < count; at += std::max(count / steps, 1)) timesteps.push_back(at);
        std::reverse(timesteps.begin(), timesteps.end());
    }
    return timesteps;
}

// Between the two nearest training timesteps the logarithm of the noise level is interpolated (ComfyUI's and k-diffusion's sigma(t)).
double sigma_at(const std::vector<float>& log_table, double timestep) {
    return std::exp(interpolate(log_table, timestep));
}

// comfy/samplers.py kl_optimal_scheduler; the last of `steps` is the lowest level.
std::vector<double> kl_optimal(double low, double high, int steps) {
    std::vector<double> sigmas(steps);
    for (int i = 0; i < steps; ++i) sigmas[i] = std::tan(std::atan(high) + ramp(i, steps) * (std::atan(low) - std::atan(high)));
    return sigmas;
}

// The published levels of ten steps for SDXL, spread over more or fewer on their logarithm; the last one makes place for 0
// (comfy_extras/nodes_align_your_steps.py).
std::vector<double> align_your_steps(int steps) {
    static const std::vector<float> levels{14.6146412293f, 6.3184485287f, 3.7681790315f, 2.1811480769f, 1.3405244945f, 0.8620721141f,
                                           0.5550693289f,  0.3798540708f, 0.2332364134f, 0.1114188177f, 0.0291671582f};
    const std::vector<float> logs = log_of(levels);
    std::vector<double> sigmas(steps);
    for (int i = 0; i < steps; ++i) sigmas[i] = sigma_at(logs, static_cast<double>(i) / steps * (static_cast<double>(logs.size()) - 1));
    return sigmas;
}

// Mochi's (genmoai/models infer.py linear_quadratic_schedule), as comfy/samplers.py spreads it below the highest level: the first half of
// the steps goes down by a fortieth of it, the second half the rest, ever faster.
std::vector<double> linear_quadratic(double high, int steps) {
    constexpr double threshold = 0.025;
    const int linear = steps / 2, quadratic = steps - linear;
    std::vector<double> sigmas(steps, high);
    if (steps < 2) return sigmas;
    const double beyond = linear - threshold * steps, square = beyond / (static_cast<double>(linear) * quadratic * quadratic);
    const double slope = threshold / linear - 2 * beyond / (static_cast<double>(quadratic) * quadratic);
    for (int i = 0; i < steps; ++i) {
        const double gone = i < linear ? i * threshold / linear : square * i * i + slope * i + square * linear * linear;
        sigmas[i] = static_cast<float>(1 - gone) * high;
    }
    return sigmas;
}

float timestep_of(double sigma, const std::vector<float>& log_table, Spacing spacing, bool whole_karras, Timesteps kind) {
    const double timestep = sigma_to_timestep(sigma, log_table);
    if (spacing == Spacing::karras && whole_karras) return static_cast<float>(std::nearbyint(timestep));
    if (kind != Timesteps::whole) return static_cast<float>(timestep);
    const bool cut = spacing == Spacing::karras || spacing == Spacing::exponential || spacing == Spacing::polyexponential ||
                     spacing == Spacing::beta;  // diffusers stores these as whole numbers without rounding
    return static_cast<float>(cut ? std::trunc(timestep) : std::nearbyint(timestep));
}

SigmaSchedule given_levels(const NoiseScheduleConfig& config, Spacing spacing, const SpacingRules& rules) {
    const std::vector<float> log_table = log_of(training_sigmas(config));
    SigmaSchedule schedule{{}, config.sigmas};
    for (const float sigma : config.sigmas) schedule.timesteps.push_back(timestep_of(sigma, log_table, spacing, false, rules.timesteps));
    schedule.sigmas.push_back(0.0f);
    return schedule;
}

}  // namespace

bool spaces_timesteps(Spacing spacing) {
    return spacing == Spacing::published || spacing == Spacing::trailing || spacing == Spacing::leading || spacing == Spacing::linspace;
}

bool has_sdxl_noise_levels(const NoiseScheduleConfig& config) {
    const NoiseScheduleConfig sdxl;
    return config.train_timesteps == sdxl.train_timesteps && config.beta_start == sdxl.beta_start && config.beta_end == sdxl.beta_end &&
           config.betas == sdxl.betas && !config.rescale_betas_zero_snr;
}

NoiseScheduleConfig with_timestep_spacing(NoiseScheduleConfig config, Spacing spacing) {
    if (!spaces_timesteps(spacing) || spacing == Spacing::published) return config;
    config.timestep_spacing = spacing == Spacing::trailing  ? TimestepSpacing::trailing
                              : spacing == Spacing::leading ? TimestepSpacing::leading
                                                            : TimestepSpacing::linspace;
    return config;
}

SigmaSchedule sigma_schedule(const NoiseScheduleConfig& config, Spacing spacing, int steps, const SpacingRules& rules) {
    if (!config.sigmas.empty()) return given_levels(config, spacing, rules);
    if (spaces_timesteps(spacing)) {
        SigmaSchedule schedule = published(config, steps, rules);
        schedule.sigmas.push_back(0.0f);
        return schedule;
    }
    const std::vector<float> table = training_sigmas(config), log_table = log_of(table);
    std::vector<double> sigmas, timesteps;
    switch (spacing) {
        case Spacing::sgm_uniform:
        case Spacing::normal:
            timesteps = even_timesteps(config.train_timesteps - 1, steps, spacing == Spacing::sgm_uniform);
            break;
        case Spacing::simple:
        case Spacing::ddim_uniform:
            timesteps = whole_timesteps(spacing, config.train_timesteps, steps);
            break;
        case Spacing::kl_optimal:
            sigmas = kl_optimal(table.front(), table.back(), steps);
            break;
        case Spacing::align_your_steps:
            sigmas = align_your_steps(steps);
            break;
        case Spacing::linear_quadratic:
            sigmas = linear_quadratic(table.back(), steps);
            break;
        default: {
            double low = table.front(), high = table.back();
            if (!rules.whole_range) {
                const std::vector<double> spaced = spaced_timesteps(config, steps);
                low = interpolate(table, static_cast<float>(spaced.back()));
                high = interpolate(table, static_cast<float>(spaced.front()));
            }
            sigmas = spread(spacing, low, high, steps);
        }
    }
    for (const double timestep : timesteps) sigmas.push_back(sigma_at(log_table, timestep));
    const bool whole_karras = rules.timesteps == Timesteps::karras_rounded ||
                              (rules.timesteps == Timesteps::whole && config.betas != NoiseScheduleConfig::Betas::squared_cos);
    SigmaSchedule schedule;
    for (size_t i = 0; i < sigmas.size(); ++i) {
        schedule.sigmas.push_back(static_cast<float>(sigmas[i]));
        schedule.timesteps.push_back(timesteps.empty() ? timestep_of(sigmas[i], log_table, spacing, whole_karras, rules.timesteps)
                                     : rules.timesteps == Timesteps::whole ? static_cast<float>(std::nearbyint(timesteps[i]))
                                                                           : static_cast<float>(timesteps[i]));
    }
    schedule.sigmas.push_back(0.0f);
    return schedule;
}

float euler_init_noise_sigma(const NoiseScheduleConfig& config, const SigmaSchedule& schedule) {
    const float largest = *std::max_element(schedule.sigmas.begin(), schedule.sigmas.end());
    if (config.timestep_spacing != TimestepSpacing::leading) return largest;
    return std::sqrt(largest * largest + 1.0f);
}

}  // namespace imagelab
