#pragma once
// Reverse mode as a transformation of a traced graph, before anything is fused (Griewank and Walther 2008, chapter 3): gradients are nodes
// like all others, so that one memory plan holds forward and backward, and every device that has the operations trains.
#include <span>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab {

// The gradients of `loss`, a single number, with respect to values of its graph, in their order and of their shapes and storage. Appended
// are only nodes on ways from the loss to these. Throws Error where one does not lead to the loss, or through an operation whose operands
// it leads through cannot be derived (ids, counted or biased attention).
// `fixed`: values that count as constants.
std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> wanted, std::span<const ValueId> fixed = {});

}  // namespace imagelab
