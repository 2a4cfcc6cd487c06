#include <cstdlib>
#include <limits>

#include "gpu/kernels/kernel.h"
#include "shaders/params/attention.h"

namespace imagelab::gpu {
namespace {

struct AttentionProduct {
    DType dtype;
    int64_t head;
    bool words;  // every row and column begins at a 64-bit word
};

// One shader, the queries of a workgroup and the most value columns it keeps.
struct Variant {
    std::string_view name;
    int64_t queries, max_chunk;
    bool constant_chunk;  // the columns are specialization constant 0
    bool (*runs)(const AttentionProduct&, const Capabilities&);
};

// Best first.
constexpr Variant variants[] = {
    {"attention_lanes", 64, 128, true,
     [](const AttentionProduct& product, const Capabilities& device) {
         return device.subgroup_size == 8 && device.subgroup_shuffle && device.arithmetic_i64 && product.words;
     }},
    {"attention_plain", 32, 32, false, [](const AttentionProduct&, const Capabilities&) { return true; }},
};

const Variant& choose(const AttentionProduct& product, const Capabilities& device) {
    const char* forced = std::getenv("IMAGELAB_ATTENTION_VARIANT");
    const Variant* best = nullptr;
    for (const Variant& variant : variants) {
        if (!variant.runs(product, device)) continue;
        if (forced != nullptr && variant.name == forced) return variant;
        if (best == nullptr) best = &variant;
    }
    return *best;
}

int64_t tiles(int64_t extent, int64_t tile) {
    return (extent + tile - 1) / tile;
}

// The head's columns in as few equal chunks as the variant allows, each a multiple of 8.
int64_t chunk_of(const Variant& variant, int64_t head) {
    if (!variant.constant_chunk) return variant.max_chunk;
    return tiles(tiles(head, tiles(head, variant.max_chunk)), 8) * 8;
}

}  // namespace

Lowered lower_attention(const Lowering& lowering, const op::Attention& op) {
    const Node& node = lowering.node();
    const Shape &q = lowering.operand(0).shape, &k = lowering.operand(1).shape, &v = lowering.operand(2).shape;
    const int64_t head = op.width / op.heads, size = static_cast<int64_t>(dtype_bytes(node.dtype)), word = 8 / size;
    for (const Shape* shape : {&q, &k, &v}) {
        if (element_count(*shape) > std::numeric_limits<int32_t>::max())
            throw Error("[attention] operand " + shape_text(*shape) + " has more than 2^31 elements");
    }
    bool words = true;
    for (const int64_t extent : {head, q[2], k[2], v[2], op.q_column, op.k_column, op.v_column}) words = words && extent % word == 0;
    const Variant& variant = choose({node.dtype, head, words}, lowering.capabilities);
    const int64_t chunk = chunk_of(variant, head);
    const Pipeline& pipeline =
        lowering.pipelines.pipeline(std::string(variant.name) + "_" + dtype_suffix(node.dtype), {static_cast<uint32_t>(chunk)});
    AttentionParams params{};
    params.queries = static_cast<uint32_t>(q[1]), params.keys = static_cast<uint32_t>(k[1]);
    params.heads = static_cast<uint32_t>(op.heads), params.head = static_cast<uint32_t>(head);
    params.q_row = static_cast<uint32_t>(q[2]), params.k_row = static_cast<uint32_t>(k[2]), params.v_row = static_cast<uint32_t>(v[2]);
    params.causal = op.mask == Mask::causal, params.scale = op.scale;
    const Groups groups{static_cast<uint32_t>(tiles(q[1], variant.queries)), params.heads,
                        static_cast<uint32_t>(q[0] * tiles(head, chunk))};
    auto kernel = std::make_unique<Kernel>();
    kernel->variant = variant.name.substr(variant.name.find('_') + 1);
    kernel->record = [&pipeline, params, groups, columns = std::array{op.q_column * size, op.k_column * size, op.v_column * size}](
                         Recorder& recorder, const Operands& at) {
        AttentionParams p = params;
        p.q = at.inputs[0] + static_cast<Address>(columns[0]), p.k = at.inputs[1] + static_cast<Address>(columns[1]);
        p.v = at.inputs[2] + static_cast<Address>(columns[2]), p.y = at.out;
        recorder.dispatch(pipeline, groups, p);
    };
    return kernel;
}

}  // namespace imagelab::gpu
