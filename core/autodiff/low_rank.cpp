#include "core/autodiff/low_rank.h"

#include "core/autodiff/rewrite.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// The same, or of a convolution, with nothing behind its sum yet.
std::string branched_name(const Node& node) {
    if (node.residual != no_value || node.factor != no_value) return {};
    const auto* linear = std::get_if<op::Linear>(&node.op);
    if (linear != nullptr) return linear->activation == Unary::none ? linear_layer(node) : std::string();
    const auto* conv = std::get_if<op::Conv2d>(&node.op);
    const bool plain = conv != nullptr && !conv->transposed && conv->groups == 1 && conv->activation == Unary::none;
    return plain ? layer_of_weight(conv->weight) : std::string();
}

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
                if (part.name != name + std::string(layer_weight)) otherwise.insert(layer_of_weight({{{part.name}}, {}}));
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
