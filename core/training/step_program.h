#pragma once
// The graph of a step as a program that takes no more than so many bytes of its device.
#include <memory>

#include "core/device/device.h"
#include "core/training/training_graph.h"

namespace imagelab {

struct StepLimits {
    int64_t budget = 0;  // bytes of the device, MemoryPlan::running_bytes(); 0: no limit
    int threads = 0;     // of the processor; 0: the device's
};

struct StepProgram {
    std::unique_ptr<Program> program;
    double again = 0;           // share of the way to the loss (FLOPs) that is computed anew on the way back
    bool weights_stay = false;  // in their file, or in the host's memory, from where they pass through a window
    int64_t plain_bytes = 0;    // that it would take if nothing were computed anew
};

// The quickest that fits the budget. On a card: as much of the way to the loss is computed anew as is needed, the cheapest bytes first
// (core/autodiff/recompute.h), then weights are streamed, too. On the processor, where weights that stay in their file cost less: these
// first. Where not even all of it is enough, memory() of what came out says more than the budget. The same gradients come out bit for bit
// however much is computed anew; weights in their file are multiplied by other kernels.
StepProgram compile_step(Device& device, Graph graph, const StepLimits& limits);

}  // namespace imagelab
