#pragma once
#include <memory>
#include <vector>

#include "core/adapters/weight_change.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// One tensor of the base with changes on it, row-major in the order of its shape also where the base's view is transposed.
class PatchedSource final : public TensorSource {
  public:
    struct Step {
        std::shared_ptr<const AdapterFile> file;
        std::vector<TensorView> parts;  // that the change reads
        std::unique_ptr<const WeightChange> change;
    };

    // `weights` owns the base's view.
    PatchedSource(std::shared_ptr<const WeightMap> weights, std::string name, const TensorView& base);
    void add(Step step);
    size_t adapter_bytes() const;

    void read(int64_t first, int64_t count, float* target) const override;
    size_t stored_bytes() const override;
    std::vector<std::span<const std::byte>> in_file() const override;
    void release(int64_t first, int64_t count) const override;

  private:
    void base_rows(int64_t begin, int64_t end, float* target) const;
    void rows(size_t steps, int64_t begin, int64_t end, float* target) const;

    std::shared_ptr<const WeightMap> weights_;
    std::string name_;
    TensorView base_;
    int64_t rows_, columns_;
    std::vector<Step> steps_;
};

}  // namespace imagelab
