#include <algorithm>
#include <array>

#include "core/graph/passes.h"

namespace imagelab {
namespace {

class Fuser {
  public:
    Fuser(Graph& graph, bool stack) : graph_(graph), stack_(stack), uses_(graph.nodes.size(), 0) {
        for (const Graph::Output& output : graph.outputs) ++uses_[output.value];
        for (size_t i = graph.nodes.size(); i-- > 0;) {  // users first: what nothing wants wants nothing
            Node& node = graph.nodes[i];
            node.dead = node.dead || (uses_[i] == 0 && !std::holds_alternative<op::Input>(node.op));
            if (!node.dead) count(node, +1);
        }
    }

    void run() {
        for (size_t i = 0; i < graph_.nodes.size(); ++i) {
            Node& node = graph_.nodes[i];
            if (node.dead) continue;
            if (std::holds_alternative<op::UnaryOp>(node.op)) {
                fuse_activation(node);
            } else if (std::holds_alternative<op::BinaryOp>(node.op)) {
                if (!fuse_geglu(node) && !fuse_factor(node)) fuse_residual(node);
            } else if (std::holds_alternative<op::GroupNorm>(node.op)) {
                fuse_addend(node);
            } else if (stack_ && std::holds_alternative<op::Attention>(node.op)) {
                fuse_projections(node);
            }
        }
    }

  private:
    void count(const Node& node, int by) {
        for (ValueId id : node.inputs) uses_[id] += by;
        if (node.residual != no_value) uses_[node.residual] += by;
        if (node.factor != no_value) uses_[node.factor] += by;
    }
    Node& at(ValueId id) { return graph_.nodes[id]; }
    bool only_here(ValueId id) const { return uses_[id] == 1; }
    void kill(ValueId id) {
        at(id).dead = true;
        count(at(id), -1);
    }
    // `node` becomes a copy of the node `from`, which had no other use.
    void become(Node& node, ValueId from) {
        count(node, -1);
        Node taken = at(from);
        kill(from);
        node.op = std::move(taken.op);
        node.inputs = std::move(taken.inputs);
        node.residual = taken.residual;
        node.factor = taken.factor;
        count(node, +1);
    }

    void fuse_activation(Node& node) {
        const Unary kind = std::get<op::UnaryOp>(node.op).kind;
        const ValueId from = node.inputs[0];
        Node& source = at(from);
        if (kind == Unary::none || !only_here(from)) return;
        if (auto* linear = std::get_if<op::Linear>(&source.op)) {
            if (linear->activation != Unary::none || source.factor != no_value || source.residual != no_value) return;
            become(node, from);
            std::get<op::Linear>(node.op).activation = kind;
        } else if (auto* conv = std::get_if<op::Conv2d>(&source.op)) {
            if (conv->activation != Unary::none || source.residual != no_value || conv->transposed) return;
            become(node, from);
            std::get<op::Conv2d>(node.op).activation = kind;
        } else if (auto* norm = std::get_if<op::GroupNorm>(&source.op)) {
            if (norm->activation != Unary::none || kind != Unary::silu) return;
            become(node, from);
            std::get<op::GroupNorm>(node.op).activation = kind;
        }
    }

    // The linear or conv behind a value, looking through a reshape that keeps the last axis; no_value where an epilogue cannot go.
    ValueId takes_residual(ValueId id) {
        const ValueId top = id;
        const int64_t width = at(id).shape.back();
        while (only_here(id) && std::holds_alternative<op::Reshape>(at(id).op)) id = at(id).inputs[0];
        const Node& node = at(id);
        const auto* conv = std::get_if<op::Conv2d>(&node.op);
        const bool matrix = std::holds_alternative<op::Linear>(node.op) || (id == top && conv != nullptr && !conv->transposed);
        return matrix && only_here(id) && node.residual == no_value && node.shape.back() == width ? id : no_value;
    }

