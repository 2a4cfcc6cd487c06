#include "core/autodiff/low_rank.h"

#include <algorithm>
#include <map>

#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr std::string_view weight_suffix = ".weight";

// The layer of a weight that is named as layers name theirs; empty: of none.
std::string layer_of(const WeightRef& weight) {
    if (weight.parts.size() != 1 || weight.parts[0].rows >= 0 || !weight.parts[0].name.ends_with(weight_suffix)) return {};
    const std::string& name = weight.parts[0].name;
    return name.substr(0, name.size() - weight_suffix.size());
}

// The layer's name where it is a whole, plain linear layer; empty elsewhere.
std::string linear_name(const Node& node) {
    const auto* linear = std::get_if<op::Linear>(&node.op);
    return linear == nullptr || linear->transposed ? std::string() : layer_of(linear->weight);
}

// The same, or of a convolution, with nothing behind its sum yet.
std::string branched_name(const Node& node) {
    if (node.residual != no_value || node.factor != no_value) return {};
    const auto* linear = std::get_if<op::Linear>(&node.op);
    if (linear != nullptr) return linear->activation == Unary::none ? linear_name(node) : std::string();
    const auto* conv = std::get_if<op::Conv2d>(&node.op);
    const bool plain = conv != nullptr && !conv->transposed && conv->groups == 1 && conv->activation == Unary::none;
    return plain ? layer_of(conv->weight) : std::string();
}

// A copy of a graph in which values may stand for others.
class Rewrite {
  public:
    explicit Rewrite(const Graph& source) : source_(source) { made_.name = source.name, made_.compute = source.compute; }

    // `branch` gives the value that stands for a node's copy: the copy itself, or one made from it.
    Graph run(const std::function<Tensor(const Node& node, Tensor copy)>& branch) {
        for (const Node& node : source_.nodes) renamed_.push_back(node.dead ? copy(node) : branch(node, at(copy(node))).id());
        for (const Graph::Output& output : source_.outputs) ops::output(made_, output.name, at(renamed_[output.value]));
        return std::move(made_);
    }
    Graph& graph() { return made_; }
    // What a copy is made of.
    Tensor operand(Tensor copy) { return at(made_.nodes[copy.id()].inputs[0]); }

  private:
    Tensor at(ValueId id) { return Tensor(&made_, id); }

    ValueId copy(Node node) {
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

    const Graph& source_;
    Graph made_;
    std::vector<ValueId> renamed_;
};

class LowRank {
  public:
    LowRank(const Graph& source, int64_t rank, float scale) : rewrite_(source), rank_(rank), scale_(scale) {}

    LowRankGraph run(const std::function<bool(const std::string&)>& wanted) {
        result_.graph = rewrite_.run([&](const Node& node, Tensor y) {
            const std::string name = linear_name(node);
            return !name.empty() && wanted(name) ? branch(y, name) : y;
        });
        std::sort(result_.modules.begin(), result_.modules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return std::move(result_);
    }

  private:
    struct Factors {
        Tensor a, b;
    };
    const Factors& factors(const std::string& name, int64_t inputs, int64_t outputs) {
        const auto found = factors_.find(name);
        if (found != factors_.end()) return found->second;
        const LowRankModule module{name, inputs, outputs, name + ".lora_A", name + ".lora_B"};
        result_.modules.push_back(module);
        Graph& graph = rewrite_.graph();
        const Tensor a = ops::input(graph, module.a, {rank_, inputs}, DType::f32, Rate::step);
        return factors_[name] = {a, ops::input(graph, module.b, {outputs, rank_}, DType::f32, Rate::step)};
    }

    Tensor branch(Tensor y, const std::string& name) {
        const Tensor x = rewrite_.operand(y);
        const int64_t inputs = x.dim(-1), outputs = y.dim(-1), rows = element_count(x.shape()) / inputs;
        const Factors given = factors(name, inputs, outputs);
        Tensor inner = ops::matmul(ops::reshape(x, {rows, inputs}), given.a, false, true);
        if (scale_ != 1) inner = ops::affine(inner, scale_, 0);
        const Tensor added = ops::matmul(inner, given.b, false, true);
        return ops::add(y, ops::reshape(added, y.shape()));
    }

    Rewrite rewrite_;
    int64_t rank_;
    float scale_;
    LowRankGraph result_;
    std::map<std::string, Factors> factors_;
};

Tensor factored(const Node& node, Tensor x, const std::string& layer, int64_t rank, int64_t outputs) {
    const std::string down = layer + ".lora_down", up = layer + ".lora_up";
    Tensor inner;
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) {
        const Shape& weight = conv->weight.shape;
        inner = ops::conv2d(x, down, rank,
                            {.kernel_y = static_cast<int>(weight[2]),
                             .kernel_x = static_cast<int>(weight[3]),
                             .stride_y = conv->stride,
                             .stride_x = conv->column_stride(),
                             .dilation_y = conv->dilation_y,
                             .dilation_x = conv->dilation_x,
                             .padding = {conv->pad_top, conv->pad_left, conv->pad_bottom, conv->pad_right},
                             .bias = ops::Bias::no});
    } else {
        inner = ops::linear(x, down, rank, ops::Bias::no);
    }
    return ops::linear(inner, up, outputs, ops::Bias::no);
}

}  // namespace

LowRankGraph with_low_rank(const Graph& graph, const std::function<bool(const std::string&)>& wanted, int64_t rank, float scale) {
    return LowRank(graph, rank, scale).run(wanted);
}

std::string branch_down(const std::string& layer) {
    return layer + ".lora_down.weight";
}
std::string branch_up(const std::string& layer) {
    return layer + ".lora_up.weight";
}

std::set<std::string> branchable(const Graph& graph) {
    std::set<std::string> plain, otherwise;
    for (const Node& node : graph.nodes) {
        if (node.dead) continue;
        const std::string name = branched_name(node);
        if (!name.empty()) plain.insert(name);
        for (const WeightRef& weight : weights_of(node.op)) {
            for (const WeightPart& part : weight.parts) {
                if (part.name != name + std::string(weight_suffix)) otherwise.insert(layer_of({{{part.name}}, {}}));
            }
        }
    }
    std::erase_if(plain, [&](const std::string& name) { return otherwise.contains(name); });
    return plain;
}

Graph with_branches(const Graph& graph, const Branches& branches) {
    if (branches.empty()) return graph;
    const std::set<std::string> possible = branchable(graph);
    for (const auto& [layer, rank] : branches) {
        if (!possible.contains(layer)) throw Error("[low_rank] no branch can stand beside \"" + layer + "\" of " + graph.name);
    }
    Rewrite rewrite(graph);
    return rewrite.run([&](const Node& node, Tensor y) {
        const auto found = branches.find(branched_name(node));
        return found == branches.end() ? y : ops::add(y, factored(node, rewrite.operand(y), found->first, found->second, y.dim(-1)));
    });
}

}  // namespace imagelab
