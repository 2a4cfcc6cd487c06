#include "core/autodiff/recompute.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/device/op_cost.h"

namespace imagelab {
namespace {

constexpr int around = 3;  // a cut lies within a third of a segment from where it would be

std::vector<ValueId> read_by(const Node& node) {
    std::vector<ValueId> all = node.inputs;
    if (node.residual != no_value) all.push_back(node.residual);
    if (node.factor != no_value) all.push_back(node.factor);
    return all;
}

bool is_given(const Op& op) {  // it has its bytes all the time
    return std::holds_alternative<op::Input>(op) || std::holds_alternative<op::Constant>(op) || std::holds_alternative<op::Weight>(op);
}

int64_t bytes_of_value(const Node& node) {
    return element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
}

// What is known of a graph's way to the loss and back.
class Ways {
  public:
    Ways(const Graph& graph, ValueId loss)
        : graph_(graph), behind_(loss + 1), steps_(graph.nodes.size(), false), last_(graph.nodes.size(), -1), back_(graph.nodes.size(), false) {
        for (size_t i = 0; i < graph.nodes.size(); ++i) {
            const Node& node = graph.nodes[i];
            if (node.dead) continue;
            if (const auto* input = std::get_if<op::Input>(&node.op)) steps_[i] = input->rate == Rate::step;
            for (const ValueId id : read_by(node)) {
                steps_[i] = steps_[i] || steps_[static_cast<size_t>(id)];
                read(id, static_cast<ValueId>(i));
            }
        }
        for (const Graph::Output& output : graph.outputs) read(output.value, loss);
    }

    ValueId behind() const { return behind_; }
    // Nodes that are computed each step: all that can be computed anew.
    bool is_made(ValueId id) const {
        const Node& node = graph_.nodes[id];
        return !node.dead && steps_[static_cast<size_t>(id)] && !is_given(node.op);
    }
    ValueId last_reader(ValueId id) const { return last_[static_cast<size_t>(id)]; }  // on the way to the loss; -1: none
    bool read_on_the_way_back(ValueId id) const { return back_[static_cast<size_t>(id)]; }
    // Who has the bytes of this value.
    ValueId storage_of(ValueId id) const {
        while (std::holds_alternative<op::Reshape>(graph_.nodes[id].op)) id = graph_.nodes[id].inputs[0];
        return id;
    }

  private:
    // A value is read where one that shares its bytes is read.
    void read(ValueId id, ValueId by) {
        for (;;) {
            if (by < behind_)
                last_[static_cast<size_t>(id)] = std::max(last_[static_cast<size_t>(id)], by);
            else
                back_[static_cast<size_t>(id)] = true;
            const Node& node = graph_.nodes[id];
            if (!std::holds_alternative<op::Reshape>(node.op)) return;
            id = node.inputs[0];
        }
    }

    const Graph& graph_;
    const ValueId behind_;
    std::vector<bool> steps_;
    std::vector<ValueId> last_;
    std::vector<bool> back_;
};

// Bytes that go across the place in front of each node.
std::vector<int64_t> bytes_across(const Graph& graph, const Ways& ways) {
    std::vector<int64_t> across(static_cast<size_t>(ways.behind()) + 1, 0);
    for (ValueId id = 0; id < ways.behind(); ++id) {
        if (!ways.is_made(id) || ways.storage_of(id) != id || ways.last_reader(id) < 0) continue;
        const int64_t bytes = bytes_of_value(graph.nodes[id]);
        across[static_cast<size_t>(id) + 1] += bytes;
        across[static_cast<size_t>(ways.last_reader(id)) + 1] -= bytes;
    }
    for (size_t i = 1; i < across.size(); ++i) across[i] += across[i - 1];
    return across;
}

}  // namespace

std::vector<RecomputeSegment> recompute_segments(const Graph& graph, ValueId loss, int length) {
    const Ways ways(graph, loss);
    const std::vector<int64_t> across = bytes_across(graph, ways);
    std::vector<ValueId> made;
    for (ValueId id = 0; id < ways.behind(); ++id) {
        if (ways.is_made(id)) made.push_back(id);
    }
    std::vector<ValueId> cuts;
    const size_t step = static_cast<size_t>(std::max(length, 2)), room = step / around;
    for (size_t at = 0; at < made.size();) {
        cuts.push_back(made[at]);
        const size_t from = at + step - room, to = std::min(at + step + room, made.size());
        if (from >= made.size()) break;
        size_t best = from;
        for (size_t i = from; i < to; ++i) {
            if (across[static_cast<size_t>(made[i])] < across[static_cast<size_t>(made[best])]) best = i;
        }
        at = best;
    }
    cuts.push_back(ways.behind());
    std::vector<RecomputeSegment> segments;
    for (size_t i = 0; i + 1 < cuts.size(); ++i) {
        RecomputeSegment segment{cuts[i], cuts[i + 1]};
        std::set<ValueId> kept;
        for (ValueId id = segment.begin; id < segment.end; ++id) {
            if (!ways.is_made(id)) continue;
            segment.flops += op_cost(graph, id, Rate::step).flops;
            if (ways.last_reader(id) < segment.end && ways.read_on_the_way_back(id)) kept.insert(ways.storage_of(id));
        }
        for (const ValueId id : kept) {
            const bool own = id >= segment.begin && ways.is_made(id) && ways.last_reader(id) < segment.end;
            if (own) segment.bytes += bytes_of_value(graph.nodes[id]);
        }
        if (segment.bytes > 0) segments.push_back(segment);
    }
    return segments;
}

namespace {

class Recomputer {
  public:
    Recomputer(const Graph& graph, ValueId loss, std::span<const RecomputeSegment> segments)
        : graph_(graph), ways_(graph, loss), segments_(segments.begin(), segments.end()), made_(segments.size()) {
        result_.name = graph.name;
        result_.compute = graph.compute;
        result_.split_products = graph.split_products;
    }

