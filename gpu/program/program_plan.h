#pragma once
#include "core/device/device.h"
#include "core/graph/passes.h"
#include "gpu/kernels/kernel.h"
#include "gpu/program/streaming.h"
#include "gpu/vulkan/block_rules.h"

namespace imagelab::gpu {

// What a device must say of itself for a program to be planned for it; it need not be opened, nor be here.
struct PlannedFor {
    PipelineSource& pipelines;
    const Capabilities& capabilities;
    const Tuning* tuning;  // null: kernels are chosen by expectation
    const BlockRules& memory;
};

// A graph lowered for a device, with the place of every byte it will hold there and in host memory: known before anything is allocated.
class ProgramPlan {
  protected:
    ProgramPlan(Graph graph, const CompileOptions& options, const PlannedFor& device, double flops_per_second);
    ~ProgramPlan() = default;

    struct Step {
        std::unique_ptr<Kernel> kernel;
        ValueId node;
        size_t first_weight;  // index into slots_
        double seconds;       // estimated, then measured with its neighbours
        size_t group = 0;     // streamed with its neighbours
    };
    struct Region {  // of the arena and of the staging block
        ValueId value;
        int64_t staged, bytes;
    };

    Schedule schedule_;
    ArenaPlan arena_plan_;
    MemoryPlan plan_;
    std::vector<Step> steps_;
    size_t prompt_steps_ = 0;    // steps_ that run once a prompt; the others run each time
    std::vector<OpCost> costs_;  // of steps_
    std::vector<WeightSlot> slots_;
    StreamPlan streaming_;                // of distinct_
    std::vector<size_t> distinct_;        // indices into slots_
    std::vector<size_t> weight_of_slot_;  // index into distinct_
    std::vector<int64_t> region_offset_;  // of each slot, within its region; -1: resident
    int64_t staging_size_ = 0;
    std::vector<Region> inputs_[2], outputs_, constants_;  // inputs by rate

  private:
    void lower_nodes(const PlannedFor& device, double flops_per_second);
    void place_staging();
    void plan_memory(const BlockRules& memory, int64_t budget);
    int64_t plan_weights(const BlockRules& memory, int64_t room);  // bytes of the device
    void group_streamed();
};

}  // namespace imagelab::gpu
