#include "gpu/kernels/attention.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>

#include "gpu/kernels/variant_choice.h"
#include "shaders/params/attention.h"

namespace imagelab::gpu {
namespace {

enum class Kind : uint8_t { plain, lanes, staged, units, emulated_units };

struct AttentionProduct {
    DType dtype;
    int64_t head;
    int64_t keys;
    int64_t aligned;  // elements: every row and column offset is a multiple of this
};

// One shader, the queries of a workgroup and the most value columns it keeps.
struct Variant {
    std::string_view name, module;
    Kind kind;
    int64_t queries, max_chunk;
};

// Best first.
constexpr Variant variants[] = {
    {"coop 64", "attention_coop", Kind::units, 64, 128},
    {"coop 32", "attention_coop", Kind::units, 32, 128},
    {"lanes", "attention_lanes", Kind::lanes, 64, 128},
    {"staged 64", "attention_staged", Kind::staged, 64, 128},
    {"staged 32", "attention_staged", Kind::staged, 32, 128},
    {"plain", "attention_plain", Kind::plain, 32, 32},
    {"emulated 32", "attention_emulated", Kind::emulated_units, 32, 128},
};

int64_t tiles(int64_t extent, int64_t tile) {
    return (extent + tile - 1) / tile;
}

constexpr uint32_t subgroups = 4;  // of a workgroup with matrix units: each has its share of the rows

bool has_units(Kind kind) {
    return kind == Kind::units || kind == Kind::emulated_units;
}

// One that divides a subgroup's rows, a block of keys and the columns at a time.
std::optional<MatrixShape> unit_of(const Variant& variant, const AttentionProduct& product, const Capabilities& device) {
    if (variant.kind == Kind::emulated_units) return product.dtype == DType::f32 ? std::nullopt : std::optional(MatrixShape{8, 16, 16});
    for (const MatrixShape& shape : device.matrix_shapes) {
        const bool right = product.dtype == (shape.input == MatrixShape::Element::f16 ? DType::f16 : DType::bf16);
        if (right && variant.queries / subgroups % shape.m == 0 && 16 % shape.n == 0 && shape.n % 8 == 0 && shape.k % 8 == 0 &&
            16 % shape.k == 0)
            return shape;
    }
    return {};
}

uint32_t invocations(Kind kind, const Capabilities& device) {
    return kind == Kind::staged ? 128 : subgroups * device.subgroup_size;
}

// Columns of q and k at a time: with 64 queries and matrix units up to 96 fit 48 KiB.
int64_t slab_of(Kind kind, int64_t head) {
    const int64_t whole = tiles(head, 16) * 16;
    return whole <= (has_units(kind) ? 96 : 64) ? whole : 64;
}

// As shaders/attention_staged.comp allocates it.
int64_t shared_bytes(const Variant& variant, const AttentionProduct& product) {
    const int64_t in_chunk = 16 / static_cast<int64_t>(dtype_bytes(product.dtype)), slab = slab_of(variant.kind, product.head);
    const bool units = has_units(variant.kind);
    const int64_t chunks = variant.queries * (slab / in_chunk + 1) + 32 * (std::max<int64_t>(slab, 64) / in_chunk + 1) +
                           variant.queries * (32 / (units ? in_chunk : 4) + 1) + variant.queries * (units ? 64 / 4 + 1 : 0);
    const int64_t emulated = variant.kind == Kind::emulated_units ? 4 * 4 * 16 * 16 : 0;
    return 16 * chunks + 4 * variant.queries * 8 + emulated;
}

// 64-bit words of the head that the lanes take in one step of their loop.
int64_t words_at_once(int64_t head) {
    return head > 128 ? 4 : 1;
}

// Steps an invocation takes in the loops of the shader, at least as many as it does.
int64_t loop_steps(const Variant& variant, const AttentionProduct& product) {
    const int64_t blocks = tiles(product.keys, 32), word = 8 / static_cast<int64_t>(dtype_bytes(product.dtype));
    switch (variant.kind) {
        case Kind::plain:
            return product.keys * (product.head + std::min(product.head, variant.max_chunk) + 2) + 100;
        case Kind::lanes:
            return blocks * (tiles(product.head, word * words_at_once(product.head)) + 17) + 100;
        case Kind::emulated_units:
            return blocks * (tiles(product.head, 16) * 1200 + tiles(product.head, 64) * 4800) + 1000;
        default:
            return blocks * (tiles(product.head, 64) * 64 + 64) + 100;
    }
}

bool runs(const Variant& variant, const AttentionProduct& product, const Capabilities& device) {
    const auto size = static_cast<int64_t>(dtype_bytes(product.dtype));
    if (loop_steps(variant, product) > device.max_loop_steps) return false;
    if (variant.kind == Kind::plain) return true;
    if (variant.kind == Kind::lanes)
        return device.subgroup_size == 8 && device.subgroup_shuffle && device.arithmetic_i64 && product.aligned % (8 / size) == 0;
    const uint32_t threads = invocations(variant.kind, device);
    if (product.aligned % (16 / size) != 0 || shared_bytes(variant, product) > device.shared_bytes || threads > device.max_invocations ||
        threads / 8 > variant.queries)
        return false;
    if (variant.kind == Kind::staged) return true;
    if (variant.kind == Kind::units && (!device.memory_model || !device.subgroup_size_control || !device.arithmetic_f16)) return false;
    const auto unit = unit_of(variant, product, device);
    return unit.has_value();
}

const Variant& choose(const AttentionProduct& product, const Lowering& lowering) {
    const ForcedVariant forced = forced_variant("IMAGELAB_ATTENTION_VARIANT", nullptr);
    const Variant* best = nullptr;
    for (const Variant& variant : variants) {
        if (!runs(variant, product, lowering.capabilities)) continue;
        if (variant.name == forced.name) return variant;
        if (best == nullptr && variant.kind != Kind::emulated_units) best = &variant;
    }
    if (best == nullptr)
        throw Error("[attention] " + std::to_string(product.keys) + " keys of " + std::to_string(product.head) + " are more than " +
                    lowering.capabilities.name + " can run");
    return *best;
}

// The head's columns in as few equal chunks as the variant allows, each a multiple of 8.
int64_t chunk_of(const Variant& variant, int64_t head) {
    if (variant.kind == Kind::plain) return variant.max_chunk;
    return tiles(tiles(head, tiles(head, variant.max_chunk)), 8) * 8;
}

AttentionConstants constants_of(const Variant& variant, const AttentionProduct& product, const Capabilities& device, bool biased) {
    AttentionConstants constants{.chunk = static_cast<uint32_t>(chunk_of(variant, product.head)), .biased = biased};
    if (variant.kind == Kind::plain) return constants;
    if (variant.kind == Kind::lanes) {
        constants.words_at_once = static_cast<uint32_t>(words_at_once(product.head));
        return constants;
    }
    constants.tile_m = static_cast<uint32_t>(variant.queries);
    constants.invocations = invocations(variant.kind, device);
    constants.slab = static_cast<uint32_t>(slab_of(variant.kind, product.head));
    if (!has_units(variant.kind)) return constants;
    const MatrixShape unit = *unit_of(variant, product, device);
    constants.unit_m = unit.m, constants.unit_n = unit.n, constants.unit_k = unit.k;
    return constants;
}

}  // namespace

std::vector<std::string> attention_variants() {
    std::vector<std::string> names;
    for (const Variant& variant : variants) names.emplace_back(variant.name);
    return names;
}

Lowered lower_attention(const Lowering& lowering, const op::Attention& op) {
    const Node& node = lowering.node();
    const Shape &q = lowering.operand(0).shape, &k = lowering.operand(1).shape, &v = lowering.operand(2).shape;
    const int64_t head = op.width / op.heads, size = static_cast<int64_t>(dtype_bytes(node.dtype));
    for (const Shape* shape : {&q, &k, &v}) {
        if (element_count(*shape) > std::numeric_limits<int32_t>::max())
            throw Error("[attention] operand " + shape_text(*shape) + " has more than 2^31 elements");
    }
    AttentionProduct product{node.dtype, head, k[1], 8};
    for (const int64_t extent : {head, q[2], k[2], v[2], op.q_column, op.k_column, op.v_column})
        product.aligned = std::gcd(product.aligned, extent);
    const Variant& variant = choose(product, lowering);
    const int64_t chunk = chunk_of(variant, head);
    const Pipeline& pipeline = lowering.pipelines.pipeline(std::string(variant.module) + "_" + dtype_suffix(node.dtype),
                                                           constants_of(variant, product, lowering.capabilities, op.biased),
                                                           variant.kind == Kind::units ? lowering.capabilities.subgroup_size : 0);
    AttentionParams params{};
    params.queries = static_cast<uint32_t>(q[1]), params.keys = static_cast<uint32_t>(k[1]);
    params.heads = static_cast<uint32_t>(op.heads), params.head = static_cast<uint32_t>(head);
    params.q_row = static_cast<uint32_t>(q[2]), params.k_row = static_cast<uint32_t>(k[2]), params.v_row = static_cast<uint32_t>(v[2]);
    params.causal = op.mask == Mask::causal, params.scale = op.scale;
    const Groups groups{static_cast<uint32_t>(tiles(q[1], variant.queries)), params.heads,
                        static_cast<uint32_t>(q[0] * tiles(head, chunk))};
    auto kernel = std::make_unique<Kernel>();
    kernel->variant = variant.name;
    kernel->record = [&pipeline, params, groups, op, columns = std::array{op.q_column * size, op.k_column * size, op.v_column * size}](
                         Recorder& recorder, const Operands& at) {
        AttentionParams p = params;
        p.q = at.inputs[0] + static_cast<Address>(columns[0]), p.k = at.inputs[1] + static_cast<Address>(columns[1]);
        p.v = at.inputs[2] + static_cast<Address>(columns[2]), p.y = at.out;
        if (op.counted) p.counts = at.inputs[3];
        if (op.biased) p.bias = at.inputs[op.bias_input()];
        recorder.dispatch(pipeline, groups, p);
    };
    return kernel;
}

}  // namespace imagelab::gpu
