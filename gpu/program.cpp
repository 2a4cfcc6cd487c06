#include "gpu/program.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>

#include "core/device/op_cost.h"
#include "core/weights/convert.h"
#include "gpu/weight_packing.h"

namespace imagelab::gpu {
namespace {

constexpr double bytes_per_flop = 0.02;  // memory speed beside arithmetic, for first guesses only

int64_t node_bytes(const Node& node) {
    return element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
}

}  // namespace

GpuProgram::GpuProgram(Graph graph, const CompileOptions& options, std::shared_ptr<LogicalDevice> device, double flops_per_second)
    : device_(std::move(device)) {
    if (options.fuse) fuse(graph);
    schedule_ = schedule(graph);
    lower_nodes(flops_per_second);
    find_index_checks();
    plan_memory(options.memory_budget);
}

GpuProgram::~GpuProgram() {
    try {
        finish_submissions();
        device_->drain();
    } catch (const Error&) {  // lost: nothing runs any more
    }
}

void GpuProgram::lower_nodes(double flops_per_second) {
    const auto& nodes = schedule_.graph.nodes;
    std::vector<int64_t> scratch(nodes.size(), 0);
    size_t first_step = SIZE_MAX;
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (i == schedule_.first_step_node) first_step = steps_.size();
        const auto id = static_cast<ValueId>(i);
        auto kernel = lower({schedule_.graph, id, device_->pipelines(), device_->capabilities(), &device_->tuning()});
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
    parts_[0].end = parts_[1].begin = first_step;
    parts_[1].end = steps_.size();
    timed_.assign(costs_.size(), 0);
    arena_plan_ = plan_arena(schedule_, scratch, device_->allocator().max_block_bytes());
}

void GpuProgram::place_staging() {
    const auto add = [&](std::vector<Region>& regions, ValueId value) {
        regions.push_back({value, staging_size_, node_bytes(schedule_.graph.nodes[value])});
        staging_size_ += Allocator::aligned(regions.back().bytes);
    };
    const auto& nodes = schedule_.graph.nodes;
    for (const ValueId id : schedule_.graph.inputs) add(inputs_[static_cast<size_t>(std::get<op::Input>(nodes[id].op).rate)], id);
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (std::holds_alternative<op::Constant>(nodes[i].op)) add(constants_, static_cast<ValueId>(i));
    }
    for (const Graph::Output& output : schedule_.graph.outputs) add(outputs_, output.value);
}

void GpuProgram::plan_memory(int64_t budget) {
    place_staging();
    const Allocator& allocator = device_->allocator();
    for (int64_t left = arena_plan_.bytes; left > 0; left -= allocator.max_block_bytes())
        plan_.arena_bytes += allocator.block_bytes(std::min(left, allocator.max_block_bytes()), Place::device);
    if (staging_size_ > 0) plan_.host_bytes = allocator.block_bytes(staging_size_, Place::host);

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
        over = plan_weights(room) - (budget > 0 ? std::max<int64_t>(0, budget - plan_.arena_bytes) : INT64_MAX);
        if (over <= 0 || room == 0) break;
        room = std::max<int64_t>(0, room - over);
    }
    group_streamed();
}

int64_t GpuProgram::plan_weights(int64_t room) {
    const Allocator& allocator = device_->allocator();
    std::vector<int64_t> bytes;
    for (const size_t slot : distinct_) bytes.push_back(Allocator::aligned(packed_bytes(slots_[slot])));
    std::vector<StreamStep> steps(steps_.size());
    for (size_t i = 0; i < steps_.size(); ++i) {
        for (size_t w = 0; w < steps_[i].kernel->weights.size(); ++w)
            steps[i].weights.push_back(weight_of_slot_[steps_[i].first_weight + w]);
        steps[i].flops = costs_[i].flops;
        steps[i].once = i < parts_[0].end;
    }
    streaming_ = plan_streaming(bytes, steps, room);

    std::vector<int64_t> sizes[2];
    std::vector<WeightSlot> resident;
    for (size_t w = 0; w < distinct_.size(); ++w) {
        sizes[streaming_.streamed[w]].push_back(bytes[w]);
        if (!streaming_.streamed[w]) resident.push_back(slots_[distinct_[w]]);
    }
    plan_.weight_bytes = BlockPlan::place(sizes[0], allocator.max_block_bytes()).taken(allocator, Place::device);
    plan_.streamed_bytes = BlockPlan::place(sizes[1], allocator.max_block_bytes()).taken(allocator, Place::host);
    plan_.window_bytes = streaming_.region_bytes > 0 ? 2 * allocator.block_bytes(streaming_.region_bytes, Place::device) : 0;
    plan_.staging_bytes = GpuWeightBank::staging_bytes(resident, allocator);
    return plan_.weight_bytes + plan_.window_bytes;
}

