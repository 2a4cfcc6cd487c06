#include "core/families/network.h"

namespace imagelab {
namespace {

Graph branched(Graph graph, Branches branches, Reuse reuse) {
    if (reuse == Reuse::use) {  // which has few of the layers
        const std::set<std::string> there = branchable(graph);
        std::erase_if(branches, [&](const auto& branch) { return !there.contains(branch.first); });
    }
    return branches.empty() ? graph : with_branches(graph, branches);
}

}  // namespace

Network::Network(Device& device, std::shared_ptr<const WeightMap> weights, Tracer tracer, const CompileOptions& options)
    : device_(device), base_(weights), weights_(std::move(weights)), tracer_(std::move(tracer)), options_(options) {}

Program& Network::ready(const NetworkShape& shape, const std::function<void(double)>& progress, const CancelToken& cancel) {
    if (loaded_for(shape)) return *program_;
    if (bank_ == nullptr) bank_ = device_.make_bank(weights_);
    if (replaced_) {
        std::erase_if(stale_, [&](const std::string& tensor) { return weights_->find(tensor) == nullptr; });  // of branches that are gone
        try {
            bank_->repack(weights_, stale_, progress, cancel);
            const bool stays = program_ && built_with_ == branches_;
            if (stays && options_.weights_in_place) program_->load(*bank_, {}, cancel);  // it may have read them in their file
        } catch (...) {
            unload();
            throw;
        }
        stale_.clear();
        replaced_ = false;
        if (loaded_for(shape)) return *program_;
    }
    // The old program keeps the weights it shares with the new one until that is loaded.
    std::unique_ptr<Program> next = device_.compile(branched(tracer_(shape), branches_, shape.reuse), options_);
    next->load(*bank_, progress, cancel);
    program_ = std::move(next);
    shape_ = shape;
    built_with_ = branches_;
    bank_->trim();
    return *program_;
}

void Network::patch(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors, const Branches& branches) {
    weights_ = std::move(weights);
    branches_ = branches;
    if (bank_ == nullptr) return;
    stale_.insert(tensors.begin(), tensors.end());
    replaced_ = true;
}

void Network::unload() {
    program_.reset();
    bank_.reset();
    stale_.clear();
    replaced_ = false;
}

int64_t Network::resident_bytes() const {
    const MemoryPlan plan = program_ ? program_->memory() : MemoryPlan{};
    return (bank_ ? bank_->bytes() : 0) + plan.arena_bytes + plan.code_bytes;
}

NetworkCost Network::cost(const NetworkShape& shape, const Branches& branches) {
    const std::lock_guard lock(costs_mutex_);
    const auto known = costs_.find({shape, branches});
    if (known != costs_.end()) return known->second;
    const std::unique_ptr<Program> program = device_.compile(branched(tracer_(shape), branches, shape.reuse), options_);
    NetworkCost cost{program->memory()};
    if (branches.empty()) cost.packed_file = program->packed_file(*base_);
    for (const OpCost& op : program->costs()) {
        (op.rate == Rate::prompt ? cost.prompt_flops : cost.step_flops) += op.flops;
        if (op.int8) cost.int8_flops += op.flops;
    }
    return costs_[{shape, branches}] = cost;
}

}  // namespace imagelab
