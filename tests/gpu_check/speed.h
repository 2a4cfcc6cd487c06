#pragma once
// How fast a device runs SDXL, with weights made up in memory.
#include <nlohmann/json.hpp>

#include "core/device/device.h"

namespace imagelab::gpu_check {

struct Work {
    std::string network;  // "unet", "vae" (decoder), "clip" (the larger text encoder), or "tiny": a UNet of 32 to 64 channels
    int pixels, batch;
};

// Every distinct matrix op of the network as a program of its own: [{"op", "shape", "count", "seconds", "tflops", and its extents}].
nlohmann::json time_shapes(Device& device, DType dtype, const Work& work, double seconds_each);

// Whole forwards: the best of some, and a table of their ops.
nlohmann::json time_forward(Device& device, DType dtype, const Work& work, int runs);

}  // namespace imagelab::gpu_check
