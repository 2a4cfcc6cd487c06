#include "core/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imagelab {
namespace {

constexpr double polynomial_end = 1e-7;  // get_polynomial_decay_schedule_with_warmup's lr_end

double half_cosine(double progress) {
    return std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

}  // namespace

double schedule_of(const TrainingConfig& config, int step) {
    const double at = step - 1, warmup = config.warmup_steps, steps = config.steps;
    if (at < warmup) return at / std::max(1.0, warmup);
    const double progress = (at - warmup) / std::max(1.0, steps - warmup), left = std::max(0.0, 1 - progress);
    switch (config.lr_schedule) {
        case LrSchedule::constant:
            return 1;
        case LrSchedule::linear:
            return left;
        case LrSchedule::cosine:
            return half_cosine(progress);
        case LrSchedule::cosine_with_restarts:
            return progress >= 1 ? 0 : half_cosine(std::fmod(config.lr_cycles * progress, 1.0));
        case LrSchedule::polynomial: {
            const double end = config.learning_rate > polynomial_end ? polynomial_end / config.learning_rate : 1;
            return (1 - end) * std::pow(left, config.lr_power) + end;
        }
    }
    return 1;
}

}  // namespace imagelab
