#include "core/device/op_cost.h"

namespace imagelab {
namespace {

double count(const Shape& shape) {
    return static_cast<double>(element_count(shape));
}

std::string text(int64_t number) {
    return std::to_string(number);
}

// The work of a node, 2 for each multiply-add of a matrix product; what only passes over memory counts as none.
struct Flops {
    const Graph& graph;
    const Node& node;

    double operator()(const op::Linear& op) const {
        return 2 * count(node.shape) * static_cast<double>(op.weight.shape[op.transposed ? 0 : 1]);
    }
    double operator()(const op::Conv2d& op) const {
        const double pixels = count(op.transposed ? graph.nodes[node.inputs[0]].shape : node.shape);  // of what the convolution gave
        if (op.transposed) return 2 * pixels * count(op.weight.shape) / static_cast<double>(op.weight.shape[0]);
        return 2 * count(node.shape) * count(op.weight.shape) / static_cast<double>(op.weight.shape[0]);
    }
    double operator()(const op::MatMul& op) const {
        const Shape& a = graph.nodes[node.inputs[0]].shape;
        return 2 * count(node.shape) * static_cast<double>(a[a.size() - (op.transpose_a ? 2 : 1)]);
    }
    double operator()(const op::Attention& op) const {
        const Shape &q = graph.nodes[node.inputs[0]].shape, &k = graph.nodes[node.inputs[1]].shape;
        return 4.0 * static_cast<double>(q[0] * q[1]) * static_cast<double>(k[1] * op.width);
    }
    double operator()(const op::AttentionGrad& op) const {  // scores, dp, dq, dk, dv
        const Shape &q = graph.nodes[node.inputs[0]].shape, &k = graph.nodes[node.inputs[1]].shape;
        return 10.0 * static_cast<double>(q[0] * q[1]) * static_cast<double>(k[1] * op.width);
    }
    template <class Plain>
    double operator()(const Plain&) const {
        return 0;
    }
};

struct Detail {
    const Graph& graph;
    const Node& node;

    const Shape& operand(size_t i) const { return graph.nodes[node.inputs[i]].shape; }

    std::string operator()(const op::Linear& op) const {
        const int64_t n = op.weight.shape[op.transposed ? 1 : 0], k = op.weight.shape[op.transposed ? 0 : 1];
        return text(element_count(node.shape) / n) + " x " + text(k) + " -> " + text(n);
    }
    std::string operator()(const op::Conv2d& op) const {
        const Shape& w = op.weight.shape;
        return shape_text(operand(0)) + " " + text(w[2]) + "x" + text(w[3]) + (op.stride > 1 ? "/2" : "") + " -> " +
               text(w[op.transposed ? 1 : 0]) + (op.groups > 1 ? " in " + text(op.groups) + " groups" : "");
    }
    std::string operator()(const op::Attention& op) const {
        const Shape &q = operand(0), &k = operand(1);
        return text(q[0] * op.heads) + " heads of " + text(op.width / op.heads) + ", " + text(q[1]) + " x " + text(k[1]);
    }
    std::string operator()(const op::MatMul&) const { return shape_text(operand(0)) + " by " + shape_text(operand(1)); }
    std::string operator()(const op::AttentionGrad& op) const {
        const Shape &q = operand(0), &k = operand(1);
        return text(q[0] * op.heads) + " heads of " + text(op.width / op.heads) + ", " + text(q[1]) + " x " + text(k[1]);
    }
    std::string operator()(const op::GroupNorm& op) const {
        return shape_text(node.shape) + (op.activation == Unary::none ? "" : " " + std::string(unary_name(op.activation)));
    }
    template <class Plain>
    std::string operator()(const Plain&) const {
        return shape_text(node.shape);
    }
};

}  // namespace

OpCost op_cost(const Graph& graph, ValueId id, Rate rate) {
    const Node& node = graph.nodes[id];
    OpCost cost{std::string(op_name(node.op)), std::visit(Detail{graph, node}, node.op), rate, std::visit(Flops{graph, node}, node.op)};
    const auto move = [&](const Shape& shape, DType dtype) { cost.bytes += count(shape) * static_cast<double>(dtype_bytes(dtype)); };
    const auto read = [&](ValueId value) {
        if (value != no_value) move(graph.nodes[value].shape, graph.nodes[value].dtype);
    };
    move(node.shape, node.dtype);
    for (ValueId value : node.inputs) read(value);
    read(node.residual);
    read(node.factor);
    if (std::holds_alternative<op::Embedding>(node.op) || std::holds_alternative<op::Weight>(node.op)) {
        move(node.shape, node.dtype);
    } else {
        for (const WeightRef& weight : weights_of(node.op)) move(weight.shape, weight.shape.size() == 1 ? DType::f32 : node.dtype);
    }
    return cost;
}

}  // namespace imagelab
