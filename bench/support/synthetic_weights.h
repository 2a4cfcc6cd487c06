#pragma once
#include <chrono>
#include <random>
#include <vector>

#include "core/graph/graph.h"
#include "core/weights/convert.h"
#include "core/weights/tensor_view.h"

namespace imagelab::bench {

// Weights of the right names and shapes for a traced graph, all cut from one buffer of small random bf16 numbers: enough to time a network
// of any size without its file.
class SyntheticWeights final : public WeightMap {
  public:
    explicit SyntheticWeights(const Graph& graph) {
        source_ = "synthetic weights of " + graph.name;
        for (const Node& node : graph.nodes) {
            for (const WeightRef& weight : weights_of(node.op))
                tensors_[weight.parts[0].name] = {DType::bf16, weight.shape, nullptr, false};
        }
        int64_t largest = 0;
        for (const auto& [name, view] : tensors_) largest = std::max(largest, element_count(view.shape));
        std::mt19937 random(1);
        std::uniform_real_distribution<float> uniform(-0.02f, 0.02f);
        values_.resize(static_cast<size_t>(largest));
        for (uint16_t& value : values_) value = f32_to_bf16(uniform(random));
        for (auto& [name, view] : tensors_) view.data = reinterpret_cast<const std::byte*>(values_.data());
    }
    void release(const TensorView&) const override {}

  private:
    std::vector<uint16_t> values_;
};

}  // namespace imagelab::bench
