#pragma once
// What a module of an adapter file does to a weight, in f32, a range of rows at a time. Row-major weights [rows, columns]: a linear layer
// [out, in], a convolution [out, in * h * w], a norm or bias [n, 1].
#include <functional>
#include <memory>
#include <string>

#include "core/adapters/adapter_file.h"

namespace imagelab {

// Writes rows [begin, end) of a weight to `target`.
using RowReader = std::function<void(int64_t begin, int64_t end, float* target)>;

class WeightChange {
  public:
    virtual ~WeightChange() = default;
    // Rows [begin, end) after the change; `before` reads any rows as they were. Safe to call from several threads; uses no thread of its
    // own. Throws Error naming file and key where the adapter's numbers are not finite.
    virtual void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const = 0;
};

// How a decomposed weight (DoRA, Liu et al. 2024) is put together. lycoris, as trained: V = W + change, W' = V (m (scale / |V| - 1) + 1)
// with the strength m, along the axis the file has. comfyui (comfy/weight_adapter/base.py): the output axis divides by |W|, the strength
// blends W and W'.
enum class DoraRule { lycoris, comfyui };

// The weight to change. `part` of `parts`: where the file's module is a fused one (AdapterTarget).
struct ChangeTarget {
    std::string tensor;  // canonical name, for messages
    Shape shape;
    int part = 0, parts = 1;
};

bool changes_weight(const AdapterModule& module);
bool changes_bias(const AdapterModule& module);

// Of the weight, and of the bias, of a module; `file` and the module live as long as the result. The failure names the key, what was found
// and what was expected, not the file.
Result<std::unique_ptr<const WeightChange>> weight_change(const AdapterFile& file, const AdapterModule& module, const ChangeTarget& target,
                                                          double strength, DoraRule rule);
Result<std::unique_ptr<const WeightChange>> bias_change(const AdapterFile& file, const AdapterModule& module, const ChangeTarget& target,
                                                        double strength);

}  // namespace imagelab
