#include "core/autodiff/reverse.h"

#include <algorithm>

#include "core/autodiff/vjp.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

class Reverse {
  public:
    Reverse(Graph& graph, std::span<const Tensor> wanted, std::span<const ValueId> fixed)
        : graph_(graph), leads_(graph.nodes.size(), false), pending_(graph.nodes.size()) {
        for (const Tensor each : wanted) leads_.at(static_cast<size_t>(each.id())) = true;
        for (size_t id = 0; id < graph.nodes.size(); ++id) {
            if (std::find(fixed.begin(), fixed.end(), static_cast<ValueId>(id)) != fixed.end()) continue;
            for (const ValueId operand : graph.nodes[id].inputs) leads_[id] = leads_[id] || leads_[static_cast<size_t>(operand)];
        }
    }

    void run(Tensor loss) {
        const auto count = static_cast<size_t>(element_count(loss.shape()));
        if (count != 1) throw Error("[autodiff] a loss of shape " + shape_text(loss.shape()) + ": expected a single number");
        pending_[static_cast<size_t>(loss.id())].whole = ops::constant(graph_, loss.shape(), {1.0f});
        for (ValueId id = loss.id(); id >= 0; --id) {
            if (!leads_[static_cast<size_t>(id)] || pending_[static_cast<size_t>(id)].empty()) continue;
            settle(id);
            pass_on(id);
        }
    }

    Tensor gradient(ValueId id) const {
        const Tensor found = pending_[static_cast<size_t>(id)].whole;
        if (!found) throw Error("[autodiff] value " + std::to_string(id) + " does not lead to the loss");
        return found;
    }

  private:
    struct Part {
        int axis;
        int64_t begin;
        Tensor gradient;
    };
    // What came back to a value so far.
    struct Pending {
        Tensor whole;
        std::vector<Part> parts;
        bool empty() const { return !whole && parts.empty(); }
    };

    class Node final : public Vjp {
      public:
        Node(Reverse& reverse, ValueId id) : reverse_(reverse) {
            y = Tensor(&reverse.graph_, id);
            dy = reverse.pending_[static_cast<size_t>(id)].whole;
            inputs = reverse.graph_.nodes[id].inputs;
        }
        bool wants(size_t operand) const override { return reverse_.leads_[static_cast<size_t>(inputs[operand])]; }
        void give(size_t operand, Tensor gradient) override { reverse_.add(inputs[operand], gradient); }
        void give_part(size_t operand, int axis, int64_t begin, Tensor gradient) override {
            reverse_.pending_[static_cast<size_t>(inputs[operand])].parts.push_back({axis, begin, gradient});
        }

      private:
        Reverse& reverse_;
    };

    void add(ValueId id, Tensor gradient) {
        Tensor& whole = pending_[static_cast<size_t>(id)].whole;
        whole = whole ? ops::add(whole, gradient) : gradient;
    }

    Tensor zeros(Shape shape) {
        std::vector<float> values(static_cast<size_t>(element_count(shape)), 0.0f);
        return ops::constant(graph_, std::move(shape), std::move(values));
    }

    // Parts side by side become the whole: those of each axis that do not overlap are joined, gaps filled with zeros.
    void settle(ValueId id) {
        Pending& pending = pending_[static_cast<size_t>(id)];
        std::stable_sort(pending.parts.begin(), pending.parts.end(),
                         [](const Part& a, const Part& b) { return std::pair(a.axis, a.begin) < std::pair(b.axis, b.begin); });
        std::vector<Part> left = std::move(pending.parts);
        pending.parts.clear();
        while (!left.empty()) {
            const int axis = left.front().axis;
            Shape shape = graph_.nodes[id].shape;
            const int64_t extent = shape[static_cast<size_t>(axis)];
            std::vector<Tensor> joined;
            std::vector<Part> later;
            int64_t end = 0;
            const auto fill = [&](int64_t until) {
                shape[static_cast<size_t>(axis)] = until - end;
                if (until > end) joined.push_back(zeros(shape));
            };
            for (const Part& part : left) {
                if (part.axis != axis || part.begin < end) {
                    later.push_back(part);
                    continue;
                }
                fill(part.begin);
                joined.push_back(part.gradient);
                end = part.begin + part.gradient.dim(axis);
            }
            fill(extent);
            add(id, joined.size() == 1 ? joined.front() : ops::concat(joined, axis));
            left = std::move(later);
        }
    }

    void pass_on(ValueId id) {
        const Op op = graph_.nodes[id].op;  // a copy: nodes move as others are appended
        if (graph_.nodes[id].inputs.empty()) return;
        Node node(*this, id);
        std::visit([&](const auto& each) { derive(node, each); }, op);
    }

    template <class Known>
    static void derive(Node& node, const Known& op) {
        if constexpr (requires { vjp(static_cast<Vjp&>(node), op); }) {
            vjp(static_cast<Vjp&>(node), op);
        } else {
            refuse(node, op);
        }
    }
    static void derive(Node&, const op::Input&) {}
    static void derive(Node&, const op::Constant&) {}
    static void derive(Node&, const op::Weight&) {}
    static void refuse(const Node& node, const Op& op) {
        throw Error("[autodiff] the way to what is trained leads through " + std::string(op_name(op)) + " " + shape_text(node.y.shape()) +
                    ", which has no gradient");
    }

    Graph& graph_;
    std::vector<bool> leads_;  // to something wanted
    std::vector<Pending> pending_;
};

}  // namespace

std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> wanted, std::span<const ValueId> fixed) {
    Reverse reverse(*loss.graph(), wanted, fixed);
    reverse.run(loss);
    std::vector<Tensor> all;
    for (const Tensor each : wanted) all.push_back(reverse.gradient(each.id()));
    return all;
}

}  // namespace imagelab
