#include "gpu/kernels/matrix.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace imagelab::gpu {
namespace {

int64_t tiles(int64_t extent, int64_t tile) {
    return (extent + tile - 1) / tile;
}

// Real GPUs, best first; then software drivers.
constexpr MatrixVariant variants[] = {
    {"coop 128x128", "matrix_coop", MatrixKind::units, 128, 128, 2, 4, {0, 200}},
    {"coop 64x128", "matrix_coop", MatrixKind::units, 64, 128, 2, 4, {0, 150}},
    {"coop 64x64", "matrix_coop", MatrixKind::units, 64, 64, 2, 2, {0, 100}},
    {"tiled 128x64", "matrix_tiled", MatrixKind::tiled, 128, 64, 2, 4, {0.003, 20}},
    {"tiled 64x64", "matrix_tiled", MatrixKind::tiled, 64, 64, 2, 2, {0.003, 15}},
    {"lanes 64x64", "matrix_lanes_64", MatrixKind::lanes, 64, 64, 0, 0, {0.030, 0.5}},
    {"lanes 16x64", "matrix_lanes_16", MatrixKind::lanes, 16, 64, 0, 0, {0.018, 0.5}},
    {"plain", "matrix_plain", MatrixKind::plain, 32, 32, 0, 0, {0.004, 1}},
    {"emulated 64x64", "matrix_emulated", MatrixKind::emulated_units, 64, 64, 2, 2},
    {"emulated 32x64", "matrix_emulated", MatrixKind::emulated_units, 32, 64, 1, 4},
};

bool fits_unit(const MatrixVariant& variant, const MatrixShape& shape) {
    return variant.tile_rows / variant.warps_m % shape.m == 0 && variant.tile_columns / variant.warps_n % shape.n == 0 &&
           shape.n % 8 == 0 && shape.k % 8 == 0 && 32 % shape.k == 0;
}

// The largest unit that divides a subgroup's part of the tile.
std::optional<MatrixShape> unit_of(const MatrixVariant& variant, DType dtype, const Capabilities& device) {
    if (variant.kind == MatrixKind::emulated_units) return MatrixShape{16, 16, 16};
    std::optional<MatrixShape> best;
    for (const MatrixShape& shape : device.matrix_shapes) {
        const bool right = dtype == (shape.input == MatrixShape::Element::f16 ? DType::f16 : DType::bf16);
        if (!right || !fits_unit(variant, shape)) continue;
        if (!best || shape.m * shape.n * shape.k > best->m * best->n * best->k) best = shape;
    }
    return best;
}

// As shaders/common/matrix_staging.glsl allocates it.
int64_t staged_bytes(const MatrixVariant& variant, DType dtype) {
    const int64_t in_chunk = 16 / static_cast<int64_t>(dtype_bytes(dtype)), depth = variant.kind == MatrixKind::tiled ? 4 * in_chunk : 32;
    const int64_t sums = variant.kind == MatrixKind::emulated_units ? int64_t{4} * variant.tile_rows * variant.tile_columns : 0;
    return 16 * (variant.tile_rows * (depth / in_chunk + 1) + depth * (variant.tile_columns / in_chunk + 1)) + sums;
}

uint32_t invocations(const MatrixVariant& variant, const Capabilities& device) {
    return variant.warps_m * variant.warps_n * (variant.kind == MatrixKind::tiled ? 32 : device.subgroup_size);
}

// Steps an invocation takes in the loops of the shader, at least as many as it does.
int64_t loop_steps(const MatrixVariant& variant, const MatrixProduct& product) {
    const int64_t word = 8 / static_cast<int64_t>(dtype_bytes(product.dtype)), blocks = product.taps * tiles(product.channels, 32);
    switch (variant.kind) {
        case MatrixKind::plain:
            return product.taps * 6 + product.depth() * 9;  // loops over rows and columns that a compiler may keep
        case MatrixKind::lanes:
            return product.taps * 2 + product.depth() / word + 32;
        case MatrixKind::emulated_units:
            return blocks * 4500 + 4000;
        default:
            return blocks * 16 + 64;
    }
}

bool runs_staged(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device) {
    const int64_t in_chunk = 16 / static_cast<int64_t>(dtype_bytes(product.dtype));
    const uint32_t threads = invocations(variant, device);
    if (product.channels % in_chunk != 0 || threads > device.max_invocations || staged_bytes(variant, product.dtype) > device.shared_bytes)
        return false;
    if (tiles(product.rows, variant.tile_rows) > device.max_groups[1]) return false;
    if (variant.kind == MatrixKind::tiled) return true;
    const uint32_t chunks = std::min(variant.tile_rows, variant.tile_columns) * 32 / 8;  // an invocation stages at least one
    if (product.dtype == DType::f32 || threads > chunks || chunks % threads != 0) return false;
    if (variant.kind == MatrixKind::units && (!device.memory_model || !device.subgroup_size_control || !device.arithmetic_f16))
        return false;
    return unit_of(variant, product.dtype, device).has_value();
}

struct Choice {
    const MatrixVariant* variant = nullptr;
    uint32_t splits = 1;
};

// Workgroups that a device is taken to run at once: Vulkan does not tell.
int64_t workgroups_at_once(const Capabilities& device) {
    return device.type == DeviceType::software ? 1 : device.type == DeviceType::integrated ? 32 : 128;
}

// Long sums of few tiles are split until the device has enough to do.
uint32_t splits_for(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device) {
    if (variant.kind != MatrixKind::units && variant.kind != MatrixKind::tiled) return 1;
    const int64_t count = tiles(product.rows, variant.tile_rows) * tiles(product.columns, variant.tile_columns);
    uint32_t splits = 1;
    while (splits < 16 && count * splits * 2 <= workgroups_at_once(device) && product.depth() / (splits * 2) >= 256) splits *= 2;
    return splits;
}

// Waves of workgroups times what one takes.
double cost(const Choice& choice, const MatrixProduct& product, const Capabilities& device, double rate) {
    const int64_t count =
        tiles(product.rows, choice.variant->tile_rows) * tiles(product.columns, choice.variant->tile_columns) * choice.splits;
    const int64_t waves = tiles(count, workgroups_at_once(device));
    return static_cast<double>(waves) * choice.variant->tile_rows * choice.variant->tile_columns / choice.splits / rate;
}

Choice choose(const MatrixProduct& product, const Lowering& lowering) {
    const Capabilities& device = lowering.capabilities;
    const ForcedVariant forced = forced_variant("IMAGELAB_MATRIX_VARIANT", lowering.tuning);
    Choice best;
    double least = std::numeric_limits<double>::infinity();
    for (const MatrixVariant& variant : variants) {
        if (!runs(variant, product, device)) continue;
        if (variant.name == forced.name) {
            const bool splits = variant.kind != MatrixKind::plain && variant.kind != MatrixKind::lanes;
            return {&variant, splits ? forced.splits : 1};
        }
        const double rate = rate_of(variant.name, product.dtype, variant.expected, device, lowering.tuning);
        const Choice candidate{&variant, splits_for(variant, product, device)};
        const double price = rate > 0 ? cost(candidate, product, device, rate) : std::numeric_limits<double>::infinity();
        if (price < least) best = candidate, least = price;
    }
    if (best.variant == nullptr)
        throw Error("[matrix] a sum of " + std::to_string(product.depth()) + " products is longer than " + device.name + " can run");
    return best;
}

Groups groups_of(const Choice& choice, const MatrixProduct& product, const Capabilities& device) {
    const int64_t lines = tiles(product.rows, choice.variant->tile_rows);
    const int64_t folds = choice.splits > 1 ? 1 : tiles(lines, device.max_groups[1]);  // z is for one of the two
    return {static_cast<uint32_t>(tiles(product.columns, choice.variant->tile_columns)), static_cast<uint32_t>(tiles(lines, folds)),
            static_cast<uint32_t>(choice.splits > 1 ? choice.splits : folds)};
}

// Shaders index elements with 31 bits.
void check_extents(const MatrixProduct& product, int64_t x_elements) {
    const int64_t largest = std::max({x_elements, product.rows * product.columns, product.depth() * tiles(product.columns, 8) * 8});
    if (largest > std::numeric_limits<int32_t>::max())
        throw Error("[matrix] " + std::to_string(product.rows) + " x " + std::to_string(product.depth()) + " -> " +
                    std::to_string(product.columns) + " has an operand of more than 2^31 elements");
}

MatrixConstants constants_of(const MatrixVariant& variant, const MatrixProduct& product, uint32_t operands, const Capabilities& device) {
    MatrixConstants constants{.activation = static_cast<uint32_t>(product.activation), .operands = operands};
    if (variant.warps_m == 0) return constants;
    constants.invocations = invocations(variant, device);
    constants.tile_m = variant.tile_rows, constants.tile_n = variant.tile_columns;
    if (variant.kind == MatrixKind::tiled) return constants;
    constants.warps_m = variant.warps_m, constants.warps_n = variant.warps_n;
    const MatrixShape unit = *unit_of(variant, product.dtype, device);
    constants.unit_m = unit.m, constants.unit_n = unit.n, constants.unit_k = unit.k;
    return constants;
}

}  // namespace

