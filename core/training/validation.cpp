#include "core/training/validation.h"

#include <algorithm>
#include <cmath>

#include "core/training/draws.h"

namespace imagelab {

int held_out_count(int count, double share) {
    return share <= 0 ? 0 : std::min(count - 1, static_cast<int>(std::ceil(share * count)));
}

HeldOut held_out(uint64_t seed, int count, double share) {
    std::vector<int> order = epoch_order(seed + 1'000'000'000, 0, count);  // which adds as much again
    const auto held = order.begin() + held_out_count(count, share);
    HeldOut parts{{held, order.end()}, {order.begin(), held}};
    std::sort(parts.trained.begin(), parts.trained.end());
    std::sort(parts.held.begin(), parts.held.end());
    return parts;
}

std::vector<float> validation_noise(uint64_t seed, int held, int64_t values) {
    return FactorDraws(seed + 3'000'000'000 + static_cast<uint64_t>(held)).next(validation_draws * values, 1);
}

bool is_measured(const TrainingConfig& config, int step) {
    return config.validation_share > 0 && (step % config.validation_every == 0 || step == config.steps);
}

int measured_count(const TrainingConfig& config) {
    if (config.validation_share <= 0) return 0;
    return config.steps / config.validation_every + (config.steps % config.validation_every == 0 ? 0 : 1);
}

ValidationVerdict validation_verdict(std::span<const TrainingStep> steps, int patience) {
    ValidationVerdict verdict;
    double lowest = 0;
    int since = 0;
    for (const TrainingStep& step : steps) {
        if (!step.validation_loss) continue;
        if (!verdict.best || *step.validation_loss < lowest) {
            lowest = *step.validation_loss, verdict.best = step.step, since = 0;
        } else {
            ++since;
        }
        verdict.ends = verdict.ends || (patience > 0 && since >= patience);
    }
    return verdict;
}

}  // namespace imagelab
