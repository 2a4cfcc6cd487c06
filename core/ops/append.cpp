#include "core/ops/append.h"

namespace imagelab::ops {

void require(bool ok, const char* op, const std::string& text) {
    if (!ok) throw Error(std::string("[") + op + "] " + text);
}

Tensor append(Graph& graph, Op op, const std::vector<Tensor>& operands, Shape shape, DType dtype) {
    Node node;
    for (Tensor operand : operands) {
        if (operand.graph() != &graph) throw Error("[" + std::string(op_name(op)) + "] an operand is empty or of another graph");
        node.inputs.push_back(operand.id());
    }
    node.op = std::move(op);
    node.shape = std::move(shape);
    node.dtype = dtype;
    graph.nodes.push_back(std::move(node));
    return Tensor(&graph, static_cast<ValueId>(graph.nodes.size() - 1));
}

int checked_axis(const char* op, Tensor x, int axis) {
    const int rank = static_cast<int>(x.shape().size());
    require(axis >= -rank && axis < rank, op, "x " + text(x) + " has no axis " + std::to_string(axis));
    return axis < 0 ? axis + rank : axis;
}

DType common_dtype(const std::vector<Tensor>& operands) {
    for (Tensor operand : operands) {
        if (operand.dtype() != operands.front().dtype()) return operand.graph()->compute;
    }
    return operands.front().dtype();
}

WeightRef whole(std::string name, Shape shape) {
    return {{{std::move(name)}}, std::move(shape)};
}

}  // namespace imagelab::ops
