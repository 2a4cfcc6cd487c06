#pragma once
// Where values go into a graph and come out of it, by the names they were traced with.
#include "core/graph/graph.h"

namespace imagelab {

// The input `name`, which takes exactly `bytes` of `dtype`. Throws Error("[program] ...").
ValueId input_of(const Graph& graph, const std::string& name, size_t bytes, DType dtype);
Rate rate_of_input(const Graph& graph, ValueId input);

// The index into graph.outputs. Throws Error("[program] ...").
size_t output_of(const Graph& graph, const std::string& name);

}  // namespace imagelab
