#pragma once
// What a node of a graph costs on any device: its work, the bytes it must move, and a text for people. `seconds` stays 0.
#include "core/device/device.h"
#include "core/graph/graph.h"

namespace imagelab {

// graph.nodes[id]; each operand and weight is read once: matrix weights in the node's dtype, biases and norm parameters in f32, of a table
// the rows that are taken.
OpCost op_cost(const Graph& graph, ValueId id, Rate rate);

}  // namespace imagelab
