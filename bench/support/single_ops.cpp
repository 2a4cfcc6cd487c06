#include "bench/support/single_ops.h"

#include <map>

#include "core/device/op_cost.h"
#include "core/ops/ops.h"

namespace imagelab::bench {
namespace {

// A fused projection's parts become one weight of their size.
void make_whole(WeightRef& ref, const std::string& name) {
    if (!ref.empty()) ref.parts = {{name}};
}

// The node alone: its operands are inputs.
Graph alone(const Graph& whole, const Node& node) {
    Graph graph;
    graph.name = "one " + std::string(op_name(node.op));
    graph.compute = whole.compute;
    std::map<ValueId, ValueId> renamed;
    const auto take = [&](ValueId& id) {
        if (id == no_value) return;
        const auto [at, fresh] = renamed.try_emplace(id, no_value);
        if (fresh) at->second = ops::input(graph, "x" + std::to_string(id), whole.nodes[id].shape, DType::f32, Rate::step).id();
        id = at->second;
    };
    Node copy = node;
    if (auto* linear = std::get_if<op::Linear>(&copy.op)) make_whole(linear->weight, "weight"), make_whole(linear->bias, "bias");
    if (auto* conv = std::get_if<op::Conv2d>(&copy.op)) make_whole(conv->weight, "weight"), make_whole(conv->bias, "bias");
    for (ValueId& id : copy.inputs) take(id);
    take(copy.residual);
    take(copy.factor);
    graph.nodes.push_back(std::move(copy));
    graph.outputs.push_back({"y", static_cast<ValueId>(graph.nodes.size() - 1)});
    return graph;
}

bool is_matrix_op(const Node& node) {
    return std::holds_alternative<op::Linear>(node.op) || std::holds_alternative<op::Conv2d>(node.op) ||
           std::holds_alternative<op::Attention>(node.op);
}

std::string epilogue(const Node& node) {
    std::string text;
    const auto activation = [&](Unary kind) {
        if (kind != Unary::none) text += " " + std::string(unary_name(kind));
    };
    if (const auto* linear = std::get_if<op::Linear>(&node.op)) activation(linear->activation);
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) activation(conv->activation);
    if (node.factor != no_value) text += " * factor";
    if (node.residual != no_value) text += " + residual";
    return text;
}

}  // namespace

std::vector<SingleOp> single_ops(const Schedule& plan) {
    std::map<std::string, SingleOp> distinct;
    for (size_t i = plan.first_step_node; i < plan.graph.nodes.size(); ++i) {
        const Node& node = plan.graph.nodes[i];
        if (!is_matrix_op(node)) continue;
        const OpCost cost = op_cost(plan.graph, static_cast<ValueId>(i), Rate::step);
        const std::string name = cost.op + "  " + cost.detail + epilogue(node);
        SingleOp& single = distinct[name];
        if (++single.count == 1) single = {name, cost.op, alone(plan.graph, node), 1, &node};
    }
    std::vector<SingleOp> list;
    for (auto& [name, single] : distinct) list.push_back(std::move(single));
    return list;
}

const OpCost& cost_of(const Program& program, const std::string& op) {
    for (const OpCost& cost : program.costs()) {
        if (cost.op == op) return cost;
    }
    throw Error("[bench] the program has no " + op);
}

}  // namespace imagelab::bench
