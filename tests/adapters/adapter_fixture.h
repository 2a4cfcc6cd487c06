#pragma once
// Small adapter files written in memory's terms, and weights without bytes for tests of names.
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/families/model_part.h"
#include "core/weights/safetensors.h"
#include "core/weights/tensor_view.h"
#include "tests/support/host_weights.h"
#include "tests/support/naive.h"

namespace imagelab::test {

// Names and shapes alone.
class NamedWeights final : public WeightMap {
  public:
    explicit NamedWeights(const NeededTensors& needed) {
        for (const auto& [name, shape] : needed) tensors_[name] = TensorView{DType::f32, shape};
        source_ = "names";
    }
    void release(const TensorView&) const override {}
};

inline naive::HostTensor host_tensor(const Shape& shape, float seed) {
    naive::HostTensor tensor{shape, std::vector<float>(static_cast<size_t>(element_count(shape)))};
    for (size_t i = 0; i < tensor.values.size(); ++i) tensor.values[i] = std::sin(seed + 0.7f * static_cast<float>(i));
    return tensor;
}

inline std::filesystem::path write_adapter(const std::filesystem::path& path, const naive::Tensors& tensors,
                                           const std::map<std::string, std::string>& metadata = {}) {
    const HostWeights weights(tensors);
    write_safetensors(path, weights.tensors(), metadata);
    return path;
}

}  // namespace imagelab::test
