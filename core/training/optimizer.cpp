#include "core/training/optimizer.h"

#include <algorithm>
#include <cmath>

#include "core/training/optimizers.h"

namespace imagelab {

Optimizer::Optimizer(std::vector<StatePart> parts) : parts_(std::move(parts)) {
    for (const StatePart& part : parts_) held_.emplace_back(static_cast<size_t>(part.bytes()));
}

std::vector<StatePart> optimizer_state(const OptimizerConfig& config, std::span<const Trainable> trained) {
    switch (config.kind) {
        case OptimizerKind::adamw:
            return adamw_state(trained);
        case OptimizerKind::adamw8bit:
            return adamw_8bit_state(trained);
        case OptimizerKind::lion:
            return lion_state(trained);
        case OptimizerKind::prodigy:
            return prodigy_state(trained);
        case OptimizerKind::adafactor:
            return adafactor_state(trained);
    }
    throw Error("[optimizer] unknown");
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config, std::span<const Trainable> trained) {
    switch (config.kind) {
        case OptimizerKind::adamw:
            return make_adamw(config, trained);
        case OptimizerKind::adamw8bit:
            return make_adamw_8bit(config, trained);
        case OptimizerKind::lion:
            return make_lion(config, trained);
        case OptimizerKind::prodigy:
            return make_prodigy(config, trained);
        case OptimizerKind::adafactor:
            return make_adafactor(config, trained);
    }
    throw Error("[optimizer] unknown");
}

double clip_gradients(Gradients& gradients, double most) {
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

void average_values(std::vector<std::vector<float>>& averages, std::span<const Trainable> trained, int step, double decay) {
    const double n = step - 1, kept = n <= 0 ? 0 : std::min(decay, (1 + n) / (10 + n));
    const auto fresh = static_cast<float>(1 - kept);
    for (size_t i = 0; i < trained.size(); ++i) {
        for (size_t at = 0; at < averages[i].size(); ++at) averages[i][at] -= fresh * (averages[i][at] - trained[i].values[at]);
    }
}

}  // namespace imagelab
