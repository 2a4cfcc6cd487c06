#pragma once
// Which weights stay on the device and which are streamed from host memory each forward, through two regions used in turn: while the device
// computes with one, the next weights arrive in the other. Plain arithmetic, the same answer for the same program and budget.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imagelab::gpu {

struct StreamStep {
    std::vector<size_t> weights;  // indices of distinct weights
    double flops = 0;
    bool once = false;  // runs once a prompt
};

struct StreamPlan {
    std::vector<bool> streamed;  // of each weight
    int64_t region_bytes = 0;    // of each of the two; 0: nothing is streamed
};

// weight_bytes: aligned, of each distinct weight. room: bytes for resident weights and both regions. Weights of steps that run once are
// streamed first, then those whose steps compute longest for each byte, small ones last. Where everything streamed is still too much,
// everything is.
StreamPlan plan_streaming(std::span<const int64_t> weight_bytes, std::span<const StreamStep> steps, int64_t room);

}  // namespace imagelab::gpu
