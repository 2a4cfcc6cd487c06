#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/weights/tensor_view.h"

namespace imagelab::gpu {

// Weights made of values in memory, for measuring and self-tests.
class KnownWeights final : public WeightMap {
  public:
    KnownWeights() { source_ = "the device's self-test"; }
    void add(const std::string& name, Shape shape, std::vector<float> values) {
        std::vector<float>& kept = values_[name] = std::move(values);
        tensors_[name] = {DType::f32, std::move(shape), reinterpret_cast<const std::byte*>(kept.data())};
    }
    void release(const TensorView&) const override {}

  private:
    std::map<std::string, std::vector<float>> values_;
};

}  // namespace imagelab::gpu
