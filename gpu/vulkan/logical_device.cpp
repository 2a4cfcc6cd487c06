#include "gpu/vulkan/logical_device.h"

#include <algorithm>
#include <array>

#include "core/base/paths.h"
#include "gpu/vulkan/cooperative_matrix.h"
#include "gpu/vulkan/faults.h"

namespace imagelab::gpu {
namespace {

// What kernels may use is switched on where it is there; robustness and the like stay off.
void choose(Features& wanted, const Features& there) {
    wanted.all.features.shaderInt16 = there.all.features.shaderInt16;
    wanted.all.features.shaderInt64 = there.all.features.shaderInt64;
    wanted.v11.storageBuffer16BitAccess = there.v11.storageBuffer16BitAccess;
    wanted.v12.storageBuffer8BitAccess = there.v12.storageBuffer8BitAccess;
    wanted.v12.shaderFloat16 = there.v12.shaderFloat16;
    wanted.v12.shaderInt8 = there.v12.shaderInt8;
    wanted.v12.shaderSubgroupExtendedTypes = there.v12.shaderSubgroupExtendedTypes;
    wanted.v12.vulkanMemoryModel = there.v12.vulkanMemoryModel;
    wanted.v12.vulkanMemoryModelDeviceScope = there.v12.vulkanMemoryModelDeviceScope;
    wanted.v12.bufferDeviceAddress = VK_TRUE;
    wanted.v12.scalarBlockLayout = VK_TRUE;
    wanted.v12.timelineSemaphore = VK_TRUE;
    wanted.v12.hostQueryReset = there.v12.hostQueryReset;
    wanted.v13.synchronization2 = VK_TRUE;
    wanted.v13.maintenance4 = VK_TRUE;
    wanted.v13.subgroupSizeControl = there.v13.subgroupSizeControl;
    wanted.v13.computeFullSubgroups = there.v13.computeFullSubgroups;
}

}  // namespace

LogicalDevice::Functions::Functions(const PhysicalDevice& physical) {
    const InstanceFunctions& instance = physical.instance().vk();
    Features there, wanted;
    instance.GetPhysicalDeviceFeatures2(physical.handle(), &there.all);
    choose(wanted, there);
    khr::CooperativeMatrixFeatures matrix;
    matrix.cooperativeMatrix = VK_TRUE;
    khr::BFloat16Features bfloat16;
    bfloat16.type = bfloat16.cooperative_matrix = VK_TRUE;
    std::vector<const char*> extensions;
    if (!physical.capabilities().matrix_shapes.empty()) {
        wanted.v13.pNext = &matrix;
        extensions.push_back(khr::cooperative_matrix_extension);
        const auto& shapes = physical.capabilities().matrix_shapes;
        if (std::any_of(shapes.begin(), shapes.end(), [](const MatrixShape& s) { return s.input == MatrixShape::Element::bf16; })) {
            matrix.pNext = &bfloat16;
            extensions.push_back(khr::bfloat16_extension);
        }
    }
    if (physical.capabilities().memory_budget) extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);

    const float priority = 1;
    std::array<VkDeviceQueueCreateInfo, 2> queues{};
    const QueueFamilies& families = physical.queues();
    for (auto& queue : queues) queue = {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, nullptr, 0, families.compute, 1, &priority};
    queues[1].queueFamilyIndex = families.transfer;
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &wanted.all};
    info.queueCreateInfoCount = families.compute == families.transfer ? 1 : 2;
    info.pQueueCreateInfos = queues.data();
    info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    check(instance.CreateDevice(physical.handle(), &info, nullptr, &device), "open " + physical.capabilities().name);
    vk = load_functions(instance, device);
}

LogicalDevice::Functions::~Functions() {
    vk.DestroyDevice(device, nullptr);
}

LogicalDevice::LogicalDevice(const PhysicalDevice& physical, int64_t max_block_bytes)
    : physical_(physical),
      functions_(physical_),
      allocator_(physical_, functions_.vk, functions_.device, max_block_bytes),
      pipelines_(physical_, functions_.vk, functions_.device, cache_dir().empty() ? cache_dir() : cache_dir() / "vulkan") {
    vk().GetDeviceQueue(handle(), physical_.queues().compute, 0, &queues_[0]);
    vk().GetDeviceQueue(handle(), physical_.queues().transfer, 0, &queues_[1]);
}

