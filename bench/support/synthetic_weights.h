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
            if (const auto* o = std::get_if<op::Linear>(&node.op)) add(o->weight), add(o->bias);
            if (const auto* o = std::get_if<op::Conv2d>(&node.op)) add(o->weight), add(o->bias);
            if (const auto* o = std::get_if<op::GroupNorm>(&node.op)) add(o->gamma), add(o->beta);
            if (const auto* o = std::get_if<op::LayerNorm>(&node.op)) add(o->gamma), add(o->beta);
            if (const auto* o = std::get_if<op::Embedding>(&node.op)) add(o->table);
            if (const auto* o = std::get_if<op::Weight>(&node.op)) add(o->weight);
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
    void add(const WeightRef& ref) {
        if (!ref.empty()) tensors_[ref.parts[0].name] = {DType::bf16, ref.shape, nullptr, false};
    }
    std::vector<uint16_t> values_;
};

}  // namespace imagelab::bench
