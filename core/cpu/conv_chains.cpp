#include "core/cpu/conv_chains.h"

#include <algorithm>
#include <optional>
#include <set>

namespace imagelab::cpu {
namespace {

class Chainer {
  public:
    Chainer(Schedule& schedule, bool tiles) : schedule_(schedule), nodes_(schedule.graph.nodes), users_(nodes_.size()), tiles_(tiles) {
        for (size_t i = 0; i < nodes_.size(); ++i) {
            const Node& node = nodes_[i];
            for (const ValueId id : node.inputs) users_[id].push_back(static_cast<ValueId>(i));
            for (const ValueId id : {node.residual, node.factor})
                if (id != no_value) users_[id].push_back(static_cast<ValueId>(i));
        }
        for (const Graph::Output& output : schedule.graph.outputs) users_[output.value].push_back(no_value);
    }

    ConvChains run() {
        for (size_t i = 0; i < nodes_.size(); ++i) {
            if (is_tiled(static_cast<ValueId>(i))) tiled_.insert(static_cast<ValueId>(i));
        }
        for (size_t i = 0; i < nodes_.size(); ++i) {
            if (joins_for_tiles(static_cast<ValueId>(i))) joined_.insert(static_cast<ValueId>(i));
        }
        for (size_t i = 0; i < nodes_.size(); ++i) {
            const auto* conv = std::get_if<op::Conv2d>(&nodes_[i].op);
            if (conv != nullptr && !conv->transposed && !nodes_[i].dead) take(static_cast<ValueId>(i));
        }
        compact();
        return std::move(chains_);
    }

  private:
    bool is_cast(ValueId id) const {
        const auto* unary = std::get_if<op::UnaryOp>(&nodes_[id].op);
        return unary != nullptr && unary->kind == Unary::none;
    }
    // bf16 that an f32 convolution sees through a cast: its sums need not be rounded.
    ValueId narrow_source(ValueId id) const {
        return is_cast(id) && nodes_[nodes_[id].inputs[0]].dtype == DType::bf16 ? nodes_[id].inputs[0] : no_value;
    }

    bool is_tiled(ValueId id) const {
        const Node& node = nodes_[id];
        const auto* conv = std::get_if<op::Conv2d>(&node.op);
        if (!tiles_ || conv == nullptr || !conv->plain() || conv->transposed || node.shape[0] != 1 || node.factor != no_value) return false;
        const Shape& w = conv->weight.shape;
        const bool same = w[2] == 3 && w[3] == 3 && conv->stride == 1 && conv->pad_top == 1 && conv->pad_left == 1 &&
                          conv->pad_bottom == 1 && conv->pad_right == 1;
        const bool activated = conv->activation != Unary::none && conv->activation != Unary::relu;
        // Weights stay in a core's cache from one row to the next.
        if (!same || activated || w[1] % 32 != 0 || w[0] * w[1] >= 128 * 128) return false;
        if (node.dtype == DType::bf16 || is_split(id)) return true;
        return node.dtype == DType::f32 && schedule_.graph.compute == DType::bf16 && node.residual == no_value &&
               narrow_source(node.inputs[0]) != no_value;
    }

    bool is_split(ValueId id) const {
        const Graph& graph = schedule_.graph;
        return graph.split_products && graph.compute == DType::f32 && nodes_[id].dtype == DType::f32 &&
               nodes_[nodes_[id].inputs[0]].dtype == DType::f32;
    }

    // A concatenation that nothing but tiled convolutions wants.
    bool joins_for_tiles(ValueId id) const {
        const auto* concat = std::get_if<op::Concat>(&nodes_[id].op);
        if (concat == nullptr || concat->axis != 3 || (nodes_[id].dtype != DType::bf16 && !is_split(id))) return false;
        const auto& parts = nodes_[id].inputs;
        return std::all_of(parts.begin(), parts.end(), [&](ValueId part) { return nodes_[part].shape[3] % 32 == 0; }) &&
               std::all_of(users_[id].begin(), users_[id].end(), [&](ValueId user) {
                   return tiled_.contains(user) && nodes_[user].inputs[0] == id && nodes_[user].residual != id;
               });
    }

    void take(ValueId id) {
        Node& node = nodes_[id];
        ConvChain chain;
        chain.tiled = tiled_.contains(id);
        std::vector<ValueId> addends;
        if (chain.tiled) {
            chain.split = is_split(id);
            if (node.dtype == DType::f32 && !chain.split) node.inputs[0] = narrow_source(node.inputs[0]);
            auto& conv = std::get<op::Conv2d>(node.op);
            if (conv.activation == Unary::relu) chain.steps.push_back({ConvStep::Kind::leaky, 0});
            conv.activation = Unary::none;
            if (node.residual != no_value) {
                chain.steps.push_back({ConvStep::Kind::add, 1, 0, addends.size()});
                addends.push_back(node.residual);
                node.residual = no_value;
            }
        }
        const ValueId last = follow(id, chain, addends);
        if (chain.tiled && joined_.contains(node.inputs[0])) node.inputs = std::vector<ValueId>(nodes_[node.inputs[0]].inputs);
        chain.pictures = node.inputs.size();
        for (ConvChain::Step& step : chain.steps) step.input += chain.pictures;
        node.inputs.insert(node.inputs.end(), addends.begin(), addends.end());
        if (last != id) {
            replaced_[last] = id;
            users_[id] = users_[last];
        }
        if (chain.tiled || !chain.steps.empty()) chains_[id] = std::move(chain);
    }

