#include "core/samplers/log_level.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {

float log_time(float sigma) {
    return -static_cast<float>(std::log(static_cast<double>(sigma)));
}

float level_at(float time) {
    return static_cast<float>(std::exp(-static_cast<double>(time)));
}

SigmaSchedule half_way_levels(const SamplerSetup& setup, const SigmaSchedule& levels,
                              const std::function<float(float from, float to)>& down_to) {
    const std::vector<float> log_table = log_of(training_sigmas(setup.config));
    SigmaSchedule seconds;
    for (size_t i = 0; i < split_intervals(levels); ++i) {
        const float t = log_time(levels.sigmas[i]), h = log_time(down_to(levels.sigmas[i], levels.sigmas[i + 1])) - t;
        seconds.sigmas.push_back(level_at(t + 0.5f * h));
        seconds.timesteps.push_back(timestep_at(setup.manner.like, seconds.sigmas.back(), log_table));
    }
    return seconds;
}

BrownianTree tree_over(const TorchGenerator& generator, const std::vector<float>& sigmas, size_t count) {
    float low = sigmas.front(), high = sigmas.front();
    for (const float sigma : sigmas) {
        if (sigma > 0) low = std::min(low, sigma);
        high = std::max(high, sigma);
    }
    return {generator, low, high, count};
}

}  // namespace imagelab
