#pragma once
#include <cstddef>

#include "core/weights/tensor_view.h"
#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {

// Extents of the packed matrix before and after padding.
struct PackedExtents {
    int64_t rows = 0, columns = 0, padded_rows = 0, padded_columns = 0;
};
PackedExtents packed_extents(const WeightSlot& slot);
int64_t packed_bytes(const WeightSlot& slot);

// Writes packed_bytes(slot) to `target` in the slot's layout, padding with zeros. Throws Error as core/weights/stack_parts.h.
void pack_weight(const WeightSlot& slot, const WeightMap& weights, std::byte* target);

std::string weight_key(const WeightRef& ref);

}  // namespace imagelab::gpu
