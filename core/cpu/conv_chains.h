#pragma once
// What this device's convolutions do at once: a pass over a scheduled graph, behind those that all devices share (core/graph/passes.h).
#include <map>

#include "core/cpu/simd/tile_conv.h"
#include "core/graph/passes.h"

namespace imagelab::cpu {

// Beside what the node says. Its inputs are the pictures whose channels it sees side by side, then what its steps add.
struct ConvChain {
    struct Step {
        ConvStep::Kind kind;
        float factor = 1, most = 0;  // see ConvStep
        size_t input = 0;            // of the node, that is added
    };
    std::vector<Step> steps;  // behind the node's own epilogue
    size_t pictures = 1;      // more than one, and no epilogue of the node's own, where it is tiled
    bool tiled = false;       // by tile_conv
    bool split = false;       // which is given f32
};
using ConvChains = std::map<ValueId, ConvChain>;

// Takes ReLUs, leaky or not, bounds, factors and sums behind convolutions into them, and where there are matrix units (`tiles`) the concatenations in front
// of 3 x 3 convolutions in bf16 or with split products, so that dense blocks (Huang et al. 2017) copy nothing. The graph loses what became
// part of a convolution.
ConvChains chain_convs(Schedule& schedule, bool tiles);

}  // namespace imagelab::cpu
