#include <map>

#include "core/graph/passes.h"

namespace imagelab {
namespace {

bool is_float(DType dtype) {
    return dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16;
}

class Scheduler {
  public:
    explicit Scheduler(const Graph& traced)
        : traced_(traced),
          alive_(traced.nodes.size(), false),
          rate_(traced.nodes.size(), Rate::prompt),
          renamed_(traced.nodes.size(), no_value) {}

    Schedule run() {
        for (const Graph::Output& output : traced_.outputs) mark(output.value);
        for (ValueId input : traced_.inputs) alive_[input] = true;
        find_rates();
        result_.graph.name = traced_.name;
        result_.graph.compute = traced_.compute;
        result_.graph.split_products = traced_.split_products;
        emit(Rate::prompt);
        result_.first_step_node = result_.graph.nodes.size();
        emit(Rate::step);
        for (ValueId input : traced_.inputs) result_.graph.inputs.push_back(renamed_[input]);
        for (const Graph::Output& output : traced_.outputs) result_.graph.outputs.push_back({output.name, renamed_[output.value]});
        return std::move(result_);
    }

  private:
    static std::vector<ValueId> operands(const Node& node) {
        std::vector<ValueId> all = node.inputs;
        if (node.residual != no_value) all.push_back(node.residual);
        if (node.factor != no_value) all.push_back(node.factor);
        return all;
    }

    void mark(ValueId id) {
        if (alive_[id]) return;
        alive_[id] = true;
        for (ValueId operand : operands(traced_.nodes[id])) mark(operand);
    }

    void find_rates() {
        for (size_t i = 0; i < traced_.nodes.size(); ++i) {
            const Node& node = traced_.nodes[i];
            if (const auto* input = std::get_if<op::Input>(&node.op)) rate_[i] = input->rate;
            for (ValueId operand : operands(node)) {
                if (rate_[operand] == Rate::step) rate_[i] = Rate::step;
            }
        }
    }

    void emit(Rate rate) {
        for (size_t i = 0; i < traced_.nodes.size(); ++i) {
            if (!alive_[i] || rate_[i] != rate) continue;
            Node node = traced_.nodes[i];
            for (ValueId& operand : node.inputs) operand = stored_as(operand, node.dtype, rate);
            if (node.residual != no_value) node.residual = stored_as(node.residual, node.dtype, rate);
            if (node.factor != no_value) node.factor = stored_as(node.factor, node.dtype, rate);
            renamed_[i] = push(std::move(node));
        }
    }

    // The operand in the dtype its reader computes in.
    ValueId stored_as(ValueId traced, DType dtype, Rate rate) {
        const ValueId id = renamed_[traced];
        const DType have = result_.graph.nodes[id].dtype;
        if (have == dtype || !is_float(have) || !is_float(dtype)) return id;
        ValueId& cast = casts_.try_emplace({id, dtype, rate}, no_value).first->second;
        if (cast == no_value) {
            Node node;
            node.op = op::UnaryOp{Unary::none};
            node.inputs = {id};
            node.shape = result_.graph.nodes[id].shape;
            node.dtype = dtype;
            cast = push(std::move(node));
        }
        return cast;
    }

    ValueId push(Node node) {
        result_.graph.nodes.push_back(std::move(node));
        return static_cast<ValueId>(result_.graph.nodes.size() - 1);
    }

    const Graph& traced_;
    std::vector<bool> alive_;
    std::vector<Rate> rate_;
    std::vector<ValueId> renamed_;
    std::map<std::tuple<ValueId, DType, Rate>, ValueId> casts_;
    Schedule result_;
};

}  // namespace

ValueId Schedule::storage(ValueId id) const {
    while (std::holds_alternative<op::Reshape>(graph.nodes[id].op)) id = graph.nodes[id].inputs[0];
    return id;
}

Schedule schedule(const Graph& graph) {
    return Scheduler(graph).run();
}

}  // namespace imagelab
