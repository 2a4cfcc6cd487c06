#include "gpu/program/program_plan.h"

#include <algorithm>
#include <map>

#include "core/device/op_cost.h"
#include "gpu/program/weight_bank.h"
#include "gpu/program/weight_packing.h"

namespace imagelab::gpu {
namespace {

constexpr double bytes_per_flop = 0.02;  // memory speed beside arithmetic, for first guesses only

int64_t node_bytes(const Node& node) {
    return element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
}

}  // namespace

ProgramPlan::ProgramPlan(Graph graph, const CompileOptions& options, const PlannedFor& device, double flops_per_second) {
    if (options.fuse) fuse(graph);
    schedule_ = schedule(graph);
    lower_nodes(device, flops_per_second);
    plan_memory(device.memory, options.memory_budget);
}

void ProgramPlan::lower_nodes(const PlannedFor& device, double flops_per_second) {
    const auto& nodes = schedule_.graph.nodes;
    std::vector<int64_t> scratch(nodes.size(), 0);
    size_t first_step = SIZE_MAX;
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (i == schedule_.first_step_node) first_step = steps_.size();
        const auto id = static_cast<ValueId>(i);
        auto kernel = lower({schedule_.graph, id, device.pipelines, device.capabilities, device.tuning});
        if (kernel == nullptr) continue;
        scratch[i] = kernel->scratch_bytes;
        OpCost cost = op_cost(schedule_.graph, id, i < schedule_.first_step_node ? Rate::prompt : Rate::step);
        if (!kernel->variant.empty()) cost.detail += ", " + kernel->variant;
        const double seconds = (cost.flops + cost.bytes / bytes_per_flop) / flops_per_second;
        costs_.push_back(std::move(cost));
        const size_t first_weight = slots_.size();
        slots_.insert(slots_.end(), kernel->weights.begin(), kernel->weights.end());
        steps_.push_back({std::move(kernel), id, first_weight, seconds});
    }
    first_step = std::min(first_step, steps_.size());
    prompt_steps_ = first_step;
    arena_plan_ = plan_arena(schedule_, scratch, device.memory.max_block_bytes());
}

void ProgramPlan::place_staging() {
    const auto add = [&](std::vector<Region>& regions, ValueId value) {
        regions.push_back({value, staging_size_, node_bytes(schedule_.graph.nodes[value])});
        staging_size_ += BlockRules::aligned(regions.back().bytes);
    };
    const auto& nodes = schedule_.graph.nodes;
    for (const ValueId id : schedule_.graph.inputs) add(inputs_[static_cast<size_t>(std::get<op::Input>(nodes[id].op).rate)], id);
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (std::holds_alternative<op::Constant>(nodes[i].op)) add(constants_, static_cast<ValueId>(i));
    }
    for (const Graph::Output& output : schedule_.graph.outputs) add(outputs_, output.value);
}

void ProgramPlan::plan_memory(const BlockRules& memory, int64_t budget) {
    place_staging();
    for (int64_t left = arena_plan_.bytes; left > 0; left -= memory.max_block_bytes())
        plan_.arena_bytes += memory.block_bytes(std::min(left, memory.max_block_bytes()), Place::device);
    if (staging_size_ > 0) plan_.host_bytes = memory.block_bytes(staging_size_, Place::host);

    distinct_ = GpuWeightBank::distinct(slots_);
    std::map<std::string, std::vector<size_t>> known;
    for (size_t w = 0; w < distinct_.size(); ++w) known[weight_key(slots_[distinct_[w]].ref)].push_back(w);
    for (const WeightSlot& slot : slots_) {
        const auto& same = known.at(weight_key(slot.ref));
        weight_of_slot_.push_back(*std::find_if(same.begin(), same.end(), [&](size_t w) { return slots_[distinct_[w]] == slot; }));
    }
    // The driver rounds blocks up: where that is too much, a little less room is tried.
    int64_t room = budget > 0 ? std::max<int64_t>(0, budget - plan_.arena_bytes) : INT64_MAX, over = 0;
    for (int round = 0; round < 3; ++round) {
        over = plan_weights(memory, room) - (budget > 0 ? std::max<int64_t>(0, budget - plan_.arena_bytes) : INT64_MAX);
        if (over <= 0 || room == 0) break;
        room = std::max<int64_t>(0, room - over);
    }
    group_streamed();
}

int64_t ProgramPlan::plan_weights(const BlockRules& memory, int64_t room) {
    std::vector<int64_t> bytes;
    for (const size_t slot : distinct_) bytes.push_back(BlockRules::aligned(packed_bytes(slots_[slot])));
    std::vector<StreamStep> steps(steps_.size());
    for (size_t i = 0; i < steps_.size(); ++i) {
        for (size_t w = 0; w < steps_[i].kernel->weights.size(); ++w)
            steps[i].weights.push_back(weight_of_slot_[steps_[i].first_weight + w]);
        steps[i].flops = costs_[i].flops;
        steps[i].once = i < prompt_steps_;
    }
    streaming_ = plan_streaming(bytes, steps, room);

    std::vector<int64_t> sizes[2];
    std::vector<WeightSlot> resident;
    for (size_t w = 0; w < distinct_.size(); ++w) {
        sizes[streaming_.streamed[w]].push_back(bytes[w]);
        if (!streaming_.streamed[w]) resident.push_back(slots_[distinct_[w]]);
    }
    plan_.weight_bytes = BlockPlan::place(sizes[0], memory.max_block_bytes()).taken(memory, Place::device);
    plan_.streamed_bytes = BlockPlan::place(sizes[1], memory.max_block_bytes()).taken(memory, Place::host);
    plan_.window_bytes = streaming_.region_bytes > 0 ? 2 * memory.block_bytes(streaming_.region_bytes, Place::device) : 0;
    plan_.staging_bytes = GpuWeightBank::staging_bytes(resident, memory);
    return plan_.weight_bytes + plan_.window_bytes;
}

// Neighbouring steps whose streamed weights fit one region together make a group.
void ProgramPlan::group_streamed() {
    region_offset_.assign(slots_.size(), -1);
    for (const auto& [begin, last] : {std::pair(size_t{0}, prompt_steps_), std::pair(prompt_steps_, steps_.size())}) {
        size_t group = 0;
        int64_t filled = 0;
        for (size_t i = begin; i < last; ++i) {
            Step& step = steps_[i];
            const size_t end = step.first_weight + step.kernel->weights.size();
            int64_t wanted = 0;
            for (size_t slot = step.first_weight; slot < end; ++slot) {
                if (streaming_.streamed[weight_of_slot_[slot]]) wanted += BlockRules::aligned(packed_bytes(slots_[slot]));
            }
            if (filled > 0 && filled + wanted > streaming_.region_bytes) {
                ++group;
                filled = 0;
            }
            step.group = group;
            for (size_t slot = step.first_weight; slot < end; ++slot) {
                if (!streaming_.streamed[weight_of_slot_[slot]]) continue;
                region_offset_[slot] = filled;
                filled += BlockRules::aligned(packed_bytes(slots_[slot]));
            }
        }
    }
}

}  // namespace imagelab::gpu
