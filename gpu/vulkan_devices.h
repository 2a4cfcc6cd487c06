#pragma once
// The Vulkan devices of this machine as the engine's devices.
#include <memory>
#include <vector>

#include "core/device/device.h"

namespace imagelab {

struct VulkanOptions {
    int64_t memory_budget = 0;  // bytes a program may hold at once; 0: what the driver says is free
    bool validation = false;    // the Khronos validation layer, its messages as Errors (also IMAGELAB_VALIDATION=1)
};

// Every physical device, "vulkan:0" first, in the order the loader gives them; empty where there is no Vulkan loader or no driver.
std::vector<std::unique_ptr<Device>> make_vulkan_devices(const VulkanOptions& options = {});

}  // namespace imagelab
