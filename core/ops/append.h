#pragma once
// What the operations share: refusing wrong operands by name and shape, and appending a node.
#include <initializer_list>
#include <string>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab::ops {

// Throws Error("[op] text") where ok is false.
void require(bool ok, const char* op, const std::string& text);

// Appends a node to the graph of its operands. Throws Error where an operand is empty or belongs to another graph.
Tensor append(Graph& graph, Op op, const std::vector<Tensor>& operands, Shape shape, DType dtype);

// The axis counted from the front. Throws Error where x has no such axis.
int checked_axis(const char* op, Tensor x, int axis);

// The common dtype of the operands, or graph.compute where they differ.
DType common_dtype(const std::vector<Tensor>& operands);

inline std::string text(Tensor x) {
    return shape_text(x.shape());
}

// The whole of one named weight.
WeightRef whole(std::string name, Shape shape);

}  // namespace imagelab::ops
