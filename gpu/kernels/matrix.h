#pragma once
// The matrix product behind linear layers and convolutions: shaders/matrix_*.comp, one parameter block, several variants.
#include <string_view>

#include "gpu/kernels/kernel.h"
#include "shaders/params/matrix.h"

namespace imagelab::gpu {

// y [rows, columns] = act((x . weight + bias) * factor) + residual; x has `channels` values under each of `taps`.
struct MatrixProduct {
    DType dtype = DType::f32;
    int64_t rows = 0, columns = 0, channels = 0, taps = 1;
    Unary activation = Unary::none;
    bool bias = false, factor = false, residual = false;
    MatrixParams window{};  // taps_y .. doubled; taps_y is 0 for a linear layer
    int64_t depth() const { return channels * taps; }
    double flops() const { return 2.0 * static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth()); }
};

// One shader and the tile it computes.
struct MatrixVariant {
    std::string_view name;  // module without the dtype: "matrix_lanes_64"
    uint32_t tile_rows, tile_columns;
    double software_rate, gpu_rate;  // GFLOP/s to expect where nothing was measured: only their order matters
    bool splits;                     // can sum parts of the depth apart
    bool (*runs)(const MatrixProduct&, const Capabilities&);
};
std::span<const MatrixVariant> matrix_variants();

// The weight's packed layout, the same for all variants: [taps * channels, columns padded to 8].
WeightSlot matrix_weight(const WeightRef& weight, DType dtype);

// The kernel of a product: weights are `weight` and, where it is not empty, `bias`.
Lowered lower_matrix(const Lowering& lowering, const MatrixProduct& product, const WeightRef& weight, const WeightRef& bias);

}  // namespace imagelab::gpu
