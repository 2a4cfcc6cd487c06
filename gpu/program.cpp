#include "gpu/program.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "core/weights/convert.h"
#include "gpu/weight_packing.h"

namespace imagelab::gpu {
namespace {

constexpr double bytes_per_flop = 0.02;  // memory speed beside arithmetic, for first guesses only

double value_bytes(const Graph& graph, ValueId id) {
    if (id == no_value) return 0;
    const Node& node = graph.nodes[id];
    return static_cast<double>(element_count(node.shape)) * static_cast<double>(dtype_bytes(node.dtype));
}

double bytes_moved(const Graph& graph, ValueId id, const Kernel& kernel) {
    const Node& node = graph.nodes[id];
    double bytes = value_bytes(graph, id) + value_bytes(graph, node.residual) + value_bytes(graph, node.factor);
    for (const ValueId input : node.inputs) bytes += value_bytes(graph, input);
    for (const WeightSlot& slot : kernel.weights) bytes += static_cast<double>(packed_bytes(slot));
    return bytes;
}

int64_t node_bytes(const Node& node) {
    return element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
}

}  // namespace

GpuProgram::GpuProgram(Graph graph, const CompileOptions& options, std::shared_ptr<LogicalDevice> device, double flops_per_second)
    : device_(std::move(device)) {
    if (options.fuse) fuse(graph);
    schedule_ = schedule(graph);
    lower_nodes(flops_per_second);
    plan_memory();
}

GpuProgram::~GpuProgram() {
    try {
        finish_submissions();
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
        auto kernel = lower({schedule_.graph, id, device_->pipelines(), device_->capabilities()});
        if (kernel == nullptr) continue;
        scratch[i] = kernel->scratch_bytes;
        const double bytes = bytes_moved(schedule_.graph, id, *kernel);
        costs_.push_back({std::string(op_name(nodes[i].op)), kernel->detail, i < schedule_.first_step_node ? Rate::prompt : Rate::step,
                          kernel->flops, bytes});
        const double seconds = (kernel->flops + bytes / bytes_per_flop) / flops_per_second;
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

void GpuProgram::plan_memory() {
    place_staging();
    const Allocator& allocator = device_->allocator();
    std::vector<WeightSlot> distinct;
    std::vector<int64_t> sizes;
    for (const size_t i : GpuWeightBank::distinct(slots_)) {
        distinct.push_back(slots_[i]);
        sizes.push_back(packed_bytes(slots_[i]));
    }
    plan_.weight_bytes = BlockPlan::place(sizes, allocator.max_block_bytes()).taken(allocator, Place::device);
    plan_.staging_bytes = distinct.empty() ? 0 : 2 * allocator.block_bytes(GpuWeightBank::staging_bytes(distinct) / 2, Place::host);
    for (int64_t left = arena_plan_.bytes; left > 0; left -= allocator.max_block_bytes())
        plan_.arena_bytes += allocator.block_bytes(std::min(left, allocator.max_block_bytes()), Place::device);
}

void GpuProgram::load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) {
    auto& gpu_bank = dynamic_cast<GpuWeightBank&>(bank);
    if (&gpu_bank.device() != device_.get()) throw DeviceLost("[vulkan] the weights lie on a device that was lost: load the model again");
    const std::vector<Place> places(slots_.size(), Place::device);
    packed_ = gpu_bank.get(slots_, places, progress, cancel);
    Allocator& allocator = device_->allocator();
    arena_.clear();
    for (int64_t left = arena_plan_.bytes; left > 0; left -= allocator.max_block_bytes())
        arena_.push_back(allocator.allocate(std::min(left, allocator.max_block_bytes()), MemoryUse::activations, Place::device));
    if (staging_size_ > 0) staging_ = allocator.allocate(staging_size_, MemoryUse::other, Place::host);
    upload_constants();
    index_buffers();
    timeline_ = device_->make_timeline();
    submitted_ = 0;
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
