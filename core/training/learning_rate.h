#pragma once
// The learning rates of diffusers.optimization.get_scheduler.
#include "core/training/config.h"

namespace imagelab {

// Of step `step` (from 1), get_scheduler(NAME, num_warmup_steps, num_training_steps, num_cycles, power) at step - 1: within the warm-up
// (step - 1) / warmup of the rate; then constant, (steps - step + 1) / (steps - warmup) of it, that to a power and down to 1e-7, half a
// cosine down to 0, or several, each from the full rate. As a share of the learning rate.
double schedule_of(const TrainingConfig& config, int step);

}  // namespace imagelab
