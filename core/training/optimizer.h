#pragma once
// What makes new values of gradients: one optimiser a file, torch.nn.utils.clip_grad_norm_, and the exponential mean of the values.
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/graph/dtype.h"
#include "core/training/config.h"

namespace imagelab {

struct Trainable {
    std::string name;  // of the graph's input
    Shape shape;
    std::vector<float> values;
    double learning_rate = 0;  // what a schedule makes of it is for all the same
};
using Gradients = std::vector<std::vector<float>>;  // of each trainable, in their order

// An array that a step leaves for the next one: it goes into the saved state as it is.
struct StatePart {
    std::string name;
    DType dtype = DType::f32;
    Shape shape;
    int64_t bytes() const { return element_count(shape) * static_cast<int64_t>(dtype_bytes(dtype)); }
};

// What an optimiser will hold, known without its memory.
std::vector<StatePart> optimizer_state(const OptimizerConfig& config, std::span<const Trainable> trained);

class Optimizer {
  public:
    virtual ~Optimizer() = default;
    // Steps are counted from 1. `schedule`: what the learning rates are multiplied with.
    virtual void step(std::vector<Trainable>& trained, const Gradients& gradients, int step, double schedule) = 0;
    // What a learning rate is worth, where the optimiser finds out itself how far a step goes.
    virtual double rate(double learning_rate) const { return learning_rate; }

    const std::vector<StatePart>& parts() const { return parts_; }
    std::span<std::byte> bytes(size_t part) { return held_[part]; }
    std::span<const std::byte> bytes(size_t part) const { return held_[part]; }

  protected:
    explicit Optimizer(std::vector<StatePart> parts);  // zeros
    template <class Value>
    Value* part(size_t index) {
        return reinterpret_cast<Value*>(held_[index].data());
    }

  private:
    const std::vector<StatePart> parts_;
    std::vector<std::vector<std::byte>> held_;
};

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config, std::span<const Trainable> trained);

// Scales all gradients so that the norm over all of them is at most `most` (0: any); gives the norm before.
double clip_gradients(Gradients& gradients, double most);

// After step `step`: average += (1 - d) (value - average) with d = min(decay, (1 + n) / (10 + n)), n = step - 1 and d = 0 at the first
// (diffusers' EMAModel without its inverse-power warm-up).
void average_values(std::vector<std::vector<float>>& averages, std::span<const Trainable> trained, int step, double decay);

}  // namespace imagelab
