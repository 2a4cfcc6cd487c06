#pragma once
#include <memory>

#include "core/graph/graph.h"
#include "core/weights/tensor_view.h"

namespace imagelab::bench {

// Weights of the right names and shapes for a traced graph, in its precision, in a mapped file as a model's are. The file is a hole as
// large as they are and has no name any more: it takes no disk, and its pages are as real to a program as those of a model in the page
// cache.
std::shared_ptr<const WeightMap> weights_in_file(const Graph& graph);

}  // namespace imagelab::bench
