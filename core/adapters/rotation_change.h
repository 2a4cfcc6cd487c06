#pragma once
#include <memory>

#include "core/adapters/weight_change.h"

namespace imagelab {

// Orthogonal fine-tuning: blocks of the output rows are rotated (OFT, Qiu et al. 2023, LyCORIS lycoris/modules/diag_oft.py) or rows by a
// butterfly of blocks (BOFT, Liu et al. 2024, boft.py). Throws Error, which does not name the file, where blocks and rows do not agree.
std::unique_ptr<const WeightChange> rotation_change(const AdapterModule& module, const Shape& shape, double strength);

}  // namespace imagelab
