#include "core/training/optimizer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imagelab {

void adamw_step(Trainable& trained, const std::vector<float>& gradient, int step, double learning_rate, const AdamWConfig& config) {
    const auto decay = static_cast<float>(1 - learning_rate * config.weight_decay);
    const auto fresh = static_cast<float>(1 - config.beta1), fresh_square = static_cast<float>(1 - config.beta2);
    const auto kept_square = static_cast<float>(config.beta2);
    const double correction = 1 - std::pow(config.beta1, step), correction_square = 1 - std::pow(config.beta2, step);
    const auto rate = static_cast<float>(learning_rate / correction), root = static_cast<float>(std::sqrt(correction_square));
    const auto eps = static_cast<float>(config.eps);
    for (size_t i = 0; i < trained.values.size(); ++i) {
        const float g = gradient[i];
        float& mean = trained.mean[i];
        float& square = trained.square[i];
        mean += (g - mean) * fresh;
        square = square * kept_square + g * g * fresh_square;
        trained.values[i] = trained.values[i] * decay - rate * mean / (std::sqrt(square) / root + eps);
    }
}

double clip_gradients(std::vector<std::vector<float>>& gradients, double most) {
    double squares = 0;
    for (const auto& gradient : gradients) {
        for (const float value : gradient) squares += static_cast<double>(value) * value;
    }
    const double norm = std::sqrt(squares);
    if (most <= 0) return norm;
    const auto scale = static_cast<float>(std::min(1.0, most / (norm + 1e-6)));
    for (auto& gradient : gradients) {
        for (float& value : gradient) value *= scale;
    }
    return norm;
}

double learning_rate_of(const TrainingConfig& config, int step) {
    const double at = step - 1, warmup = config.warmup_steps, steps = config.steps;
    if (at < warmup) return config.learning_rate * at / std::max(1.0, warmup);
    const double left = std::max(1.0, steps - warmup);
    switch (config.lr_schedule) {
        case LrSchedule::constant:
            return config.learning_rate;
        case LrSchedule::linear:
            return config.learning_rate * std::max(0.0, (steps - at) / left);
        case LrSchedule::cosine:
            return config.learning_rate * std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * ((at - warmup) / left))));
    }
    return config.learning_rate;
}

}  // namespace imagelab
