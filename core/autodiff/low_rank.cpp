#include "core/autodiff/low_rank.h"

#include <algorithm>
#include <map>

#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr std::string_view weight_suffix = ".weight";

// The layer's name where it is a whole, plain linear layer; empty elsewhere.
std::string linear_name(const Node& node) {
    const auto* linear = std::get_if<op::Linear>(&node.op);
    if (linear == nullptr || linear->transposed || linear->weight.parts.size() != 1 || linear->weight.parts[0].rows >= 0) return {};
    const std::string& name = linear->weight.parts[0].name;
    return name.ends_with(weight_suffix) ? name.substr(0, name.size() - weight_suffix.size()) : std::string();
}

class LowRank {
  public:
    LowRank(const Graph& source, int64_t rank, float scale) : source_(source), rank_(rank), scale_(scale) {
        result_.graph.name = source.name;
        result_.graph.compute = source.compute;
    }

    LowRankGraph run(const std::function<bool(const std::string&)>& wanted) {
        for (const Node& node : source_.nodes) {
            ValueId id = copy(node);
            const std::string name = linear_name(node);
            if (!node.dead && !name.empty() && wanted(name)) id = branch(id, name);
            renamed_.push_back(id);
        }
        for (const Graph::Output& output : source_.outputs) ops::output(result_.graph, output.name, at(renamed_[output.value]));
        std::sort(result_.modules.begin(), result_.modules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return std::move(result_);
    }

  private:
    Tensor at(ValueId id) { return Tensor(&result_.graph, id); }

    ValueId copy(Node node) {
        const auto rename = [&](ValueId& id) {
            if (id != no_value) id = renamed_[id];
        };
        for (ValueId& id : node.inputs) rename(id);
        rename(node.residual), rename(node.factor);
        const auto id = static_cast<ValueId>(result_.graph.nodes.size());
        if (std::holds_alternative<op::Input>(node.op)) result_.graph.inputs.push_back(id);
        result_.graph.nodes.push_back(std::move(node));
        return id;
    }

    struct Factors {
        Tensor a, b;
    };
    const Factors& factors(const std::string& name, int64_t inputs, int64_t outputs) {
        const auto found = factors_.find(name);
        if (found != factors_.end()) return found->second;
        const LowRankModule module{name, inputs, outputs, name + ".lora_A", name + ".lora_B"};
        result_.modules.push_back(module);
        Graph& graph = result_.graph;
        const Tensor a = ops::input(graph, module.a, {rank_, inputs}, DType::f32, Rate::step);
        return factors_[name] = {a, ops::input(graph, module.b, {outputs, rank_}, DType::f32, Rate::step)};
    }

    ValueId branch(ValueId linear, const std::string& name) {
        const Tensor y = at(linear), x = at(result_.graph.nodes[linear].inputs[0]);
        const int64_t inputs = x.dim(-1), outputs = y.dim(-1), rows = element_count(x.shape()) / inputs;
        const Factors given = factors(name, inputs, outputs);
        Tensor inner = ops::matmul(ops::reshape(x, {rows, inputs}), given.a, false, true);
        if (scale_ != 1) inner = ops::affine(inner, scale_, 0);
        const Tensor added = ops::matmul(inner, given.b, false, true);
        return ops::add(y, ops::reshape(added, y.shape())).id();
    }

    const Graph& source_;
    int64_t rank_;
    float scale_;
    LowRankGraph result_;
    std::vector<ValueId> renamed_;
    std::map<std::string, Factors> factors_;
};

}  // namespace

LowRankGraph with_low_rank(const Graph& graph, const std::function<bool(const std::string&)>& wanted, int64_t rank, float scale) {
    return LowRank(graph, rank, scale).run(wanted);
}

}  // namespace imagelab
