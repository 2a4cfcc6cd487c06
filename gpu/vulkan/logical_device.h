#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "gpu/kernels/variant_choice.h"
#include "gpu/vulkan/allocator.h"
#include "gpu/vulkan/pipelines.h"

namespace imagelab::gpu {

enum class Queue : uint8_t { compute, transfer };  // the same one where the device has no second

// A point of a timeline semaphore.
struct TimelinePoint {
    VkSemaphore semaphore = VK_NULL_HANDLE;
    uint64_t value = 0;
};

// An opened device: everything made from it holds on to it.
class LogicalDevice final {
  public:
    LogicalDevice(const PhysicalDevice& physical, int64_t max_block_bytes);
    ~LogicalDevice();
    LogicalDevice(const LogicalDevice&) = delete;
    LogicalDevice& operator=(const LogicalDevice&) = delete;

    const PhysicalDevice& physical() const { return physical_; }
    const Capabilities& capabilities() const { return physical_.capabilities(); }
    const DeviceFunctions& vk() const { return functions_.vk; }
    VkDevice handle() const { return functions_.device; }
    Allocator& allocator() { return allocator_; }
    const Allocator& allocator() const { return allocator_; }
    Pipelines& pipelines() { return pipelines_; }
    bool lost() const { return lost_; }
    Tuning& tuning() { return tuning_; }  // read where kernels are chosen

    CommandPoolHandle make_pool(Queue queue);
    std::vector<VkCommandBuffer> make_commands(const CommandPoolHandle& pool, uint32_t count);
    SemaphoreHandle make_timeline();
    // Safe from several threads. Both throw DeviceLost, Error.
    void submit(Queue queue, VkCommandBuffer commands, std::span<const TimelinePoint> waits, TimelinePoint signal);
    void wait(TimelinePoint point);
    // Before a semaphore is destroyed that was waited for: Mesa 22.3's lavapipe wakes the waiter while it still holds the semaphore's lock,
    // and one destroyed at that moment stops its queue for good. Never throws.
    void drain();
    // Records, submits and waits; for what happens once.
    void run_once(Queue queue, const std::function<void(VkCommandBuffer)>& record);

  private:
    // Opened first and closed last.
    struct Functions {
        Functions(const PhysicalDevice& physical);
        ~Functions();
        VkDevice device = nullptr;
        DeviceFunctions vk;
    };
    void note(VkResult result, const char* what);

    PhysicalDevice physical_;
    Functions functions_;
    Allocator allocator_;
    Pipelines pipelines_;
    Tuning tuning_;
    std::array<VkQueue, 2> queues_{};
    std::mutex mutex_;
    std::atomic<bool> lost_{false};
};

}  // namespace imagelab::gpu