    void fuse_residual(Node& node) {
        if (std::get<op::BinaryOp>(node.op).kind != Binary::add) return;
        const ValueId a = node.inputs[0], b = node.inputs[1];
        if (a == b || at(a).shape != at(b).shape || at(a).dtype != at(b).dtype) return;
        // The later of the two first: what runs last needs the other's bytes for the shortest time.
        ValueId body = std::max(a, b), residual = std::min(a, b);
        if (takes_residual(body) == no_value) std::swap(body, residual);
        const ValueId matrix = takes_residual(body);
        if (matrix == no_value) return;
        for (ValueId id = body; id != matrix; id = at(id).inputs[0]) at(id).dead = true;  // the reshapes between
        become(node, matrix);
        node.residual = residual;
        ++uses_[residual];
    }

    // group_norm(x + e), e [batch, channels]: the resnet's time embedding (Ho et al. 2020) is added while the statistics are taken.
    void fuse_addend(Node& norm) {
        const ValueId id = norm.inputs[0];
        Node& sum = at(id);
        auto* add = std::get_if<op::BinaryOp>(&sum.op);
        if (add == nullptr || add->kind != Binary::add || !only_here(id) || norm.residual != no_value) return;
        const Shape& x = at(sum.inputs[0]).shape;
        const Shape& e = at(sum.inputs[1]).shape;
        if (x.size() != 4 || element_count(e) != x[0] * x[3] || e.front() != x[0] || e.back() != x[3]) return;
        const ValueId body = sum.inputs[0], addend = sum.inputs[1];
        kill(id);
        count(norm, -1);
        norm.inputs[0] = body;
        norm.residual = addend;
        count(norm, +1);
    }

    const op::Linear* plain_linear(ValueId id) {
        const Node& node = at(id);
        const auto* linear = std::get_if<op::Linear>(&node.op);
        const bool plain = linear != nullptr && linear->activation == Unary::none && node.residual == no_value && node.factor == no_value;
        return plain ? linear : nullptr;
    }

    // One linear for the projections of one source: q, k, v of self attention, k, v of cross attention.
    void fuse_projections(Node& attention) {
        auto& op = std::get<op::Attention>(attention.op);
        const std::vector<ValueId> qkv(attention.inputs.begin(), attention.inputs.begin() + 3);
        const auto is_free = [&](ValueId id) { return plain_linear(id) != nullptr && !plain_linear(id)->transposed && only_here(id); };
        if (!is_free(qkv[1]) || !is_free(qkv[2]) || at(qkv[1]).inputs[0] != at(qkv[2]).inputs[0]) return;
        // A q that looks at reference pictures, too, stays its own.
        const bool all = is_free(qkv[0]) && at(qkv[0]).inputs[0] == at(qkv[1]).inputs[0];
        const std::vector<ValueId> members = all ? qkv : std::vector<ValueId>{qkv[1], qkv[2]};
        op::Linear fused;
        int64_t rows = 0;
        const bool biased = !plain_linear(members[0])->bias.empty();
        for (ValueId id : members) {
            const op::Linear& part = *plain_linear(id);
            if (part.bias.empty() == biased) return;
            fused.weight.parts.insert(fused.weight.parts.end(), part.weight.parts.begin(), part.weight.parts.end());
            fused.bias.parts.insert(fused.bias.parts.end(), part.bias.parts.begin(), part.bias.parts.end());
            rows += part.weight.shape[0];
        }
        fused.weight.shape = {rows, plain_linear(members[0])->weight.shape[1]};
        if (biased) fused.bias.shape = {rows};
        const ValueId whole = *std::max_element(members.begin(), members.end());
        const int64_t width = op.width;
        for (ValueId id : members) {
            if (id != whole) kill(id);
        }
        Node& node = at(whole);
        node.op = std::move(fused);
        node.shape.back() = rows;
        count(attention, -1);
        const ValueId first = all ? whole : qkv[0];
        std::copy_n(std::array{first, whole, whole}.begin(), 3, attention.inputs.begin());
        count(attention, +1);
        op.k_column = all ? width : 0;
        op.v_column = op.k_column + width;
    }

