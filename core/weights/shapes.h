#pragma once
#include <string>

#include "core/weights/tensor_view.h"

namespace imagelab {

// Questions about the names and shapes of a component's weights, for detection. What is missing or impossible throws Error.
class Shapes {
  public:
    explicit Shapes(const WeightMap& weights) : weights_(weights) {}

    bool any(const std::string& prefix) const;
    int count(const std::string& list) const;  // how many of "<list>.0.", "<list>.1." ... follow each other
    size_t rank(const std::string& name) const { return view(name).shape.size(); }
    int extent(const std::string& name, size_t rank, size_t axis) const;
    [[noreturn]] void fail(const std::string& why) const;

  private:
    const TensorView& view(const std::string& name) const;

    const WeightMap& weights_;
};

}  // namespace imagelab
