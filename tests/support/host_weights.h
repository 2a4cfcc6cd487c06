#pragma once
#include <set>
#include <string>

#include "core/weights/tensor_view.h"
#include "tests/support/naive.h"

namespace imagelab::test {

// Tensors in memory as a weight file would hold them, in f32 or bf16.
class HostWeights final : public WeightMap {
  public:
    // Those named in `transposed` (2-D) are stored the other way round and say so.
    explicit HostWeights(const naive::Tensors& tensors, DType stored = DType::f32, const std::set<std::string>& transposed = {});
    void release(const TensorView&) const override {}

  private:
    std::map<std::string, std::vector<std::byte>> bytes_;
};

}  // namespace imagelab::test
