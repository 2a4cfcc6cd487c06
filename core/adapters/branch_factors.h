#pragma once
// The factors of LoRAs as tensors of their own: what a low-rank branch beside a layer reads (core/autodiff/low_rank.h).
#include <memory>
#include <optional>
#include <vector>

#include "core/adapters/factor.h"
#include "core/adapters/weight_change.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// scale * up [rows, rank] down [rank, columns], added to a weight [rows, columns].
struct BranchTerm {
    std::shared_ptr<const AdapterFile> file;
    TensorView up_view, down_view;  // in it
    AdapterFactor up, down;
    int64_t first_row = 0, rows = 0;  // of `up` that are the weight's, where the file's module is a fused one
    float scale = 1;
    int64_t rank() const { return down.rows(); }
};

// Of a module that changes the weight by a plain product of its shape; none: it does more.
std::optional<BranchTerm> branch_term(const std::shared_ptr<const AdapterFile>& file, const AdapterModule& module,
                                      const ChangeTarget& target, double strength);

// All terms' factors in the order of the list, f32: A [ranks, ...] beneath each other, of the weight's shape behind its first extent, and
// B [rows, ranks] beside each other, with their scales.
struct BranchFactors {
    TensorView down, up;
};
BranchFactors branch_factors(const std::vector<BranchTerm>& terms, const Shape& weight);

}  // namespace imagelab
