#pragma once
#include "core/graph/graph.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// Writes the stacked parts of a weight to `target`, row-major as in the file, converted to f32, f16 or bf16, and releases the pages read.
// Throws Error where a tensor is missing, has another shape, too few rows, or holds NaN or infinity.
void stack_parts(const WeightMap& weights, const WeightRef& ref, DType dtype, std::byte* target);
// Whether the file holds this weight the other way round (2-D, one whole part): then stack_parts writes [columns, rows].
bool stored_transposed(const WeightMap& weights, const WeightRef& ref);

}  // namespace imagelab
