// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", Algorithm 2).
#include "core/training/optimizers.h"

namespace imagelab {

std::vector<StatePart> lion_state(std::span<const Trainable> trained) {
    std::vector<StatePart> parts;
    for (const Trainable& each : trained) parts.push_back({"mean " + each.name, DType::f32, each.shape});
    return parts;
}

namespace {

class Lion final : public Optimizer {
  public:
    Lion(const OptimizerConfig& config, std::span<const Trainable> trained) : Optimizer(lion_state(trained)), config_(config) {}

    void step(std::vector<Trainable>& trained, const Gradients& gradients, int, double schedule) override {
        const auto fresh_now = static_cast<float>(1 - config_.beta1), fresh = static_cast<float>(1 - config_.beta2);
        for (size_t i = 0; i < trained.size(); ++i) {
            const double learning_rate = trained[i].learning_rate * schedule;
            const auto decay = static_cast<float>(1 - learning_rate * config_.weight_decay), rate = static_cast<float>(learning_rate);
            float* const mean = part<float>(i);
            for (size_t at = 0; at < gradients[i].size(); ++at) {
                const float g = gradients[i][at], way = mean[at] + (g - mean[at]) * fresh_now;
                float& value = trained[i].values[at];
                value = value * decay - (way > 0 ? rate : way < 0 ? -rate : 0.0f);
                mean[at] += (g - mean[at]) * fresh;
            }
        }
    }

  private:
    const OptimizerConfig config_;
};

}  // namespace

std::unique_ptr<Optimizer> make_lion(const OptimizerConfig& config, std::span<const Trainable> trained) {
    return std::make_unique<Lion>(config, trained);
}

}  // namespace imagelab