// Neighbouring steps whose streamed weights fit one region together make a group.
void GpuProgram::group_streamed() {
    region_offset_.assign(slots_.size(), -1);
    for (const Part& part : parts_) {
        size_t group = 0;
        int64_t filled = 0;
        for (size_t i = part.begin; i < part.end; ++i) {
            Step& step = steps_[i];
            const size_t end = step.first_weight + step.kernel->weights.size();
            int64_t wanted = 0;
            for (size_t slot = step.first_weight; slot < end; ++slot) {
                if (streaming_.streamed[weight_of_slot_[slot]]) wanted += Allocator::aligned(packed_bytes(slots_[slot]));
            }
            if (filled > 0 && filled + wanted > streaming_.region_bytes) {
                ++group;
                filled = 0;
            }
            step.group = group;
            for (size_t slot = step.first_weight; slot < end; ++slot) {
                if (!streaming_.streamed[weight_of_slot_[slot]]) continue;
                region_offset_[slot] = filled;
                filled += Allocator::aligned(packed_bytes(slots_[slot]));
            }
        }
    }
}

void GpuProgram::find_index_checks() {
    const auto& nodes = schedule_.graph.nodes;
    const auto add = [&](ValueId id, int32_t least, int64_t rows, const std::string& message) {
        id = schedule_.storage(id);
        if (std::holds_alternative<op::Input>(nodes[id].op)) index_checks_.push_back({id, least, rows, message});
    };
    for (const Node& node : nodes) {
        if (const auto* embedding = std::get_if<op::Embedding>(&node.op)) {
            const int64_t rows = embedding->table.shape[0];
            add(node.inputs[0], 0, rows, "[embedding] an id is outside the table of " + std::to_string(rows) + ": ");
        }
        if (std::holds_alternative<op::TakeRow>(node.op)) {
            const int64_t rows = nodes[node.inputs[0]].shape[1];
            add(node.inputs[1], 0, rows, "[take_row] a row is outside the " + std::to_string(rows) + ": ");
        }
        const auto* attention = std::get_if<op::Attention>(&node.op);
        if (attention != nullptr && attention->counted) {
            const int64_t keys = nodes[node.inputs[1]].shape[1];
            add(node.inputs[3], 1, keys + 1, "[attention] a count is not within 1 and the " + std::to_string(keys) + " keys: ");
        }
    }
}

void GpuProgram::check_indices() const {
    for (const IndexCheck& check : index_checks_) {
        for (const auto& regions : inputs_) {
            for (const Region& region : regions) {
                if (region.value != check.input) continue;
                const auto* values = reinterpret_cast<const int32_t*>(staging_.mapped() + region.staged);
                for (int64_t i = 0; i < region.bytes / 4; ++i) {
                    if (values[i] < check.least || values[i] >= check.rows) throw Error(check.message + std::to_string(values[i]));
                }
            }
        }
    }
}

void GpuProgram::load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) {
    auto& gpu_bank = dynamic_cast<GpuWeightBank&>(bank);
    if (&gpu_bank.device() != device_.get()) throw DeviceLost("[vulkan] the weights lie on a device that was lost: load the model again");
    std::vector<Place> places;
    for (const size_t weight : weight_of_slot_) places.push_back(streaming_.streamed[weight] ? Place::host : Place::device);
    packed_ = gpu_bank.get(slots_, places, progress, cancel);
    Allocator& allocator = device_->allocator();
    finish_submissions();
    arena_.clear();
    regions_.clear();
    for (int64_t left = arena_plan_.bytes; left > 0; left -= allocator.max_block_bytes())
        arena_.push_back(allocator.allocate(std::min(left, allocator.max_block_bytes()), MemoryUse::activations, Place::device));
    for (int i = 0; i < 2 && streaming_.region_bytes > 0; ++i)
        regions_.push_back(allocator.allocate(streaming_.region_bytes, MemoryUse::weights, Place::device));
    staging_ = {};
    if (staging_size_ > 0) {
        staging_ = allocator.allocate(staging_size_, MemoryUse::other, Place::host);
        std::memset(staging_.mapped(), 0, static_cast<size_t>(staging_size_));
    }
    upload_constants();
    index_buffers();
    device_->drain();
    timeline_ = device_->make_timeline();
    uploads_ = device_->make_timeline();
    submitted_ = uploaded_ = group_done_[0] = group_done_[1] = 0;
    record_all();
    device_->pipelines().save();
    prompt_changed_ = true;
    device_->physical().instance().raise();
    if (progress) progress(1);
}