std::span<const MatrixVariant> matrix_variants() {
    return variants;
}

bool runs(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device) {
    const int64_t word = 8 / static_cast<int64_t>(dtype_bytes(product.dtype));
    if (loop_steps(variant, product) > device.max_loop_steps) return false;
    switch (variant.kind) {
        case MatrixKind::plain:
            return true;
        case MatrixKind::lanes:
            return device.subgroup_size == 8 && device.subgroup_shuffle && device.arithmetic_i64 && product.channels % word == 0 &&
                   product.columns % word == 0;
        default:
            return runs_staged(variant, product, device);
    }
}

WeightSlot matrix_weight(const WeightRef& weight, DType dtype, WeightLayout layout) {
    return {weight, dtype, layout, 1, 8};
}

Lowered lower_matrix(const Lowering& lowering, const MatrixProduct& product, const WeightRef& weight, const WeightRef& bias,
                     WeightLayout layout) {
    const Node& node = lowering.node();
    check_extents(product, element_count(lowering.operand(0).shape));
    const Choice choice = choose(product, lowering);
    const MatrixVariant& variant = *choice.variant;
    const bool has_bias = !bias.empty();
    const bool one_row = node.factor != no_value && element_count(lowering.graph.nodes[node.factor].shape) == product.columns;
    const uint32_t operands = (has_bias ? operand_bias : 0) | (node.factor != no_value ? operand_factor : 0) |
                              (node.residual != no_value ? operand_residual : 0) | (one_row ? operand_factor_row : 0);
    const std::string suffix = "_" + dtype_suffix(product.dtype);
    const bool whole_subgroups = variant.kind == MatrixKind::units;
    const Pipeline& pipeline =
        lowering.pipelines.pipeline(std::string(variant.module) + suffix, constants_of(variant, product, operands, lowering.capabilities),
                                    whole_subgroups ? lowering.capabilities.subgroup_size : 0);
    const Pipeline* sum = nullptr;
    if (choice.splits > 1) {
        sum = &lowering.pipelines.pipeline("matrix_sum" + suffix,
                                           MatrixConstants{.activation = static_cast<uint32_t>(product.activation), .operands = operands});
    }

    auto kernel = std::make_unique<Kernel>();
    kernel->weights.push_back(matrix_weight(weight, product.dtype, layout));
    if (has_bias) kernel->weights.push_back({bias, DType::f32});
    kernel->variant = std::string(variant.name) + (choice.splits > 1 ? "/" + std::to_string(choice.splits) : "");
    if (choice.splits > 1) kernel->scratch_bytes = 4 * choice.splits * product.rows * product.columns;
    MatrixParams params = product.window;
    params.rows = static_cast<uint32_t>(product.rows), params.columns = static_cast<uint32_t>(product.columns);
    params.channels = static_cast<uint32_t>(product.channels), params.pitch = static_cast<uint32_t>(tiles(product.columns, 8) * 8);
    params.splits = choice.splits;
    kernel->record = [&pipeline, sum, params, groups = groups_of(choice, product, lowering.capabilities), has_bias](Recorder& recorder,
                                                                                                                    const Operands& at) {
        MatrixParams p = params;
        p.x = at.inputs[0], p.weight = at.weights[0], p.bias = has_bias ? at.weights[1] : 0;
        p.factor = at.factor, p.residual = at.residual, p.y = at.out, p.partial = at.scratch;
        recorder.dispatch(pipeline, groups, p);
        if (sum == nullptr) return;
        recorder.barrier();
        const int64_t count = static_cast<int64_t>(p.rows) * p.columns;
        recorder.dispatch(*sum, {static_cast<uint32_t>(std::min<int64_t>(tiles(count, 128), 4096))}, p);
    };
    return kernel;
}

}  // namespace imagelab::gpu
