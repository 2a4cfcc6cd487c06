#pragma once
#include <utility>

#include "gpu/vulkan/loader.h"

namespace imagelab::gpu {

// Something a device made, destroyed with it: move-only. Destroy is the table's function for its kind.
template <class T, auto Destroy>
class Handle final {
  public:
    Handle() = default;
    Handle(const DeviceFunctions& vk, VkDevice device, T handle) : vk_(&vk), device_(device), handle_(handle) {}
    Handle(Handle&& other) noexcept : vk_(other.vk_), device_(other.device_), handle_(std::exchange(other.handle_, T{})) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(vk_, other.vk_);
        std::swap(device_, other.device_);
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Handle() {
        if (handle_ != T{}) (vk_->*Destroy)(device_, handle_, nullptr);
    }
    T get() const { return handle_; }
    explicit operator bool() const { return handle_ != T{}; }

  private:
    const DeviceFunctions* vk_ = nullptr;
    VkDevice device_ = nullptr;
    T handle_{};
};

using BufferHandle = Handle<VkBuffer, &DeviceFunctions::DestroyBuffer>;
using MemoryHandle = Handle<VkDeviceMemory, &DeviceFunctions::FreeMemory>;
using ShaderHandle = Handle<VkShaderModule, &DeviceFunctions::DestroyShaderModule>;
using PipelineLayoutHandle = Handle<VkPipelineLayout, &DeviceFunctions::DestroyPipelineLayout>;
using PipelineHandle = Handle<VkPipeline, &DeviceFunctions::DestroyPipeline>;
using PipelineCacheHandle = Handle<VkPipelineCache, &DeviceFunctions::DestroyPipelineCache>;
using CommandPoolHandle = Handle<VkCommandPool, &DeviceFunctions::DestroyCommandPool>;
using SemaphoreHandle = Handle<VkSemaphore, &DeviceFunctions::DestroySemaphore>;
using QueryPoolHandle = Handle<VkQueryPool, &DeviceFunctions::DestroyQueryPool>;

}  // namespace imagelab::gpu
