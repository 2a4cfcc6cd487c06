#include "gpu/program/program.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "core/graph/ports.h"
#include "core/weights/convert.h"

namespace imagelab::gpu {
GpuProgram::GpuProgram(Graph graph, const CompileOptions& options, std::shared_ptr<LogicalDevice> device, double flops_per_second)
    : ProgramPlan(std::move(graph), options, {device->pipelines(), device->capabilities(), &device->tuning(), device->allocator()},
                  flops_per_second),
      device_(std::move(device)) {
    parts_[0].end = parts_[1].begin = prompt_steps_;
    parts_[1].end = steps_.size();
    timed_.assign(costs_.size(), 0);
    find_index_checks();
}

GpuProgram::~GpuProgram() {
    try {
        finish_submissions();
        device_->drain();
    } catch (const Error&) {  // lost: nothing runs any more
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
    const ValueId id = input_of(schedule_.graph, name, bytes, dtype);
    const Rate rate = rate_of_input(schedule_.graph, id);
    if (rate == Rate::prompt) prompt_changed_ = true;
    const auto& regions = inputs_[static_cast<size_t>(rate)];
    const auto region = std::find_if(regions.begin(), regions.end(), [&](const Region& of) { return of.value == id; });
    return staging_.mapped() + region->staged;
}

void GpuProgram::write(const std::string& input, std::span<const float> values) {
    std::memcpy(staged_input(input, values.size_bytes(), DType::f32), values.data(), values.size_bytes());
}
void GpuProgram::write(const std::string& input, std::span<const int32_t> values) {
    std::memcpy(staged_input(input, values.size_bytes(), DType::i32), values.data(), values.size_bytes());
}

std::vector<float> GpuProgram::read(const std::string& output) {
    check_loaded();
    const Region& region = outputs_[output_of(schedule_.graph, output)];
    const Node& node = schedule_.graph.nodes[region.value];
    std::vector<float> values(static_cast<size_t>(element_count(node.shape)));
    convert_to_f32(node.dtype, staging_.mapped() + region.staged, values.size(), values.data());
    return values;
}

void GpuProgram::set_profiling(bool on) {
    profiling_ = on;
    std::fill(timed_.begin(), timed_.end(), 0);
    for (OpCost& cost : costs_) cost.seconds = 0;
    if (timeline_) record_all();
}

}  // namespace imagelab::gpu
