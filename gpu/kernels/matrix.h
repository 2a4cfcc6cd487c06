#pragma once
// The matrix product behind linear layers and convolutions: shaders/matrix_*.comp, one parameter block, several variants.
#include <string_view>

#include "gpu/kernels/kernel.h"
#include "gpu/kernels/variant_choice.h"
#include "shaders/params/matrix.h"

namespace imagelab::gpu {

// y [rows, columns] = act((x . weight + bias) * factor) + residual; x has `channels` values under each of `taps`.
struct MatrixProduct {
    DType dtype = DType::f32;
    int64_t rows = 0, columns = 0, channels = 0, taps = 1;
    Unary activation = Unary::none;
    MatrixParams window{};  // taps_y .. pad_left; taps_y is 0 for a linear layer
    int64_t depth() const { return channels * taps; }
};

enum class MatrixKind : uint8_t { plain, lanes, tiled, units, emulated_units };

// One way to run a product: a shader and the tile it computes.
struct MatrixVariant {
    std::string_view name;    // "coop 128x128"
    std::string_view module;  // without the dtype: "matrix_coop"
    MatrixKind kind;
    uint32_t tile_rows, tile_columns;
    uint32_t warps_m = 0, warps_n = 0;  // subgroups of a workgroup along rows and columns; tiled: invocations = 32 warps_m warps_n
    ExpectedRates expected;
};
std::span<const MatrixVariant> matrix_variants();
bool runs(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device);

// The weight's packed layout, the same for all variants: [taps * channels, columns padded to 8].
WeightSlot matrix_weight(const WeightRef& weight, DType dtype, WeightLayout layout = WeightLayout::transposed);

// The kernel of a product: weights are `weight` and, where it is not empty, `bias`. Where IMAGELAB_MATRIX_VARIANT is "NAME" or
// "NAME:SPLITS" that variant is taken if it can run the product.
// `layout`: how the weight becomes the matrix that x is multiplied with.
Lowered lower_matrix(const Lowering& lowering, const MatrixProduct& product, const WeightRef& weight, const WeightRef& bias,
                     WeightLayout layout = WeightLayout::transposed);

}  // namespace imagelab::gpu
