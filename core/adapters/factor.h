#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/adapters/adapter_file.h"

namespace imagelab {

// A matrix [rows, columns] of an adapter: in its file, converted when it is read, or worked out before.
class AdapterFactor {
  public:
    AdapterFactor() = default;
    // [rows, ...]: what follows the first extent is the columns. `file` for messages; the view's file outlives this.
    AdapterFactor(const AdapterFile& file, const AdapterModule::Part& part);
    AdapterFactor(std::vector<float> values, int64_t rows, int64_t columns) : rows_(rows), columns_(columns), values_(std::move(values)) {}

    int64_t rows() const { return rows_; }
    int64_t columns() const { return columns_; }
    // Rows [begin, end), in `scratch` where they are not at hand. Throws Error where one is not finite.
    const float* read(int64_t begin, int64_t end, std::vector<float>& scratch) const;
    const float* read(std::vector<float>& scratch) const { return read(0, rows_, scratch); }
    AdapterFactor transposed() const;

  private:
    int64_t rows_ = 0, columns_ = 0;
    std::vector<float> values_;
    TensorView view_;
    std::string label_;  // "FILE: tensor "KEY""
};

// Most elements of what is worked out of factors beforehand: a file of small factors must not ask for all of the memory.
constexpr int64_t most_combined = int64_t{1} << 26;

// The right side of a Tucker decomposition: core [r1, r2, h, w] and right [r2, n] -> [r1, n * h * w], sum over r2.
AdapterFactor tucker_right(const AdapterFactor& core, const Shape& core_shape, const AdapterFactor& right);

}  // namespace imagelab