void GpuProgram::upload_constants() {
    for (const Region& region : constants_) {
        const Node& node = schedule_.graph.nodes[region.value];
        const auto& values = std::get<op::Constant>(node.op).values;
        const auto* from = reinterpret_cast<const std::byte*>(values.data());
        std::byte* to = staging_.mapped() + region.staged;
        switch (node.dtype) {
            case DType::f32:
                std::memcpy(to, from, values.size() * sizeof(float));
                break;
            case DType::bf16:
                convert_to_bf16(DType::f32, from, values.size(), reinterpret_cast<uint16_t*>(to));
                break;
            case DType::f16:
                convert_to_f16(DType::f32, from, values.size(), reinterpret_cast<uint16_t*>(to));
                break;
            case DType::i32:
                std::copy(values.begin(), values.end(), reinterpret_cast<int32_t*>(to));
                break;
            default:
                throw Error("[constant] of type " + std::string(dtype_name(node.dtype)));
        }
    }
}

void GpuProgram::index_buffers() {
    buffers_.clear();
    const auto add = [&](const Block& block) { buffers_.push_back({block.address(), block.bytes(), block.buffer()}); };
    for (const Block& block : arena_) add(block);
    if (staging_) add(staging_);
    for (const auto& packed : packed_) add(packed.block());
    for (const Block& block : regions_) add(block);
    std::sort(buffers_.begin(), buffers_.end(), [](const Mapped& a, const Mapped& b) { return a.begin < b.begin; });
    const auto twice = std::unique(buffers_.begin(), buffers_.end(), [](const Mapped& a, const Mapped& b) { return a.begin == b.begin; });
    buffers_.erase(twice, buffers_.end());
}

CommandRecorder::Place GpuProgram::resolve(Address address, int64_t bytes) const {
    const auto behind = std::upper_bound(buffers_.begin(), buffers_.end(), address, [](Address a, const Mapped& m) { return a < m.begin; });
    if (behind != buffers_.begin()) {
        const Mapped& found = *std::prev(behind);
        const auto offset = static_cast<int64_t>(address - found.begin);
        if (offset + bytes <= found.bytes) return {found.buffer, static_cast<VkDeviceSize>(offset)};
    }
    throw Error("[vulkan] a copy of " + std::to_string(bytes) + " bytes leaves the memory of " + schedule_.graph.name);
}

Address GpuProgram::weight_address(size_t slot, size_t group) const {
    if (region_offset_[slot] < 0) return packed_[slot].address();
    return regions_[group % 2].address() + static_cast<Address>(region_offset_[slot]);
}

Address GpuProgram::arena_address(int64_t offset) const {
    const int64_t block = device_->allocator().max_block_bytes();
    return arena_[static_cast<size_t>(offset / block)].address() + static_cast<Address>(offset % block);
}

void GpuProgram::check_loaded() const {
    if (!timeline_) throw Error("[program] " + schedule_.graph.name + " was not loaded");
}

std::byte* GpuProgram::staged_input(const std::string& name, size_t bytes, DType dtype) {
    check_loaded();
    for (const auto& regions : inputs_) {
        for (const Region& region : regions) {
            const Node& node = schedule_.graph.nodes[region.value];
            const auto& input = std::get<op::Input>(node.op);
            if (input.name != name) continue;
            if (node.dtype != dtype || static_cast<size_t>(region.bytes) != bytes) {
                throw Error("[program] input " + name + " of " + schedule_.graph.name + " takes " + shape_text(node.shape) + " " +
                            std::string(dtype_name(node.dtype)) + ", " + std::to_string(bytes) + " bytes were given");
            }
            if (input.rate == Rate::prompt) prompt_changed_ = true;
            return staging_.mapped() + region.staged;
        }
    }
    throw Error("[program] " + schedule_.graph.name + " has no input " + name);
}

void GpuProgram::write(const std::string& input, std::span<const float> values) {
    std::memcpy(staged_input(input, values.size_bytes(), DType::f32), values.data(), values.size_bytes());
}
void GpuProgram::write(const std::string& input, std::span<const int32_t> values) {
    std::memcpy(staged_input(input, values.size_bytes(), DType::i32), values.data(), values.size_bytes());
}

std::vector<float> GpuProgram::read(const std::string& output) {
    check_loaded();
    for (size_t i = 0; i < schedule_.graph.outputs.size(); ++i) {
        if (schedule_.graph.outputs[i].name != output) continue;
        const Node& node = schedule_.graph.nodes[outputs_[i].value];
        std::vector<float> values(static_cast<size_t>(element_count(node.shape)));
        convert_to_f32(node.dtype, staging_.mapped() + outputs_[i].staged, values.size(), values.data());
        return values;
    }
    throw Error("[program] " + schedule_.graph.name + " has no output " + output);
}

void GpuProgram::set_profiling(bool on) {
    profiling_ = on;
    std::fill(timed_.begin(), timed_.end(), 0);
    for (OpCost& cost : costs_) cost.seconds = 0;
    if (timeline_) record_all();
}

}  // namespace imagelab::gpu