    Graph run() {
        for (size_t i = 0; i < graph_.nodes.size(); ++i) {
            const auto id = static_cast<ValueId>(i);
            const bool back = id >= ways_.behind();
            copies_.push_back(graph_.nodes[i].dead ? no_value : push(id, [&](ValueId operand) {
                return back ? on_the_way_back(operand) : copies_[static_cast<size_t>(operand)];
            }));
        }
        for (const ValueId input : graph_.inputs) result_.inputs.push_back(copies_[static_cast<size_t>(input)]);
        for (const Graph::Output& output : graph_.outputs)
            result_.outputs.push_back({output.name, copies_[static_cast<size_t>(output.value)]});
        return std::move(result_);
    }

  private:
    template <class Renamed>
    ValueId push(ValueId from, Renamed renamed) {
        Node node = graph_.nodes[from];
        // Renaming may append what is read first.
        for (ValueId& id : node.inputs) id = renamed(id);
        if (node.residual != no_value) node.residual = renamed(node.residual);
        if (node.factor != no_value) node.factor = renamed(node.factor);
        result_.nodes.push_back(std::move(node));
        return static_cast<ValueId>(result_.nodes.size() - 1);
    }

    // The segment in which a value is let go; -1: it is kept.
    int segment_of(ValueId id) const {
        if (id >= ways_.behind() || !ways_.is_made(id)) return -1;
        const auto after = std::upper_bound(segments_.begin(), segments_.end(), id,
                                            [](ValueId value, const RecomputeSegment& segment) { return value < segment.begin; });
        if (after == segments_.begin()) return -1;
        const auto found = after - 1;
        return id < found->end && ways_.last_reader(id) < found->end ? static_cast<int>(found - segments_.begin()) : -1;
    }

    ValueId on_the_way_back(ValueId id) {
        const int segment = segment_of(id);
        if (segment < 0) return copies_[static_cast<size_t>(id)];
        std::map<ValueId, ValueId>& anew = made_[static_cast<size_t>(segment)];
        if (anew.empty()) {
            const RecomputeSegment& nodes = segments_[static_cast<size_t>(segment)];
            for (ValueId at = nodes.begin; at < nodes.end; ++at) {
                if (segment_of(at) != segment) continue;
                anew[at] = push(at, [&](ValueId operand) {
                    const auto own = anew.find(operand);
                    return own != anew.end() ? own->second : copies_[static_cast<size_t>(operand)];
                });
            }
        }
        return anew.at(id);
    }

    const Graph& graph_;
    const Ways ways_;
    const std::vector<RecomputeSegment> segments_;
    std::vector<std::map<ValueId, ValueId>> made_;  // of each segment, what its values are anew
    std::vector<ValueId> copies_;
    Graph result_;
};

}  // namespace

Graph with_recomputation(const Graph& graph, ValueId loss, std::span<const RecomputeSegment> segments) {
    return Recomputer(graph, loss, segments).run();
}

}  // namespace imagelab
