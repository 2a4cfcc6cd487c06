#pragma once
// LoRA (Hu et al. 2021) as passes over a traced graph.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab {

// A linear layer with a branch beside it: y += alpha / rank * B A x.
struct LowRankModule {
    std::string name;  // "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q"
    int64_t inputs = 0, outputs = 0;
    std::string a, b;  // inputs of the graph, f32, per step: A [rank, inputs] and B [outputs, rank]
};

struct LowRankGraph {
    Graph graph;
    std::vector<LowRankModule> modules;  // in the byte order of their names
};

// The linear layers that `wanted` says yes to, by name. A layer that is used twice has one pair of factors. `scale`: alpha / rank.
LowRankGraph with_low_rank(const Graph& graph, const std::function<bool(const std::string&)>& wanted, int64_t rank, float scale);

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
