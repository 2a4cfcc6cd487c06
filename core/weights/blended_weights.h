#pragma once
#include <memory>
#include <vector>

#include "core/weights/tensor_view.h"

namespace imagelab {

// Weights of several models of one shape, added by shares: 0.6 and 0.4 is a weighted sum, 1, 1 and -1 adds the difference of the last two
// (A1111 modules/extras.py, "Weighted sum" and "Add difference"). Nothing is computed when this is made: a tensor is read from all of them,
// in f32, in the order of the list. What is no number with a fraction (position ids) is the first's, and so is the precision.
class BlendedWeights final : public WeightMap {
  public:
    struct Share {
        std::shared_ptr<const WeightMap> weights;
        double share = 1;
    };
    // Throws Error that names the file and the tensor where one is missing or has another shape than the first's.
    explicit BlendedWeights(std::vector<Share> shares);
    void release(const TensorView& view) const override;
    std::string damage() const override;
    bool is_current() const override;

  private:
    std::vector<Share> shares_;
};

}  // namespace imagelab
