#include "core/autodiff/rewrite.h"

#include "core/ops/ops.h"

namespace imagelab {

std::string layer_of_weight(const WeightRef& weight) {
    if (weight.parts.size() != 1 || weight.parts[0].rows >= 0 || !weight.parts[0].name.ends_with(layer_weight)) return {};
    const std::string& name = weight.parts[0].name;
    return name.substr(0, name.size() - layer_weight.size());
}

std::string linear_layer(const Node& node) {
    const auto* linear = std::get_if<op::Linear>(&node.op);
    return linear == nullptr || linear->transposed ? std::string() : layer_of_weight(linear->weight);
}

Rewrite::Rewrite(const Graph& source) : source_(source) {
    made_.name = source.name, made_.compute = source.compute;
}

Graph Rewrite::run(const std::function<Tensor(const Node& node, Tensor copy)>& branch) {
    for (const Node& node : source_.nodes) renamed_.push_back(node.dead ? copy(node) : branch(node, at(copy(node))).id());
    for (const Graph::Output& output : source_.outputs) ops::output(made_, output.name, at(renamed_[output.value]));
    return std::move(made_);
}

ValueId Rewrite::copy(Node node) {
    const auto rename = [&](ValueId& id) {
        if (id != no_value) id = renamed_[id];
    };
    for (ValueId& id : node.inputs) rename(id);
    rename(node.residual), rename(node.factor);
    const auto id = static_cast<ValueId>(made_.nodes.size());
    if (std::holds_alternative<op::Input>(node.op)) made_.inputs.push_back(id);
    made_.nodes.push_back(std::move(node));
    return id;
}

}  // namespace imagelab
