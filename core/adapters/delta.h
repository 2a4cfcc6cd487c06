#pragma once
// Changes that are added to a weight row by row, one function a kind (LyCORIS lycoris/modules/*.py; sd-scripts networks/lora.py).
#include <memory>

#include "core/adapters/adapter_file.h"

namespace imagelab {

class Delta {
  public:
    Delta(int64_t rows, int64_t columns) : rows_(rows), columns_(columns) {}
    virtual ~Delta() = default;
    int64_t rows() const { return rows_; }
    int64_t columns() const { return columns_; }
    // target[end - begin, columns] += scale * rows [begin, end) of the change. `base`: the same rows of the weight, which may be `target`.
    virtual void add(int64_t begin, int64_t end, const float* base, float scale, float* target) const = 0;

  private:
    int64_t rows_, columns_;
};

// Without the factor alpha / rank. `shape`: of the weight, where the kind needs it (glora, ia3). Throw Error, which does not name the
// file, where parts do not fit each other.
std::unique_ptr<const Delta> lora_delta(const AdapterFile& file, const AdapterModule& module);
std::unique_ptr<const Delta> loha_delta(const AdapterFile& file, const AdapterModule& module);
std::unique_ptr<const Delta> lokr_delta(const AdapterFile& file, const AdapterModule& module);
std::unique_ptr<const Delta> glora_delta(const AdapterFile& file, const AdapterModule& module, const Shape& shape);
std::unique_ptr<const Delta> ia3_delta(const AdapterModule& module, const Shape& shape);
// The part is the change itself: diff, w_norm, diff_b ...
std::unique_ptr<const Delta> full_delta(const AdapterFile& file, const AdapterModule::Part& part);

}  // namespace imagelab
