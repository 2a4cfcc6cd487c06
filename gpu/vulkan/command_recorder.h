#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gpu/kernels/recorder.h"
#include "gpu/vulkan/logical_device.h"

namespace imagelab::gpu {

// Writes dispatches into a Vulkan command buffer.
class CommandRecorder final : public Recorder {
  public:
    // Finds the buffer behind an address; throws Error where there is none.
    struct Place {
        VkBuffer buffer;
        VkDeviceSize offset;
    };
    using Resolve = std::function<Place(Address, int64_t bytes)>;
    CommandRecorder(LogicalDevice& device, VkCommandBuffer commands, Resolve resolve)
        : device_(device), commands_(commands), resolve_(std::move(resolve)) {}

    void barrier() override;
    void copy(Address from, Address to, int64_t bytes) override;
    void host_barrier();  // what was written may be read by the host once the submission is done
    void begin_label(const std::string& text);
    void end_label();

  private:
    void dispatch_bytes(const Pipeline& pipeline, Groups groups, std::span<const std::byte> params) override;
    void memory_barrier(VkPipelineStageFlags2 to, VkAccessFlags2 access);

    LogicalDevice& device_;
    VkCommandBuffer commands_;
    Resolve resolve_;
    VkPipeline bound_ = VK_NULL_HANDLE;
};

}  // namespace imagelab::gpu
