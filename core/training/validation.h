#pragma once
// Pictures that are held out of a training, and when it ends because what it says of them grows worse.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/training/config.h"
#include "core/training/metrics.h"

namespace imagelab {

// Which of `count` examples are trained on and which are held out: the first ceil(share * count) of torch.randperm(count,
// generator=G(seed + 2000000000)), but never all; each in rising order.
struct HeldOut {
    std::vector<int> trained, held;
};
HeldOut held_out(uint64_t seed, int count, double share);
int held_out_count(int count, double share);

// What is said of them is measured on each at these shares of the timesteps, with noise that stays the same: of the i-th
// torch.randn((4, ...), generator=G(seed + 3000000000 + i)).
constexpr double validation_times[] = {0.125, 0.375, 0.625, 0.875};
constexpr int validation_draws = 4;
std::vector<float> validation_noise(uint64_t seed, int held, int64_t values);

// After which steps it is measured: every `validation_every`, and the last.
bool is_measured(const TrainingConfig& config, int step);
int measured_count(const TrainingConfig& config);

// What the measures so far say: the step of the lowest, and whether the last `patience` of them were none lower (0: never).
struct ValidationVerdict {
    std::optional<int> best;  // none: nothing was measured
    bool ends = false;
};
ValidationVerdict validation_verdict(std::span<const TrainingStep> steps, int patience);

}  // namespace imagelab
