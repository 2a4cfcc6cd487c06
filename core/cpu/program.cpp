#include "core/cpu/program.h"

#include <omp.h>

#include <algorithm>
#include <cstring>

#include "core/cpu/int8.h"
#include "core/cpu/read_ahead.h"
#include "core/cpu/simd/features.h"
#include "core/device/op_cost.h"
#include "core/graph/ports.h"

namespace imagelab::cpu {
namespace {

constexpr int64_t code_bytes_a_step = 28 << 10;  // measured: SDXL's 2,000 primitives hold 56 MiB

// Of its time, about: a byte from memory takes as long as so many operations.
double work_of(const OpCost& cost) {
    constexpr double a_byte = 20;
    return cost.flops + a_byte * cost.bytes + 1;
}

}  // namespace

CpuProgram::CpuProgram(Graph graph, const CompileOptions& options, dnnl::engine engine, int threads)
    : engine_(std::move(engine)), stream_(engine_), threads_(threads) {
    omp_set_num_threads(threads_);
    if (options.fuse) fuse(graph, !options.weights_in_place);
    schedule_ = schedule(graph);
    const ConvChains chains = options.fuse && !options.int8 ? chain_convs(schedule_, has_amx()) : ConvChains();
    const auto& nodes = schedule_.graph.nodes;
    std::vector<int64_t> scratch(nodes.size(), 0);
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (i == schedule_.first_step_node) first_step_ = steps_.size();
        const auto chain = chains.find(static_cast<ValueId>(i));
        const bool int8 = options.int8 && i >= schedule_.first_step_node;
        auto kernel = lower({schedule_.graph, static_cast<ValueId>(i), engine_, threads_, options.weights_in_place,
                             chain == chains.end() ? nullptr : &chain->second, int8});
        if (kernel == nullptr) continue;
        scratch[i] = kernel->scratch_bytes;
        steps_.push_back({std::move(kernel), static_cast<ValueId>(i), costs_.size(), slots_.size()});
        costs_.push_back(op_cost(schedule_.graph, static_cast<ValueId>(i), i < schedule_.first_step_node ? Rate::prompt : Rate::step));
        costs_.back().int8 = int8 && multiplies_in_int8(schedule_.graph, static_cast<ValueId>(i));
        const auto& weights = steps_.back().kernel->weights;
        slots_.insert(slots_.end(), weights.begin(), weights.end());
    }
    if (schedule_.first_step_node == nodes.size()) first_step_ = steps_.size();
    timed_.assign(costs_.size(), 0);
    arena_plan_ = plan_arena(schedule_, scratch);
    plan_memory();
    if (options.int8 && !options.packed.folder.empty()) cache_.emplace(options.packed);
}

std::filesystem::path CpuProgram::packed_file(const WeightMap& weights) const {
    if (!cache_) return {};
    std::vector<WeightSlot> resident;
    std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(resident), [](const WeightSlot& slot) { return !slot.in_place; });
    return cache_->file_of(packed_key(weights, CpuWeightBank::distinct(resident)));
}

void CpuProgram::plan_memory() {
    int64_t staging = 0;
    for (const Step& step : steps_) {
        int64_t bytes = 0;
        for (size_t i = 0; i < step.kernel->weights.size(); ++i) {
            if (slots_[step.first_weight + i].in_place) bytes += CpuWeightBank::slab_bytes(slots_[step.first_weight + i]);
        }
        plan_.window_bytes = std::max(plan_.window_bytes, bytes);
    }
    for (const WeightSlot* slot : CpuWeightBank::distinct(slots_)) {
        if (slot->in_place) {
            plan_.streamed_bytes += CpuWeightBank::slab_bytes(*slot);
            continue;
        }
        plan_.weight_bytes += CpuWeightBank::slab_bytes(*slot);
        staging = std::max(staging, CpuWeightBank::staging_bytes(*slot));
    }
    plan_.staging_bytes = staging * threads_;
    plan_.code_bytes = static_cast<int64_t>(steps_.size()) * code_bytes_a_step;
    plan_.arena_bytes = arena_plan_.bytes;
}

void CpuProgram::find_weights(CpuWeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) {
    std::vector<WeightSlot> resident;
    packed_of_slot_.clear();
    for (const WeightSlot& slot : slots_) {
        packed_of_slot_.push_back(resident.size());
        if (!slot.in_place) resident.push_back(slot);
    }
    packed_ = bank.get(resident, cache_ ? &*cache_ : nullptr, progress, cancel);
    bank_ = &bank;
    window_ = HostBuffer(plan_.window_bytes);
}

// The pointers of a step's weights: packed, in the file, or in the window, which each step has to itself.
std::vector<const std::byte*> CpuProgram::weights_of(Step& step) {
    std::vector<const std::byte*> weights;
    step.converted.clear();
    std::byte* window = window_.data();
    for (size_t slot = step.first_weight; slot < step.first_weight + step.kernel->weights.size(); ++slot) {
        if (!slots_[slot].in_place) {
            weights.push_back(packed_[packed_of_slot_[slot]].data);
        } else if (const std::byte* in_file = bank_->in_file(slots_[slot])) {
            weights.push_back(in_file);
        } else {
            weights.push_back(window);
            step.converted.emplace_back(slot, window);
            window += CpuWeightBank::slab_bytes(slots_[slot]);
        }
    }
    return weights;
}