    // slice(x, front) * gelu(slice(x, back)) with x linear (Shazeer 2020): the gate is a linear with GELU, the value a linear times the
    // gate.
    bool fuse_geglu(Node& product) {
        if (std::get<op::BinaryOp>(product.op).kind != Binary::mul) return false;
        ValueId value = product.inputs[0], gate = product.inputs[1];
        if (!std::holds_alternative<op::UnaryOp>(at(gate).op)) std::swap(value, gate);
        if (!std::holds_alternative<op::UnaryOp>(at(gate).op) || !std::holds_alternative<op::Slice>(at(value).op)) return false;
        const Unary kind = std::get<op::UnaryOp>(at(gate).op).kind;
        const ValueId gate_slice = at(gate).inputs[0];
        if (!std::holds_alternative<op::Slice>(at(gate_slice).op)) return false;
        const ValueId whole = at(value).inputs[0];
        if (at(gate_slice).inputs[0] != whole || uses_[whole] != 2) return false;
        if (!only_here(value) || !only_here(gate) || !only_here(gate_slice)) return false;
        const op::Linear* linear = plain_linear(whole);
        const int last = static_cast<int>(at(whole).shape.size()) - 1;
        const auto& value_cut = std::get<op::Slice>(at(value).op);
        const auto& gate_cut = std::get<op::Slice>(at(gate_slice).op);
        if (linear == nullptr || linear->transposed || linear->weight.parts.size() != 1 || value_cut.axis != last || gate_cut.axis != last)
            return false;

        const ValueId source = at(whole).inputs[0];
        op::Linear value_half = rows_of(*linear, value_cut.begin, at(value).shape.back());
        op::Linear gate_half = rows_of(*linear, gate_cut.begin, at(gate_slice).shape.back());
        gate_half.activation = kind;
        kill(value);
        kill(gate_slice);
        kill(whole);
        Node& gate_node = at(gate);
        count(gate_node, -1);
        gate_node.op = std::move(gate_half);
        gate_node.inputs = {source};
        count(gate_node, +1);
        count(product, -1);
        product.op = std::move(value_half);
        product.inputs = {source};
        product.factor = gate;
        count(product, +1);
        return true;
    }

    // linear(x) * value, the value of the same shape or one row for all: T5's gate (Shazeer 2020), the gates of adaLN (Peebles & Xie 2023).
    bool fuse_factor(Node& product) {
        if (std::get<op::BinaryOp>(product.op).kind != Binary::mul) return false;
        const ValueId a = product.inputs[0], b = product.inputs[1];
        for (const auto& [body, factor] : {std::pair(std::max(a, b), std::min(a, b)), std::pair(std::min(a, b), std::max(a, b))}) {
            const bool fits = at(factor).shape == product.shape ||
                              (element_count(at(factor).shape) == product.shape.back() && at(factor).shape.back() == product.shape.back());
            if (a == b || !fits || at(body).shape != product.shape || plain_linear(body) == nullptr || !only_here(body)) continue;
            become(product, body);
            product.factor = factor;
            ++uses_[factor];
            return true;
        }
        return false;
    }

    static op::Linear rows_of(const op::Linear& linear, int64_t begin, int64_t rows) {
        op::Linear half;
        const auto cut = [&](const WeightRef& whole) {
            WeightRef part = whole;
            if (part.empty()) return part;
            part.parts[0].row_begin += begin;
            part.parts[0].rows = rows;
            part.shape[0] = rows;
            return part;
        };
        half.weight = cut(linear.weight);
        half.bias = cut(linear.bias);
        return half;
    }

    Graph& graph_;
    bool stack_;
    std::vector<int> uses_;
};

}  // namespace

void fuse(Graph& graph, bool stack) {
    Fuser(graph, stack).run();
}

}  // namespace imagelab
