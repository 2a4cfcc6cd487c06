#include <algorithm>

#include "core/base/bytes.h"
#include "core/graph/passes.h"

namespace imagelab {
namespace {

constexpr int64_t alignment = 256;
int64_t aligned(int64_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

struct Block {
    int64_t bytes = 0;
    size_t first = 0, last = 0;  // nodes between which the bytes are in use, both included
    int64_t* offset = nullptr;
};

bool lasts_forever(const Op& op) {
    return std::holds_alternative<op::Input>(op) || std::holds_alternative<op::Constant>(op) || std::holds_alternative<op::Weight>(op);
}

// First use and last use of every value that has bytes of its own.
std::vector<Block> lifetimes(const Schedule& schedule, std::vector<int64_t>& offsets) {
    const auto& nodes = schedule.graph.nodes;
    const size_t end = nodes.size();
    std::vector<Block> blocks(nodes.size());
    const auto use = [&](ValueId id, size_t at) {
        const ValueId owner = schedule.storage(id);
        const bool kept = static_cast<size_t>(owner) < schedule.first_step_node && at >= schedule.first_step_node;
        blocks[owner].last = std::max(blocks[owner].last, kept ? end : at);
    };
    for (size_t i = 0; i < nodes.size(); ++i) {
        const Node& node = nodes[i];
        for (ValueId id : node.inputs) use(id, i);
        if (node.residual != no_value) use(node.residual, i);
        if (node.factor != no_value) use(node.factor, i);
        if (schedule.storage(static_cast<ValueId>(i)) != static_cast<ValueId>(i)) continue;
        Block& block = blocks[i];
        block.bytes = aligned(element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype)));
        block.first = lasts_forever(node.op) ? 0 : i;
        block.last = std::max(block.last, lasts_forever(node.op) ? end : i);
        block.offset = &offsets[i];
    }
    for (const Graph::Output& output : schedule.graph.outputs) use(output.value, end);
    std::erase_if(blocks, [](const Block& block) { return block.offset == nullptr; });
    return blocks;
}

}  // namespace

ArenaPlan plan_arena(const Schedule& schedule, const std::vector<int64_t>& scratch, int64_t block_bytes) {
    ArenaPlan plan;
    plan.offset.assign(schedule.graph.nodes.size(), -1);
    plan.scratch_offset.assign(schedule.graph.nodes.size(), -1);
    std::vector<Block> blocks = lifetimes(schedule, plan.offset);
    for (size_t i = 0; i < scratch.size(); ++i) {
        if (scratch[i] > 0) blocks.push_back({aligned(scratch[i]), i, i, &plan.scratch_offset[i]});
    }
    std::stable_sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.bytes > b.bytes; });
    if (block_bytes > 0 && !blocks.empty() && blocks.front().bytes > block_bytes)
        throw Error("[" + schedule.graph.name + "] one value takes " + readable_bytes(blocks.front().bytes) +
                    ", the device gives at most " + readable_bytes(block_bytes) + " at once: choose a smaller size");
    const auto settled = [&](int64_t offset, int64_t bytes) {  // the first place from there on that crosses no cut
        if (block_bytes == 0 || bytes == 0) return offset;
        const int64_t cut = (offset / block_bytes + 1) * block_bytes;
        return offset + bytes > cut ? cut : offset;
    };
    std::vector<Block> placed;  // by offset
    for (const Block& block : blocks) {
        int64_t offset = 0;
        for (const Block& other : placed) {
            if (other.last < block.first || block.last < other.first) continue;
            if (offset + block.bytes <= *other.offset) break;
            offset = settled(std::max(offset, *other.offset + other.bytes), block.bytes);
        }
        *block.offset = offset;
        const auto behind =
            std::upper_bound(placed.begin(), placed.end(), block, [](const Block& a, const Block& b) { return *a.offset < *b.offset; });
        placed.insert(behind, block);
        plan.bytes = std::max(plan.bytes, offset + block.bytes);
    }
    return plan;
}

}  // namespace imagelab
