// Prodigy (Mishchenko and Defazio 2023, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner", Algorithm 4), as the authors'
// prodigyopt computes it: the distance d to the solution is estimated while it trains, and the learning rate (1 is usual) is a factor on
// it.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/training/optimizers.h"

namespace imagelab {

// First "distance": d, the numerator of its estimate, and how many steps moved something.
std::vector<StatePart> prodigy_state(std::span<const Trainable> trained) {
    std::vector<StatePart> parts{{"distance", DType::f64, {3}}};
    for (const Trainable& each : trained) {
        for (const char* name : {"mean ", "square ", "sum ", "begin "}) parts.push_back({name + each.name, DType::f32, each.shape});
    }
    return parts;
}

namespace {

class Prodigy final : public Optimizer {
  public:
    Prodigy(const OptimizerConfig& config, std::span<const Trainable> trained) : Optimizer(prodigy_state(trained)), config_(config) {
        distance() = config.d0;
        for (size_t i = 0; i < trained.size(); ++i)
            std::memcpy(of(i, 3), trained[i].values.data(), trained[i].values.size() * sizeof(float));
    }

    double rate(double learning_rate) const override {
        double d = 0;
        std::memcpy(&d, bytes(0).data(), sizeof d);
        return d * learning_rate;
    }

    void step(std::vector<Trainable>& trained, const Gradients& gradients, int, double schedule) override {
        double highest = 0;
        for (const Trainable& each : trained) highest = std::max(highest, each.learning_rate * schedule);
        const double d = distance(), k = taken() + 1;
        const double correction =
            config_.bias_correction ? std::sqrt(1 - std::pow(config_.beta2, k)) / (1 - std::pow(config_.beta1, k)) : 1;
        const double reach = d * highest * correction;
        if (!gather(trained, gradients, schedule, reach)) return;
        apply(trained, reach);
        taken() = k;
    }

  private:
    double& distance() { return part<double>(0)[0]; }
    double& numerator() { return part<double>(0)[1]; }
    double& taken() { return part<double>(0)[2]; }
    float* of(size_t trainable, size_t which) { return part<float>(1 + 4 * trainable + which); }

    // Moments and the new distance; false: no gradient at all, nothing is to be done.
    bool gather(const std::vector<Trainable>& trained, const Gradients& gradients, double schedule, double reach) {
        const double d = distance(), kept = std::sqrt(config_.beta2), part_of_start = d / config_.d0;
        const auto fresh = static_cast<float>(d * (1 - config_.beta1)), fresh_square = static_cast<float>(d * d * (1 - config_.beta2));
        const auto kept_mean = static_cast<float>(config_.beta1), kept_square = static_cast<float>(config_.beta2);
        const auto kept_sum = static_cast<float>(kept);
        const auto fresh_sum = static_cast<float>(part_of_start * (config_.safeguard_warmup ? d : reach));
        double added = 0, denominator = 0;
        for (size_t i = 0; i < trained.size(); ++i) {
            if (trained[i].learning_rate * schedule <= 0) continue;
            float *mean = of(i, 0), *square = of(i, 1), *sum = of(i, 2), *begin = of(i, 3);
            double product = 0;
            for (size_t at = 0; at < gradients[i].size(); ++at) {
                const float g = gradients[i][at];
                product += static_cast<double>(g) * (begin[at] - trained[i].values[at]);
                mean[at] = mean[at] * kept_mean + g * fresh;
                square[at] = square[at] * kept_square + g * g * fresh_square;
                sum[at] = sum[at] * kept_sum + g * fresh_sum;
                denominator += std::abs(sum[at]);
            }
            added += part_of_start * reach * product;
        }
        if (denominator == 0) return false;
        numerator() = numerator() * kept + added;
        distance() = std::max(d, config_.d_coef * numerator() / denominator);
        return true;
    }

    // In units of the distance that the step began with; eps in those of the new one.
    void apply(std::vector<Trainable>& trained, double reach) {
        const auto eps = static_cast<float>(distance() * config_.eps), rate = static_cast<float>(reach);
        const auto decay = static_cast<float>(1 - config_.weight_decay * reach);
        for (size_t i = 0; i < trained.size(); ++i) {
            const float *mean = of(i, 0), *square = of(i, 1);
            for (size_t at = 0; at < trained[i].values.size(); ++at) {
                float& value = trained[i].values[at];
                value = value * decay - rate * mean[at] / (std::sqrt(square[at]) + eps);
            }
        }
    }

    const OptimizerConfig config_;
};

}  // namespace

std::unique_ptr<Optimizer> make_prodigy(const OptimizerConfig& config, std::span<const Trainable> trained) {
    return std::make_unique<Prodigy>(config, trained);
}

}  // namespace imagelab