LogicalDevice::~LogicalDevice() {
    vk().DeviceWaitIdle(handle());
}

void LogicalDevice::note(VkResult result, const char* what) {
    if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
    check(result, what);
}

CommandPoolHandle LogicalDevice::make_pool(Queue queue) {
    VkCommandPoolCreateInfo info{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    info.queueFamilyIndex = queue == Queue::compute ? physical_.queues().compute : physical_.queues().transfer;
    VkCommandPool pool = VK_NULL_HANDLE;
    note(vk().CreateCommandPool(handle(), &info, nullptr, &pool), "create a command pool");
    return {vk(), handle(), pool};
}

std::vector<VkCommandBuffer> LogicalDevice::make_commands(const CommandPoolHandle& pool, uint32_t count) {
    VkCommandBufferAllocateInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    info.commandPool = pool.get();
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = count;
    std::vector<VkCommandBuffer> commands(count);
    note(vk().AllocateCommandBuffers(handle(), &info, commands.data()), "create command buffers");
    return commands;
}

SemaphoreHandle LogicalDevice::make_timeline() {
    VkSemaphoreTypeCreateInfo type{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &type};
    VkSemaphore semaphore = VK_NULL_HANDLE;
    note(vk().CreateSemaphore(handle(), &info, nullptr, &semaphore), "create a semaphore");
    return {vk(), handle(), semaphore};
}

void LogicalDevice::submit(Queue queue, VkCommandBuffer commands, std::span<const TimelinePoint> waits, TimelinePoint signal) {
    std::vector<VkSemaphoreSubmitInfo> wait_infos;
    for (const TimelinePoint& point : waits)
        wait_infos.push_back(
            {VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO, nullptr, point.semaphore, point.value, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, 0});
    VkCommandBufferSubmitInfo command{VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO};
    command.commandBuffer = commands;
    const VkSemaphoreSubmitInfo signal_info{VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO, nullptr, signal.semaphore, signal.value,
                                            VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,    0};
    VkSubmitInfo2 info{VK_STRUCTURE_TYPE_SUBMIT_INFO_2};
    info.waitSemaphoreInfoCount = static_cast<uint32_t>(wait_infos.size());
    info.pWaitSemaphoreInfos = wait_infos.data();
    info.commandBufferInfoCount = 1;
    info.pCommandBufferInfos = &command;
    info.signalSemaphoreInfoCount = 1;
    info.pSignalSemaphoreInfos = &signal_info;
    const std::lock_guard lock(mutex_);
    note(fault_due(Fault::submit_device_lost) ? VK_ERROR_DEVICE_LOST
                                              : vk().QueueSubmit2(queues_[static_cast<size_t>(queue)], 1, &info, VK_NULL_HANDLE),
         "submit work");
}

void LogicalDevice::drain() {
    const std::lock_guard lock(mutex_);
    for (const VkQueue queue : queues_) vk().QueueWaitIdle(queue);
}

void LogicalDevice::wait(TimelinePoint point) {
    VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
    info.semaphoreCount = 1;
    info.pSemaphores = &point.semaphore;
    info.pValues = &point.value;
    note(vk().WaitSemaphores(handle(), &info, UINT64_MAX), "wait for the device");
}

void LogicalDevice::run_once(Queue queue, const std::function<void(VkCommandBuffer)>& record) {
    const CommandPoolHandle pool = make_pool(queue);
    const VkCommandBuffer commands = make_commands(pool, 1).front();
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    note(vk().BeginCommandBuffer(commands, &begin), "record commands");
    record(commands);
    note(vk().EndCommandBuffer(commands), "record commands");
    const SemaphoreHandle done = make_timeline();
    submit(queue, commands, {}, {done.get(), 1});
    wait({done.get(), 1});
    drain();
}

}  // namespace imagelab::gpu
