#include "core/families/adapter_branches.h"

#include <algorithm>

namespace imagelab {
namespace {

// About what devices of a kind reach in the products of networks, operations a second.
double usual_flops_per_second(const DeviceInfo& device) {
    if (device.kind == "discrete") return 2e13;
    if (device.kind == "virtual") return 5e12;
    if (device.kind == "integrated") return 1e12;
    return device.kind == "software" ? 3e10 : 2e11;
}

// Of a network with branches, less one without.
MemoryPlan beyond(const MemoryPlan& with, const MemoryPlan& without) {
    MemoryPlan more;
    for (int64_t MemoryPlan::*bytes :
         {&MemoryPlan::weight_bytes, &MemoryPlan::arena_bytes, &MemoryPlan::staging_bytes, &MemoryPlan::code_bytes,
          &MemoryPlan::streamed_bytes, &MemoryPlan::host_bytes, &MemoryPlan::window_bytes})
        more.*bytes = with.*bytes - without.*bytes;
    return more;
}

double seconds(const PatchCost& cost, double flops_per_second) {
    return cost.load_seconds + cost.run_seconds + cost.flops / flops_per_second;
}

}  // namespace

PatchCost patch_cost(const PatchedWeights& part, const PartRuns& runs, int threads) {
    PatchCost cost;
    PatchWork work = part.work();
    if (runs.network && !part.branches().empty()) {
        for (const auto& [layer, rank] : part.branches()) {
            for (const std::string& factor : {branch_down(layer), branch_up(layer)}) work += {0, element_count(part.find(factor)->shape)};
        }
        const NetworkCost plain = runs.network->cost(runs.shape), with = runs.network->cost(runs.shape, part.branches());
        cost.flops = runs.prompts * (with.prompt_flops - plain.prompt_flops) + runs.steps * (with.step_flops - plain.step_flops);
        cost.memory = beyond(with.memory, plain.memory);
    }
    const bool each_run = runs.network && runs.network->uses_weights_in_place();
    (each_run ? cost.run_seconds : cost.load_seconds) = patch_seconds(work, threads) * (each_run ? runs.prompts + runs.steps : 1);
    return cost;
}

Adaptation with_cheaper_branches(Adaptation adaptation, const std::map<std::string, PartRuns>& runs, const DeviceInfo& device,
                                 int threads) {
    for (auto& [name, part] : adaptation.parts) {
        const auto found = runs.find(name);
        if (found == runs.end()) continue;
        const PartRuns& asked = found->second;
        const Branches products = part->products();
        if (products.empty() || asked.network->cost(asked.shape).memory.streamed_bytes == 0) continue;
        std::set<std::string> layers;
        for (const std::string& layer : branchable(asked.network->trace(asked.shape))) {
            if (products.contains(layer)) layers.insert(layer);
        }
        if (layers.empty()) continue;
        const auto branched = part->branched(layers);
        const double rate = usual_flops_per_second(device);
        if (seconds(patch_cost(*branched, asked, threads), rate) < seconds(patch_cost(*part, asked, threads), rate)) part = branched;
    }
    return adaptation;
}

}  // namespace imagelab
