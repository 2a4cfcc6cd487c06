#pragma once
// Values of the way to the loss that are computed anew on the way back, instead of being kept: less memory for more work (Chen et al. 2016,
// "Training deep nets with sublinear memory cost"). A pass over a graph with gradients, behind core/graph/passes.h's fuse: what is computed
// anew is computed by the same nodes from the same bytes, so that gradients are equal bit for bit.
#include <span>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab {

// Neighbouring nodes [begin, end) of the way to the loss. What only they and the way back read can be let go.
struct RecomputeSegment {
    ValueId begin = 0, end = 0;
    double flops = 0;   // of computing it anew
    int64_t bytes = 0;  // that are kept for the way back where it is not
};

// The way to `loss` in pieces of about `length` nodes, cut where the fewest bytes go across; those that let nothing go are left out. In
// rising order.
std::vector<RecomputeSegment> recompute_segments(const Graph& graph, ValueId loss, int length);

// A copy of the graph in which these segments are computed anew, each before the first node behind the loss that reads one of its values.
Graph with_recomputation(const Graph& graph, ValueId loss, std::span<const RecomputeSegment> segments);

}  // namespace imagelab
