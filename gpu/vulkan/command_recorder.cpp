#include "gpu/vulkan/command_recorder.h"

namespace imagelab::gpu {

constexpr VkPipelineStageFlags2 work_stages = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_COPY_BIT;

void CommandRecorder::memory_barrier(VkPipelineStageFlags2 to, VkAccessFlags2 access) {
    VkMemoryBarrier2 barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER_2};
    barrier.srcStageMask = work_stages;
    barrier.srcAccessMask = VK_ACCESS_2_SHADER_WRITE_BIT | VK_ACCESS_2_TRANSFER_WRITE_BIT;
    barrier.dstStageMask = to;
    barrier.dstAccessMask = access;
    VkDependencyInfo info{VK_STRUCTURE_TYPE_DEPENDENCY_INFO};
    info.memoryBarrierCount = 1;
    info.pMemoryBarriers = &barrier;
    device_.vk().CmdPipelineBarrier2(commands_, &info);
}

void CommandRecorder::barrier() {
    memory_barrier(work_stages, VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_SHADER_WRITE_BIT | VK_ACCESS_2_TRANSFER_READ_BIT |
                                    VK_ACCESS_2_TRANSFER_WRITE_BIT);
}

void CommandRecorder::host_barrier() {
    memory_barrier(VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}

void CommandRecorder::copy(Address from, Address to, int64_t bytes) {
    const Place source = resolve_(from, bytes), target = resolve_(to, bytes);
    const VkBufferCopy region{source.offset, target.offset, static_cast<VkDeviceSize>(bytes)};
    device_.vk().CmdCopyBuffer(commands_, source.buffer, target.buffer, 1, &region);
}

void CommandRecorder::begin_label(const std::string& text) {
    const InstanceFunctions& vk = device_.physical().instance().vk();
    if (vk.CmdBeginDebugUtilsLabelEXT == nullptr) return;
    VkDebugUtilsLabelEXT label{VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT};
    label.pLabelName = text.c_str();
    vk.CmdBeginDebugUtilsLabelEXT(commands_, &label);
}

void CommandRecorder::end_label() {
    const InstanceFunctions& vk = device_.physical().instance().vk();
    if (vk.CmdEndDebugUtilsLabelEXT != nullptr) vk.CmdEndDebugUtilsLabelEXT(commands_);
}

void CommandRecorder::dispatch_bytes(const Pipeline& pipeline, Groups groups, std::span<const std::byte> params) {
    const DeviceFunctions& vk = device_.vk();
    const auto& most = device_.capabilities().max_groups;
    if (groups.x == 0 || groups.y == 0 || groups.z == 0) return;
    if (groups.x > most[0] || groups.y > most[1] || groups.z > most[2])
        throw Error("[" + pipeline.name() + "] " + std::to_string(groups.x) + " x " + std::to_string(groups.y) + " x " +
                    std::to_string(groups.z) + " workgroups are more than the device takes");
    const VkPipeline handle = device_.pipelines().handle(pipeline);
    if (handle != bound_) vk.CmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, handle);
    bound_ = handle;
    vk.CmdPushConstants(commands_, device_.pipelines().layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, static_cast<uint32_t>(params.size()),
                        params.data());
    begin_label(pipeline.name());
    vk.CmdDispatch(commands_, groups.x, groups.y, groups.z);
    end_label();
}

}  // namespace imagelab::gpu
