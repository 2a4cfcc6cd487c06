#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/weights/tensor_view.h"

namespace imagelab {

// The weights of several networks that are traced into one graph: a tensor of a map has the map's prefix before its name, the map without
// a prefix is the network's own ("control." before a ControlNet's beside a UNet).
class JoinedWeights final : public WeightMap {
  public:
    struct Part {
        std::string prefix;
        std::shared_ptr<const WeightMap> weights;
    };
    explicit JoinedWeights(std::vector<Part> parts);  // throws Error where two tensors have one name
    void release(const TensorView& view) const override;
    std::string damage() const override;
    bool is_current() const override;
    std::string identity() const override;

  private:
    std::vector<Part> parts_;
};

}  // namespace imagelab
