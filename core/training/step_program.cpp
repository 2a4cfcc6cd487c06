#include "core/training/step_program.h"

#include <algorithm>
#include <optional>

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

// From the quickest to what takes the least.
class StepCompiler {
  public:
    StepCompiler(Device& device, Graph graph, const StepLimits& limits)
        : device_(device), way_(std::move(graph)), limits_(limits), own_memory_(device.info().own_memory) {
        options_.fuse = false;  // it is, before anything is computed anew: what is, is computed by the same nodes
        options_.threads = limits.threads;
    }

    StepProgram run() {
        if (take(way_.plain(), 0)) return std::move(best_);
        if (own_memory_ && recompute_as_needed()) return std::move(best_);
        options_.weights_in_place = true;
        options_.memory_budget = limits_.budget;
        if (own_memory_) {
            recompute_most();
        } else if (!take(way_.plain(), 0) && !recompute_as_needed()) {
            recompute_most();
        }
        return std::move(best_);
    }

  private:
    // Whether this fits; it is kept where it takes less than what was found before.
    bool take(Graph graph, double again) {
        auto program = device_.compile(std::move(graph), options_);
        const int64_t bytes = program->memory().running_bytes();
        over_ = bytes - limits_.budget;
        if (again == 0) beside_ = bytes - planned_arena(way_.plain());  // weights, code, scratch
        const int64_t plain = best_.program ? best_.plain_bytes : bytes;
        if (!best_.program || bytes < best_.program->memory().running_bytes())
            best_ = {std::move(program), again, options_.weights_in_place, plain};
        return limits_.budget <= 0 || over_ <= 0;
    }

    bool recompute_as_needed() {
        for (const int length : segment_lengths) {
            way_.cut(length);
            int64_t room = limits_.budget - beside_;
            size_t again = way_.count() > 0 ? way_.fewest_for(room) : 0;
            for (int tries = 0; again > 0 && tries < most_tries; ++tries) {
                if (take(way_.with(again), way_.share(again))) return true;
                if (again == way_.count()) break;
                room -= over_;
                again = std::max(again + 1, way_.fewest_for(room));
            }
        }
        return false;
    }

    void recompute_most() {
        int64_t least = planned_arena(way_.plain());
        std::optional<Graph> found;
        double share = 0;
        for (const int length : segment_lengths) {
            way_.cut(length);
            if (way_.count() == 0) continue;
            Graph all = way_.with(way_.count());
            if (const int64_t bytes = planned_arena(all); bytes < least) least = bytes, share = way_.share(way_.count()), found = std::move(all);
        }
        if (found) take(std::move(*found), share);
    }

    Device& device_;
    Recomputation way_;
    const StepLimits limits_;
    const bool own_memory_;
    CompileOptions options_;
    StepProgram best_;
    int64_t over_ = 0, beside_ = 0;
};

}  // namespace

StepProgram compile_step(Device& device, Graph graph, const StepLimits& limits) {
    return StepCompiler(device, std::move(graph), limits).run();
}

}  // namespace imagelab
