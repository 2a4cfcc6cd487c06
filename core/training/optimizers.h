#pragma once
// The optimisers that optimizer.h chooses from; each file says which paper and which reference it follows.
#include <memory>
#include <span>
#include <vector>

#include "core/training/optimizer.h"

namespace imagelab {

std::vector<StatePart> adamw_state(std::span<const Trainable> trained);
std::unique_ptr<Optimizer> make_adamw(const OptimizerConfig& config, std::span<const Trainable> trained);

std::vector<StatePart> adamw_8bit_state(std::span<const Trainable> trained);
std::unique_ptr<Optimizer> make_adamw_8bit(const OptimizerConfig& config, std::span<const Trainable> trained);

std::vector<StatePart> lion_state(std::span<const Trainable> trained);
std::unique_ptr<Optimizer> make_lion(const OptimizerConfig& config, std::span<const Trainable> trained);

std::vector<StatePart> prodigy_state(std::span<const Trainable> trained);
std::unique_ptr<Optimizer> make_prodigy(const OptimizerConfig& config, std::span<const Trainable> trained);

std::vector<StatePart> adafactor_state(std::span<const Trainable> trained);
std::unique_ptr<Optimizer> make_adafactor(const OptimizerConfig& config, std::span<const Trainable> trained);

// AdamW's step (adamw.cpp) for values whose moments are in f32.
struct AdamWStep {
    AdamWStep(const OptimizerConfig& config, int step, double learning_rate);
    void run(float* values, const float* gradient, float* mean, float* square, size_t count) const;

  private:
    float decay_, fresh_, fresh_square_, kept_square_, rate_, root_, eps_;
};

}  // namespace imagelab
