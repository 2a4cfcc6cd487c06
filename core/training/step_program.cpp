#include "core/training/step_program.h"

#include <algorithm>

#include "core/autodiff/recompute.h"
#include "core/device/op_cost.h"
#include "core/graph/passes.h"

namespace imagelab {
namespace {

// Nodes of a segment: part of a transformer's block, a block, some blocks.
constexpr int segment_lengths[] = {40, 120, 360};
constexpr int most_tries = 5;  // until the device's own plan, with its scratch, fits

ValueId loss_of(const Graph& graph) {
    for (const Graph::Output& output : graph.outputs) {
        if (output.name == "loss") return output.value;
    }
    throw Error("[training] " + graph.name + " has no loss");
}

int64_t planned_arena(const Graph& graph) {
    const Schedule scheduled = schedule(graph);
    return plan_arena(scheduled, std::vector<int64_t>(scheduled.graph.nodes.size(), 0)).bytes;
}

// A fused graph and what of it may be computed anew.
class Recomputation {
  public:
    explicit Recomputation(Graph graph) : graph_(std::move(graph)) {
        fuse(graph_, false);
        loss_ = loss_of(graph_);
        for (ValueId id = 0; id <= loss_; ++id) {
            if (!graph_.nodes[id].dead) all_flops_ += op_cost(graph_, id, Rate::step).flops;
        }
    }

    const Graph& plain() const { return graph_; }
    // Segments of this length, those that save the most bytes for their work first.
    void cut(int length) {
        segments_ = recompute_segments(graph_, loss_, length);
        std::stable_sort(segments_.begin(), segments_.end(), [](const RecomputeSegment& a, const RecomputeSegment& b) {
            return static_cast<double>(a.bytes) * (b.flops + 1) > static_cast<double>(b.bytes) * (a.flops + 1);
        });
    }
    size_t count() const { return segments_.size(); }
    Graph with(size_t first) const {
        std::vector<RecomputeSegment> some(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(first));
        std::sort(some.begin(), some.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
        return with_recomputation(graph_, loss_, some);
    }
    double share(size_t first) const {
        double flops = 0;
        for (size_t i = 0; i < first; ++i) flops += segments_[i].flops;
        return all_flops_ > 0 ? flops / all_flops_ : 0;
    }
    // The fewest segments with which activations take no more than this; all of them where none does.
    size_t fewest_for(int64_t bytes) const {
        size_t least = 1, most = count();
        while (least < most) {
            const size_t middle = (least + most) / 2;
            if (planned_arena(with(middle)) <= bytes)
                most = middle;
            else
                least = middle + 1;
        }
        return most;
    }

  private:
    Graph graph_;
    ValueId loss_ = no_value;
    double all_flops_ = 0;
    std::vector<RecomputeSegment> segments_;
};

}  // namespace

StepProgram compile_step(Device& device, Graph graph, const StepLimits& limits) {
    Recomputation way(std::move(graph));
    CompileOptions options;
    options.fuse = false;  // it is, before anything is computed anew: what is, is computed by the same nodes
    options.threads = limits.threads;
    StepProgram made{device.compile(way.plain(), options), 0, false, 0};
    made.plain_bytes = made.program->memory().running_bytes();
    const auto fits = [&] { return limits.budget <= 0 || made.program->memory().running_bytes() <= limits.budget; };
    if (fits()) return made;
    const MemoryPlan plain = made.program->memory();
    const int64_t beside = plain.running_bytes() - planned_arena(way.plain());  // weights, code, scratch
    for (const int length : segment_lengths) {
        way.cut(length);
        if (way.count() == 0) break;
        const bool last = length == segment_lengths[std::size(segment_lengths) - 1];
        int64_t room = limits.budget - beside;
        size_t again = way.fewest_for(room);
        for (int i = 0; i < most_tries; ++i) {
            auto program = device.compile(way.with(again), options);
            const int64_t over = program->memory().running_bytes() - limits.budget;
            const bool less = program->memory().running_bytes() < made.program->memory().running_bytes();
            if (less || over <= 0) made = {std::move(program), way.share(again), false, made.plain_bytes};
            if (over <= 0) return made;
            if (again == way.count()) break;
            room -= over;
            again = std::max(again + 1, way.fewest_for(room));
        }
        if (last) break;
    }
    // The least activations, and weights that are not held.
    Graph least = way.plain();
    double share = 0;
    int64_t arena = planned_arena(least);
    for (const int length : segment_lengths) {
        way.cut(length);
        if (way.count() == 0) continue;
        Graph all = way.with(way.count());
        if (const int64_t bytes = planned_arena(all); bytes < arena) arena = bytes, share = way.share(way.count()), least = std::move(all);
    }
    options.weights_in_place = true;
    options.memory_budget = limits.budget;
    auto program = device.compile(std::move(least), options);
    if (program->memory().running_bytes() < made.program->memory().running_bytes()) made = {std::move(program), share, true, made.plain_bytes};
    return made;
}

}  // namespace imagelab
