#pragma once
#include <memory>

#include "core/device/device.h"

namespace imagelab {

// The processor, through oneDNN and our own vector kernels: bf16 where it has it, else f32. threads 0: one a core this process may use.
std::unique_ptr<Device> make_cpu_device(int threads = 0);

}  // namespace imagelab
