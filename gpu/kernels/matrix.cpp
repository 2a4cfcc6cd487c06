#include "gpu/kernels/matrix.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace imagelab::gpu {
namespace {

int64_t tiles(int64_t extent, int64_t tile) {
    return (extent + tile - 1) / tile;
}

bool anywhere(const MatrixProduct&, const Capabilities&) {
    return true;
}

// 64-bit words of channels and columns, and a subgroup that is one register of 8 lanes.
bool in_lanes(const MatrixProduct& product, const Capabilities& device) {
    const int64_t word = 8 / static_cast<int64_t>(dtype_bytes(product.dtype));
    return device.subgroup_size == 8 && device.subgroup_shuffle && device.arithmetic_i64 && product.channels % word == 0 &&
           product.columns % word == 0;
}

constexpr MatrixVariant variants[] = {
    {"matrix_plain", 32, 32, 4, 4, false, anywhere},
    {"matrix_lanes_16", 16, 64, 18, 1, false, in_lanes},
    {"matrix_lanes_64", 64, 64, 30, 1, false, in_lanes},
};

// What the padded product costs at the variant's rate, in arbitrary units.
double cost(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device) {
    const double rate = device.type == DeviceType::software ? variant.software_rate : variant.gpu_rate;
    const int64_t work =
        tiles(product.rows, variant.tile_rows) * variant.tile_rows * tiles(product.columns, variant.tile_columns) * variant.tile_columns;
    return static_cast<double>(work) / rate;
}

const MatrixVariant& choose(const MatrixProduct& product, const Capabilities& device) {
    const char* forced = std::getenv("IMAGELAB_MATRIX_VARIANT");
    const MatrixVariant* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const MatrixVariant& variant : variants) {
        if (!variant.runs(product, device)) continue;
        if (forced != nullptr && variant.name == forced) return variant;
        const double price = cost(variant, product, device);
        if (price < least) best = &variant, least = price;
    }
    return *best;
}

Groups groups_of(const MatrixVariant& variant, const MatrixProduct& product, const Capabilities& device) {
    const int64_t lines = tiles(product.rows, variant.tile_rows), z = tiles(lines, device.max_groups[1]);
    return {static_cast<uint32_t>(tiles(product.columns, variant.tile_columns)), static_cast<uint32_t>(tiles(lines, z)),
            static_cast<uint32_t>(z)};
}

// Shaders index elements with 31 bits.
void check_extent(const MatrixProduct& product, int64_t x_elements) {
    const int64_t limit = std::numeric_limits<int32_t>::max();
    if (std::max({x_elements, product.rows * product.columns, product.depth() * tiles(product.columns, 8) * 8}) > limit)
        throw Error("[matrix] " + std::to_string(product.rows) + " x " + std::to_string(product.depth()) + " -> " +
                    std::to_string(product.columns) + " has an operand of more than 2^31 elements");
}

}  // namespace

std::span<const MatrixVariant> matrix_variants() {
    return variants;
}

WeightSlot matrix_weight(const WeightRef& weight, DType dtype) {
    return {weight, dtype, WeightLayout::transposed, 1, 8};
}

Lowered lower_matrix(const Lowering& lowering, const MatrixProduct& given, const WeightRef& weight, const WeightRef& bias) {
    const Node& node = lowering.node();
    MatrixProduct product = given;
    product.bias = !bias.empty(), product.factor = node.factor != no_value, product.residual = node.residual != no_value;
    check_extent(product, element_count(lowering.operand(0).shape));
    const MatrixVariant& variant = choose(product, lowering.capabilities);
    const Pipeline& pipeline = lowering.pipelines.pipeline(
        std::string(variant.name) + "_" + dtype_suffix(product.dtype),
        {static_cast<uint32_t>(product.activation), product.bias * 1u + product.factor * 2u + product.residual * 4u});
    auto kernel = std::make_unique<Kernel>();
    kernel->weights.push_back(matrix_weight(weight, product.dtype));
    if (product.bias) kernel->weights.push_back({bias, DType::f32});
    kernel->variant = variant.name.substr(variant.name.find('_') + 1);
    MatrixParams params = product.window;
    params.rows = static_cast<uint32_t>(product.rows), params.columns = static_cast<uint32_t>(product.columns);
    params.channels = static_cast<uint32_t>(product.channels), params.pitch = static_cast<uint32_t>(tiles(product.columns, 8) * 8);
    params.splits = 1;
    kernel->record = [&pipeline, params, groups = groups_of(variant, product, lowering.capabilities), bias = product.bias](
                         Recorder& recorder, const Operands& at) {
        MatrixParams p = params;
        p.x = at.inputs[0], p.weight = at.weights[0], p.bias = bias ? at.weights[1] : 0;
        p.factor = at.factor, p.residual = at.residual, p.y = at.out;
        recorder.dispatch(pipeline, groups, p);
    };
    return kernel;
}

}  // namespace imagelab::gpu
