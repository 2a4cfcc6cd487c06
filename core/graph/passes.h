#pragma once
// Passes of the compiler, each a function from graph to graph (or to a plan). Order: fuse, schedule, plan_memory.
#include <functional>

#include "core/graph/graph.h"

namespace imagelab {

// Epilogues into their producers: activation, residual and gate into linear and conv, SiLU and the time embedding into group norm; q, k and
// v of one source into one linear (where `stack`); GEGLU into two linears over the halves of one weight. The last node of a pattern takes
// the fused op, so the order of nodes stays valid.
void fuse(Graph& graph, bool stack = true);

// Drops dead nodes, stores operands of matrix ops in graph.compute (inserting casts), and moves what depends only on `prompt` inputs to
// the front.
struct Schedule {
    Graph graph;
    size_t first_step_node = 0;         // nodes before it run once per prompt
    ValueId storage(ValueId id) const;  // the value whose bytes this one shares (through reshapes); itself elsewhere
};
Schedule schedule(const Graph& graph);

// Offsets of all values in one arena, by lifetime (Pisarchyk & Lee 2020, greedy by size).
struct ArenaPlan {
    std::vector<int64_t> offset;          // of each value; -1: has no bytes of its own
    std::vector<int64_t> scratch_offset;  // of each node's scratch
    int64_t bytes = 0;
};
// scratch[i]: bytes node i needs while it runs. block_bytes: no value crosses a multiple of it (the arena is cut there); 0: one piece.
// Throws Error where a value is larger than that.
ArenaPlan plan_arena(const Schedule& schedule, const std::vector<int64_t>& scratch, int64_t block_bytes = 0);

}  // namespace imagelab
