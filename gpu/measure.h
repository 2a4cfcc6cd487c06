#pragma once
#include "core/device/device.h"

namespace imagelab::gpu {

// How fast a device multiplies [side, side] matrices through its own programs, the best of three; 0.5 s at most on a real GPU.
double measured_flops_per_second(Device& device, DType dtype, int64_t side);

}  // namespace imagelab::gpu