void CpuProgram::load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) {
    omp_set_num_threads(threads_);
    find_weights(dynamic_cast<CpuWeightBank&>(bank), progress, cancel);
    arena_ = HostBuffer(arena_plan_.bytes);
    const Frame frame{schedule_, arena_plan_, arena_.data(), engine_, stream_, threads_};
    for (Step& step : steps_) {
        cancel.check();
        const int64_t scratch = arena_plan_.scratch_offset[step.node];
        step.kernel->prepare(frame, step.node, scratch < 0 ? nullptr : arena_.data() + scratch, weights_of(step));
    }
    for (size_t i = 0; i < schedule_.graph.nodes.size(); ++i) {
        const auto* constant = std::get_if<op::Constant>(&schedule_.graph.nodes[i].op);
        if (constant == nullptr) continue;
        if (schedule_.graph.nodes[i].dtype == DType::i32) {
            std::copy(constant->values.begin(), constant->values.end(), reinterpret_cast<int32_t*>(frame.at(static_cast<ValueId>(i))));
            continue;
        }
        simd().cast(constant->values.data(), Type::f32, frame.at(static_cast<ValueId>(i)), simd_type(schedule_.graph.nodes[i].dtype),
                    static_cast<int64_t>(constant->values.size()));
    }
    prompt_changed_ = true;
    if (progress) progress(1);
}

std::byte* CpuProgram::input_bytes(const std::string& name, size_t bytes, DType dtype) {
    if (arena_.data() == nullptr) throw Error("[program] " + schedule_.graph.name + " was not loaded");
    const ValueId id = input_of(schedule_.graph, name, bytes, dtype);
    if (rate_of_input(schedule_.graph, id) == Rate::prompt) prompt_changed_ = true;
    return arena_.data() + arena_plan_.offset[id];
}

void CpuProgram::write(const std::string& input, std::span<const float> values) {
    std::memcpy(input_bytes(input, values.size_bytes(), DType::f32), values.data(), values.size_bytes());
}
void CpuProgram::write(const std::string& input, std::span<const int32_t> values) {
    std::memcpy(input_bytes(input, values.size_bytes(), DType::i32), values.data(), values.size_bytes());
}

std::unique_ptr<ReadAhead> CpuProgram::read_ahead(size_t first) const {
    if (plan_.streamed_bytes == 0) return nullptr;
    std::vector<std::vector<const WeightSlot*>> weights;
    bool any = false;
    for (size_t i = first; i < steps_.size(); ++i) {
        weights.emplace_back();
        for (size_t slot = steps_[i].first_weight; slot < steps_[i].first_weight + steps_[i].kernel->weights.size(); ++slot) {
            if (slots_[slot].in_place) weights.back().push_back(&slots_[slot]);
        }
        any = any || !weights.back().empty();
    }
    return any ? std::make_unique<ReadAhead>(*bank_, std::move(weights)) : nullptr;
}

void CpuProgram::run_step(Step& step) {
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& [slot, window] : step.converted) bank_->convert(slots_[slot], window);
    step.kernel->run();
    if (!profiling_) return;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double& mean = costs_[step.cost].seconds;
    mean += (seconds - mean) / ++timed_[step.cost];
}

void CpuProgram::run(const CancelToken& cancel) {
    if (arena_.data() == nullptr) throw Error("[program] " + schedule_.graph.name + " was not loaded");
    omp_set_num_threads(threads_);
    const size_t first = prompt_changed_ ? 0 : first_step_;
    const std::unique_ptr<ReadAhead> ahead = read_ahead(first);
    double all = 0, done = 0;
    for (size_t i = first; told_ && i < steps_.size(); ++i) all += work_of(costs_[steps_[i].cost]);
    for (size_t i = first; i < steps_.size(); ++i) {
        cancel.check();
        if (ahead) ahead->begins(i - first);
        run_step(steps_[i]);
        if (told_) told_((done += work_of(costs_[steps_[i].cost])) / all);
        if (i + 1 == first_step_) prompt_changed_ = false;
    }
    prompt_changed_ = false;
}

std::vector<float> CpuProgram::read(const std::string& output) {
    if (arena_.data() == nullptr) throw Error("[program] " + schedule_.graph.name + " was not loaded");
    const ValueId value = schedule_.graph.outputs[output_of(schedule_.graph, output)].value;
    const Node& node = schedule_.graph.nodes[value];
    std::vector<float> values(static_cast<size_t>(element_count(node.shape)));
    const std::byte* from = arena_.data() + arena_plan_.offset[schedule_.storage(value)];
    simd().cast(from, simd_type(node.dtype), values.data(), Type::f32, static_cast<int64_t>(values.size()));
    return values;
}

void CpuProgram::set_profiling(bool on) {
    profiling_ = on;
    std::fill(timed_.begin(), timed_.end(), 0);
    for (OpCost& cost : costs_) cost.seconds = 0;
}

}  // namespace imagelab::cpu
