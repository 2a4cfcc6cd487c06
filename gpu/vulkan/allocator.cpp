#include "gpu/vulkan/allocator.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "gpu/vulkan/faults.h"

namespace imagelab::gpu {

Block& Block::operator=(Block&& other) noexcept {
    std::swap(allocator_, other.allocator_);
    std::swap(use_, other.use_);
    std::swap(place_, other.place_);
    std::swap(bytes_, other.bytes_);
    std::swap(taken_, other.taken_);
    std::swap(memory_, other.memory_);
    std::swap(buffer_, other.buffer_);
    std::swap(address_, other.address_);
    std::swap(mapped_, other.mapped_);
    return *this;
}

Block::~Block() {
    if (allocator_ != nullptr) allocator_->taken_[Allocator::index(use_, place_)] -= taken_;
}

Allocator::Allocator(const PhysicalDevice& physical, const DeviceFunctions& vk, VkDevice device, int64_t max_block_bytes)
    : physical_(physical),
      vk_(vk),
      device_(device),
      max_block_bytes_(physical.capabilities().max_allocation_bytes),
      families_{physical.queues().compute, physical.queues().transfer} {
    if (max_block_bytes > 0) max_block_bytes_ = std::min(max_block_bytes_, max_block_bytes);
    max_block_bytes_ = max_block_bytes_ / alignment * alignment;
}

VkBufferCreateInfo Allocator::buffer_info(int64_t bytes) const {
    VkBufferCreateInfo info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    info.size = static_cast<VkDeviceSize>(bytes);
    info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
                 VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    if (families_[0] != families_[1]) {
        info.sharingMode = VK_SHARING_MODE_CONCURRENT;
        info.queueFamilyIndexCount = 2;
        info.pQueueFamilyIndices = families_.data();
    }
    return info;
}

int64_t Allocator::block_bytes(int64_t bytes, Place) const {
    const VkBufferCreateInfo info = buffer_info(bytes);
    VkDeviceBufferMemoryRequirements question{VK_STRUCTURE_TYPE_DEVICE_BUFFER_MEMORY_REQUIREMENTS};
    question.pCreateInfo = &info;
    VkMemoryRequirements2 answer{VK_STRUCTURE_TYPE_MEMORY_REQUIREMENTS_2};
    vk_.GetDeviceBufferMemoryRequirements(device_, &question, &answer);
    return static_cast<int64_t>(answer.memoryRequirements.size);
}

Block Allocator::allocate(int64_t bytes, MemoryUse use, Place place) {
    if (bytes <= 0 || bytes > max_block_bytes_)
        throw OutOfMemory("[vulkan] a block of " + readable_bytes(bytes) + " was asked for, " + physical_.capabilities().name +
                          " gives at most " + readable_bytes(max_block_bytes_) + " at once: choose a smaller size");
    const std::string what =
        "reserve " + readable_bytes(bytes) + (place == Place::device ? " on " : " of host memory for ") + physical_.capabilities().name;
    Block block;
    block.use_ = use;
    block.place_ = place;
    block.bytes_ = bytes;
    const VkBufferCreateInfo info = buffer_info(bytes);
    VkBuffer buffer = VK_NULL_HANDLE;
    check(vk_.CreateBuffer(device_, &info, nullptr, &buffer), what);
    BufferHandle owner(vk_, device_, buffer);
    const uint32_t type = place == Place::device ? physical_.device_memory_type() : physical_.host_memory_type();
    block.taken_ = block_bytes(bytes, place);
    VkMemoryAllocateFlagsInfo flags{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO};
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    VkMemoryAllocateInfo allocation{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, &flags};
    allocation.allocationSize = static_cast<VkDeviceSize>(block.taken_);
    allocation.memoryTypeIndex = type;
    VkDeviceMemory memory = VK_NULL_HANDLE;
    check(fault_due(Fault::allocate_out_of_memory) ? VK_ERROR_OUT_OF_DEVICE_MEMORY
                                                   : vk_.AllocateMemory(device_, &allocation, nullptr, &memory),
          what);
    block.memory_ = MemoryHandle(vk_, device_, memory);
    block.buffer_ = std::move(owner);
    block.allocator_ = this;
    taken_[index(use, place)] += block.taken_;
    check(vk_.BindBufferMemory(device_, buffer, memory, 0), what);
    VkBufferDeviceAddressInfo address{VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO};
    address.buffer = buffer;
    block.address_ = vk_.GetBufferDeviceAddress(device_, &address);
    if (place == Place::host) {
        void* mapped = nullptr;
        check(vk_.MapMemory(device_, memory, 0, VK_WHOLE_SIZE, 0, &mapped), what);
        block.mapped_ = static_cast<std::byte*>(mapped);
    }
    return block;
}

int64_t Allocator::taken(Place place) const {
    int64_t total = 0;
    for (const MemoryUse use : {MemoryUse::weights, MemoryUse::activations, MemoryUse::staging, MemoryUse::other})
        total += taken(use, place);
    return total;
}

}  // namespace imagelab::gpu
