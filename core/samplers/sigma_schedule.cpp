#include "core/samplers/sigma_schedule.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {
using TimestepSpacing = NoiseScheduleConfig::TimestepSpacing;

// Sigmas at rho-spaced levels and the timesteps they belong to.
void take_karras(SigmaSchedule& schedule, const std::vector<double>& sigmas, const std::vector<float>& log_sigmas, bool rounded) {
    schedule = {};
    for (const double sigma : sigmas) {
        const double timestep = sigma_to_timestep(sigma, log_sigmas);
        schedule.timesteps.push_back(static_cast<float>(rounded ? std::nearbyint(timestep) : timestep));
        schedule.sigmas.push_back(static_cast<float>(sigma));
    }
}

}  // namespace

SigmaSchedule euler_schedule(const NoiseScheduleConfig& config, bool karras, int steps) {
    const std::vector<float> table = training_sigmas(config);
    SigmaSchedule schedule;
    std::vector<double> sigmas;
    for (const double timestep : spaced_timesteps(config, steps)) {
        schedule.timesteps.push_back(static_cast<float>(timestep));
        sigmas.push_back(interpolate(table, schedule.timesteps.back()));
        schedule.sigmas.push_back(static_cast<float>(sigmas.back()));
    }
    if (karras) take_karras(schedule, karras_sigmas(sigmas.back(), sigmas.front(), steps), log_of(table), false);
    schedule.sigmas.push_back(0.0f);
    return schedule;
}

SigmaSchedule dpm_schedule(const NoiseScheduleConfig& config, bool karras, int steps) {
    const std::vector<float> table = training_sigmas(config);
    const bool whole = config.betas != NoiseScheduleConfig::Betas::squared_cos;
    SigmaSchedule schedule;
    if (karras) {
        take_karras(schedule, karras_sigmas(table.front(), table.back(), steps), log_of(table), whole);
        for (float& timestep : schedule.timesteps) timestep = std::trunc(timestep);
    } else {
        const bool trailing = config.timestep_spacing == TimestepSpacing::trailing;
        std::vector<double> timesteps = spaced_timesteps(config, trailing ? steps : steps + 1);
        if (!trailing) timesteps.pop_back();
        for (const double timestep : timesteps) {
            schedule.timesteps.push_back(static_cast<float>(std::nearbyint(timestep)));
            schedule.sigmas.push_back(static_cast<float>(interpolate(table, schedule.timesteps.back())));
        }
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