    // oneDNN 2.6 has one number for all functions of a kind behind a convolution.
    bool takes(ValueId conv, const ConvChain& chain, const ConvChain::Step& next) const {
        if (chain.tiled) return true;
        const bool relu = std::get<op::Conv2d>(nodes_[conv].op).activation == Unary::relu;
        if (next.kind == ConvStep::Kind::leaky && relu && next.factor != 0) return false;
        return std::all_of(chain.steps.begin(), chain.steps.end(), [&](const ConvChain::Step& step) {
            return step.kind != next.kind || (step.factor == next.factor && step.most == next.most);
        });
    }
    // What a function of one number is as a step; none where it is another.
    static std::optional<ConvChain::Step> step_of(const Op& op) {
        using enum ConvStep::Kind;
        if (const auto* unary = std::get_if<op::UnaryOp>(&op); unary != nullptr && unary->kind == Unary::relu)
            return ConvChain::Step{leaky, 0};
        if (const auto* map = std::get_if<op::MapOp>(&op)) {
            if (map->kind == Function::leaky_relu) return ConvChain::Step{leaky, map->a};
            if (map->kind == Function::clip) return ConvChain::Step{clip, map->a, map->b};
        }
        if (const auto* affine = std::get_if<op::Affine>(&op); affine != nullptr && affine->shift == 0)
            return ConvChain::Step{scale, affine->scale};
        return std::nullopt;
    }

    // Steps behind a convolution, as long as each is all that its value is for. -> what stands for the convolution's value then
    ValueId follow(ValueId conv, ConvChain& chain, std::vector<ValueId>& addends) {
        ValueId value = conv;
        while (users_[value].size() == 1 && users_[value][0] != no_value) {
            const ValueId next = users_[value][0];
            const Node& node = nodes_[next];
            if (node.dtype != nodes_[conv].dtype || node.shape != nodes_[conv].shape) break;
            if (const auto step = step_of(node.op)) {
                if (!takes(conv, chain, *step)) break;
                chain.steps.push_back(*step);
            } else if (const auto* binary = std::get_if<op::BinaryOp>(&node.op); binary != nullptr && binary->kind == Binary::add) {
                const ValueId other = node.inputs[0] == value ? node.inputs[1] : node.inputs[0];
                const bool there = resolved(other) < conv && other != value;
                if (!there || nodes_[other].shape != node.shape || nodes_[other].dtype != node.dtype ||
                    (chain.tiled && node.dtype != DType::bf16 && !chain.split))
                    break;
                chain.steps.push_back({ConvStep::Kind::add, 1, 0, addends.size()});
                addends.push_back(other);
            } else {
                break;
            }
            value = next;
        }
        return value;
    }

    ValueId resolved(ValueId id) const {
        const auto found = replaced_.find(id);
        return found == replaced_.end() ? id : found->second;
    }

    // Keeps what leads to an output, in the same order.
    void compact() {
        std::vector<bool> alive(nodes_.size(), false);
        std::vector<ValueId> open;
        for (Graph::Output& output : schedule_.graph.outputs) open.push_back(output.value = resolved(output.value));
        for (const ValueId input : schedule_.graph.inputs) open.push_back(input);
        while (!open.empty()) {
            const ValueId id = open.back();
            open.pop_back();
            if (alive[id]) continue;
            alive[id] = true;
            Node& node = nodes_[id];
            for (ValueId& input : node.inputs) open.push_back(input = resolved(input));
            for (ValueId* further : {&node.residual, &node.factor})
                if (*further != no_value) open.push_back(*further = resolved(*further));
        }
        std::vector<ValueId> renamed(nodes_.size(), no_value);
        std::deque<Node> kept;
        size_t first_step = 0;
        for (size_t i = 0; i < nodes_.size(); ++i) {
            if (!alive[i]) continue;
            renamed[i] = static_cast<ValueId>(kept.size());
            if (i < schedule_.first_step_node) ++first_step;
            kept.push_back(std::move(nodes_[i]));
            Node& node = kept.back();
            for (ValueId& input : node.inputs) input = renamed[input];
            for (ValueId* further : {&node.residual, &node.factor})
                if (*further != no_value) *further = renamed[*further];
        }
        nodes_ = std::move(kept);
        schedule_.first_step_node = first_step;
        for (Graph::Output& output : schedule_.graph.outputs) output.value = renamed[output.value];
        for (ValueId& input : schedule_.graph.inputs) input = renamed[input];
        ConvChains chains;
        for (auto& [id, chain] : chains_)
            if (renamed[id] != no_value) chains[renamed[id]] = std::move(chain);
        chains_ = std::move(chains);
    }

    Schedule& schedule_;
    std::deque<Node>& nodes_;
    std::vector<std::vector<ValueId>> users_;
    bool tiles_;
    std::set<ValueId> tiled_, joined_;     // convolutions, and what may be left out in front of them
    std::map<ValueId, ValueId> replaced_;  // the last of a chain's nodes, by its convolution
    ConvChains chains_;
};

}  // namespace

ConvChains chain_convs(Schedule& schedule, bool tiles) {
    return Chainer(schedule, tiles).run();
}

}  // namespace imagelab::cpu
