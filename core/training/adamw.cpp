// AdamW (Loshchilov and Hutter 2019), as torch.optim.AdamW computes it in f32.
#include <cmath>

#include "core/training/optimizers.h"

namespace imagelab {

AdamWStep::AdamWStep(const OptimizerConfig& config, int step, double learning_rate)
    : decay_(static_cast<float>(1 - learning_rate * config.weight_decay)),
      fresh_(static_cast<float>(1 - config.beta1)),
      fresh_square_(static_cast<float>(1 - config.beta2)),
      kept_square_(static_cast<float>(config.beta2)),
      rate_(static_cast<float>(learning_rate / (1 - std::pow(config.beta1, step)))),
      root_(static_cast<float>(std::sqrt(1 - std::pow(config.beta2, step)))),
      eps_(static_cast<float>(config.eps)) {}

void AdamWStep::run(float* values, const float* gradient, float* mean, float* square, size_t count) const {
    for (size_t i = 0; i < count; ++i) {
        const float g = gradient[i];
        mean[i] += (g - mean[i]) * fresh_;
        square[i] = square[i] * kept_square_ + g * g * fresh_square_;
        values[i] = values[i] * decay_ - rate_ * mean[i] / (std::sqrt(square[i]) / root_ + eps_);
    }
}

std::vector<StatePart> adamw_state(std::span<const Trainable> trained) {
    std::vector<StatePart> parts;
    for (const Trainable& each : trained) {
        parts.push_back({"mean " + each.name, DType::f32, each.shape});
        parts.push_back({"square " + each.name, DType::f32, each.shape});
    }
    return parts;
}

namespace {

class AdamW final : public Optimizer {
  public:
    AdamW(const OptimizerConfig& config, std::span<const Trainable> trained) : Optimizer(adamw_state(trained)), config_(config) {}

    void step(std::vector<Trainable>& trained, const Gradients& gradients, int step, double schedule) override {
        for (size_t i = 0; i < trained.size(); ++i)
            AdamWStep(config_, step, trained[i].learning_rate * schedule)
                .run(trained[i].values.data(), gradients[i].data(), part<float>(2 * i), part<float>(2 * i + 1), gradients[i].size());
    }

  private:
    const OptimizerConfig config_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adamw(const OptimizerConfig& config, std::span<const Trainable> trained) {
    return std::make_unique<AdamW>(config, trained);
}

}  // namespace imagelab
