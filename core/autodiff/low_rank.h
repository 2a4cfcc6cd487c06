#pragma once
// LoRA (Hu et al. 2021) as a pass over a traced graph: factors that are there. Those that are trained: core/autodiff/trained_layers.h.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab {

// Ranks of branches whose factors are weights themselves, by the layer's name: y += B (A x), with A [rank, ...] as the layer's own weight
// has it, a convolution's kernel included, and B [outputs, rank].
using Branches = std::map<std::string, int64_t>;
std::string branch_down(const std::string& layer);  // A's tensor
std::string branch_up(const std::string& layer);    // B's
// Layers whose weight every use takes whole and plainly, as linear or convolution: those that a branch can stand beside.
std::set<std::string> branchable(const Graph& graph);
// Throws Error where a layer is not branchable.
Graph with_branches(const Graph& graph, const Branches& branches);

}  // namespace imagelab
