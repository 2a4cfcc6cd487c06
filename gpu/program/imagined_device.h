#pragma once
#include <memory>

#include "core/device/device.h"

namespace imagelab {

// A graphics card that is not here, for plans: what jobs would need on one of so much memory, all of it free. It is taken to have what
// cards of this size have: 16-bit arithmetic, matrix units of 16 x 16 x 16 for f16 and bf16, blocks of memory below 4 GiB that are rounded
// up to 2 MiB. Its id is "vulkan:0". Nothing runs on it: loading a program throws Error. Nobody knows its speed:
// estimated_flops_per_second is 0.
std::unique_ptr<Device> make_imagined_device(int64_t memory_bytes);

}  // namespace imagelab
