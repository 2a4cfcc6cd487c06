#pragma once
// LoRAs on weights that stay in their file or are streamed: added to the weights, or as low-rank branches beside the products
// (core/autodiff/low_rank.h), whatever is cheaper for a run.
#include <map>
#include <string>

#include "core/families/adaptation.h"
#include "core/families/diffusion_model.h"

namespace imagelab {

// What a run asks of a part's network.
struct PartRuns {
    Network* network = nullptr;
    NetworkShape shape;
    double prompts = 0, steps = 0;  // how often what depends on the prompt alone, and the rest, is computed
};

// What the adapters of a part cost a run beyond its network's own cost.
struct PatchCost {
    double load_seconds = 0;  // before the first run
    double run_seconds = 0;   // of all runs, on the host: weights that are computed anew each time
    double flops = 0;         // of branches, on the device, over all runs
    MemoryPlan memory;        // of branches, beyond the network's
};
// `threads`: of the host.
PatchCost patch_cost(const PatchedWeights& part, const PartRuns& runs, int threads);

// The adaptation with branches where they are cheaper. That is told by the kind of the device, not by its measured speed: the same request
// gets the same numbers each time.
Adaptation with_cheaper_branches(Adaptation adaptation, const std::map<std::string, PartRuns>& runs, const DeviceInfo& device, int threads);

}  // namespace imagelab
