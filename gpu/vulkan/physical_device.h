#pragma once
#include <memory>

#include "gpu/kernels/capabilities.h"
#include "gpu/vulkan/instance.h"

namespace imagelab::gpu {

struct QueueFamilies {
    uint32_t compute = 0, transfer = 0;  // the same where the device has no queue of its own for copies
    bool compute_timestamps = false;
};

// A device as the loader lists it; asking it starts nothing.
class PhysicalDevice final {
  public:
    PhysicalDevice(std::shared_ptr<Instance> instance, VkPhysicalDevice handle);

    Instance& instance() const { return *instance_; }
    VkPhysicalDevice handle() const { return handle_; }
    const Capabilities& capabilities() const { return capabilities_; }
    const QueueFamilies& queues() const { return queues_; }
    const VkPhysicalDeviceMemoryProperties& memory() const { return memory_; }
    // Why it cannot be used: "offers Vulkan 1.1, 1.3 is needed"; empty where it can.
    const std::string& problem() const { return problem_; }
    bool has_extension(const char* name) const;
    uint32_t device_memory_type() const { return device_type_; }  // fastest for kernels
    uint32_t host_memory_type() const { return host_type_; }      // mapped, coherent, cached where there is such
    float timestamp_ns() const { return timestamp_ns_; }

    int64_t device_heap_bytes() const;
    // What the driver says may still be used of the device's heap; -1 where it does not say.
    int64_t device_budget_bytes() const;
    int64_t device_usage_bytes() const;  // the driver's figure for this process; -1 where it gives none

  private:
    void read_properties();
    void read_pci_address();
    void read_features();
    void read_matrix_shapes();
    void choose_queues();
    void choose_memory();

    std::shared_ptr<Instance> instance_;
    VkPhysicalDevice handle_;
    Capabilities capabilities_;
    QueueFamilies queues_;
    VkPhysicalDeviceMemoryProperties memory_{};
    std::vector<std::string> extensions_;
    std::string problem_;
    uint32_t device_type_ = 0, host_type_ = 0;
    float timestamp_ns_ = 1;
};

// Everything optional that the device offers and kernels may use, chained for vkCreateDevice; also what a device is asked with.
struct Features {
    Features();
    Features(const Features&) = delete;
    Features& operator=(const Features&) = delete;
    VkPhysicalDeviceFeatures2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2};
    VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceVulkan13Features v13{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES};
};

}  // namespace imagelab::gpu
