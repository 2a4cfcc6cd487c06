#pragma once
// The Vulkan devices of this machine as the engine's devices.
#include <memory>
#include <vector>

#include "core/device/device.h"

namespace imagelab {

struct VulkanOptions {
    int64_t memory_budget = 0;    // bytes a program may hold where CompileOptions says nothing; 0: no limit
    int64_t max_block_bytes = 0;  // no piece of memory gets larger; 0: what the driver allows
    bool validation = false;      // the Khronos validation layer, its messages as Errors (also IMAGELAB_VALIDATION=1)
};

// Every physical device, "vulkan:0" first, in the order the loader gives them; empty where there is no Vulkan loader or no driver.
std::vector<std::unique_ptr<Device>> make_vulkan_devices(const VulkanOptions& options = {});

// Bytes a Vulkan device holds now for this process, by use; what it rounds up is counted.
struct VulkanMemory {
    struct Uses {
        int64_t weights = 0, activations = 0, staging = 0, other = 0;
        int64_t all() const { return weights + activations + staging + other; }
    };
    Uses device, host;
    int64_t driver_bytes = -1;  // its own figure for this process on the device's heap (VK_EXT_memory_budget); -1: it gives none
};
VulkanMemory memory_in_use(const Device& device);  // zeros where the device is none of these

}  // namespace imagelab
