#pragma once
// What a training run measured, step by step: kept in its saved state, so that it survives whatever ends the program.
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace imagelab {

struct TrainingStep {
    int step = 0;  // from 1
    // loss: before the update; gradient_norm: over all that is trained, before it is clipped; seconds: of this step
    double loss = 0, learning_rate = 0, seconds = 0, gradient_norm = 0;
    std::optional<double> validation_loss = {};  // after the update, of the pictures that are held out; measured at some steps
    bool operator==(const TrainingStep&) const = default;
};

// A header and a line a step: step,loss,learning_rate,gradient_norm,seconds,validation_loss. Numbers as JSON has them, the last one
// empty where it was not measured.
std::string metrics_csv(std::span<const TrainingStep> steps);
void write_metrics_csv(const std::filesystem::path& path, std::span<const TrainingStep> steps);  // throws Error

// Exponential mean with the weight `kept` on what came before, without the bias towards the first value (Kingma and Ba 2015, section 3;
// TensorBoard's smoothing). kept in [0, 1).
std::vector<double> smoothed(std::span<const double> values, double kept);

}  // namespace imagelab
