#pragma once
// AdamW (Loshchilov and Hutter 2019) as torch.optim.AdamW computes it in f32, torch.nn.utils.clip_grad_norm_, and the learning rates of
// diffusers.optimization.get_scheduler.
#include <string>
#include <vector>

#include "core/graph/dtype.h"
#include "core/training/config.h"

namespace imagelab {

struct Trainable {
    std::string name;  // of the graph's input
    Shape shape;
    std::vector<float> values, mean, square;  // exp_avg and exp_avg_sq
};

// Steps are counted from 1.
void adamw_step(Trainable& trained, const std::vector<float>& gradient, int step, double learning_rate, const AdamWConfig& config);

// Scales all gradients so that the norm over all of them is at most `most` (0: any); gives the norm before.
double clip_gradients(std::vector<std::vector<float>>& gradients, double most);

// Of step `step` (from 1), get_scheduler(NAME, num_warmup_steps, num_training_steps) at step - 1: within the warm-up (step - 1) / warmup of
// the rate; then constant, (steps - step + 1) / (steps - warmup) of it, or half a cosine down to 0.
double learning_rate_of(const TrainingConfig& config, int step);

}  // namespace imagelab
