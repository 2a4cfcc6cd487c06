#pragma once
// The Vulkan loader, opened at run time: a machine without one runs the program all the same. Functions are called through tables, so that
// each device has its own direct entry points.
#include <vulkan/vulkan.h>

#include <string>

#include "core/base/error.h"

namespace imagelab::gpu {

// Laid out by hand: clang-format does not come to rest on these.
// clang-format off
#define IMAGELAB_VK_INSTANCE_FUNCTIONS(X)                                                                         \
    X(DestroyInstance) X(EnumeratePhysicalDevices) X(GetPhysicalDeviceProperties) X(GetPhysicalDeviceProperties2) \
    X(GetPhysicalDeviceFeatures2) X(GetPhysicalDeviceMemoryProperties2) X(GetPhysicalDeviceQueueFamilyProperties) \
    X(EnumerateDeviceExtensionProperties) X(CreateDevice) X(GetDeviceProcAddr)

#define IMAGELAB_VK_DEVICE_FUNCTIONS(X)                                                                              \
    X(DestroyDevice) X(GetDeviceQueue) X(DeviceWaitIdle) X(QueueSubmit2) X(CreateBuffer) X(DestroyBuffer)            \
    X(GetBufferDeviceAddress) X(GetDeviceBufferMemoryRequirements) X(GetBufferMemoryRequirements2) X(AllocateMemory) \
    X(FreeMemory) X(BindBufferMemory) X(MapMemory) X(CreateShaderModule) X(DestroyShaderModule)                      \
    X(CreatePipelineLayout) X(DestroyPipelineLayout) X(CreatePipelineCache) X(DestroyPipelineCache)                  \
    X(GetPipelineCacheData) X(CreateComputePipelines) X(DestroyPipeline) X(CreateCommandPool) X(DestroyCommandPool)  \
    X(AllocateCommandBuffers) X(BeginCommandBuffer) X(EndCommandBuffer) X(CmdBindPipeline) X(CmdPushConstants)       \
    X(CmdDispatch) X(CmdPipelineBarrier2) X(CmdCopyBuffer) X(CmdResetQueryPool) X(CmdWriteTimestamp2)                \
    X(CreateQueryPool) X(DestroyQueryPool) X(GetQueryPoolResults) X(CreateSemaphore) X(DestroySemaphore)             \
    X(WaitSemaphores) X(GetSemaphoreCounterValue) X(QueueWaitIdle)
// clang-format on

#define IMAGELAB_VK_MEMBER(name) PFN_vk##name name = nullptr;

struct InstanceFunctions {
    IMAGELAB_VK_INSTANCE_FUNCTIONS(IMAGELAB_VK_MEMBER)
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr = nullptr;
    // Of extensions: nullptr where they are not there.
    PFN_vkCreateDebugUtilsMessengerEXT CreateDebugUtilsMessengerEXT = nullptr;
    PFN_vkDestroyDebugUtilsMessengerEXT DestroyDebugUtilsMessengerEXT = nullptr;
    PFN_vkCmdBeginDebugUtilsLabelEXT CmdBeginDebugUtilsLabelEXT = nullptr;
    PFN_vkCmdEndDebugUtilsLabelEXT CmdEndDebugUtilsLabelEXT = nullptr;
    PFN_vkCmdInsertDebugUtilsLabelEXT CmdInsertDebugUtilsLabelEXT = nullptr;
    PFN_vkSetDebugUtilsObjectNameEXT SetDebugUtilsObjectNameEXT = nullptr;
};

struct DeviceFunctions {
    IMAGELAB_VK_DEVICE_FUNCTIONS(IMAGELAB_VK_MEMBER)
};

#undef IMAGELAB_VK_MEMBER

// libvulkan.so.1, opened once for the process; nullptr where there is none.
PFN_vkGetInstanceProcAddr vulkan_loader();
// Throws Error where a function that Vulkan 1.3 has is missing.
InstanceFunctions load_functions(VkInstance instance);
DeviceFunctions load_functions(const InstanceFunctions& vk, VkDevice device);

// Throws DeviceLost, OutOfMemory or Error where the result is a failure; `what` was being done: "run the program".
void check(VkResult result, const std::string& what);

}  // namespace imagelab::gpu
