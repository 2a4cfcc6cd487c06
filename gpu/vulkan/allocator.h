#pragma once
// Device and mapped host memory in blocks, counted to the byte. A block is one VkDeviceMemory under one VkBuffer; whoever takes it places
// values in it by offset (core/graph/passes.h plans the arena, gpu/program/weight_bank.h the weights).
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "gpu/kernels/recorder.h"
#include "gpu/vulkan/block_rules.h"
#include "gpu/vulkan/handle.h"
#include "gpu/vulkan/physical_device.h"

namespace imagelab::gpu {

enum class MemoryUse : uint8_t { weights, activations, staging, other };

class Allocator;

class Block final {
  public:
    Block() = default;
    Block(Block&& other) noexcept { *this = std::move(other); }
    Block& operator=(Block&& other) noexcept;
    ~Block();

    explicit operator bool() const { return static_cast<bool>(memory_); }
    int64_t bytes() const { return bytes_; }  // as asked for
    int64_t taken() const { return taken_; }  // of the memory, as the driver rounds it
    Address address() const { return address_; }
    std::byte* mapped() const { return mapped_; }  // host blocks only
    VkBuffer buffer() const { return buffer_.get(); }

  private:
    friend class Allocator;
    Allocator* allocator_ = nullptr;
    MemoryUse use_ = MemoryUse::other;
    Place place_ = Place::device;
    int64_t bytes_ = 0, taken_ = 0;
    MemoryHandle memory_;
    BufferHandle buffer_;  // goes before its memory
    Address address_ = 0;
    std::byte* mapped_ = nullptr;
};

class Allocator final : public BlockRules {
  public:
    // max_block_bytes: no block gets larger, at most the driver's maxMemoryAllocationSize.
    Allocator(const PhysicalDevice& physical, const DeviceFunctions& vk, VkDevice device, int64_t max_block_bytes);

    // Throws OutOfMemory, Error. Bytes are zeroed by nobody.
    Block allocate(int64_t bytes, MemoryUse use, Place place);
    int64_t max_block_bytes() const override { return max_block_bytes_; }
    int64_t block_bytes(int64_t bytes, Place place) const override;
    // Taken now by living blocks.
    int64_t taken(MemoryUse use, Place place) const { return taken_[index(use, place)]; }
    int64_t taken(Place place) const;

  private:
    friend class Block;
    static size_t index(MemoryUse use, Place place) { return static_cast<size_t>(use) * 2 + static_cast<size_t>(place); }
    VkBufferCreateInfo buffer_info(int64_t bytes) const;

    const PhysicalDevice& physical_;
    const DeviceFunctions& vk_;
    VkDevice device_;
    int64_t max_block_bytes_;
    std::array<uint32_t, 2> families_{};
    std::array<std::atomic<int64_t>, 8> taken_{};
};

}  // namespace imagelab::gpu
