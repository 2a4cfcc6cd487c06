#pragma once
#include <cstdint>

namespace imagelab::gpu {

enum class Place : uint8_t { device, host };  // host: mapped for its whole life, coherent

// How a device gives memory: what a plan must know of it.
class BlockRules {
  public:
    static constexpr int64_t alignment = 256;  // of values within a block
    static int64_t aligned(int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

    virtual ~BlockRules() = default;
    virtual int64_t max_block_bytes() const = 0;  // no block is larger
    // What a block of so many bytes takes from the device, as the driver rounds it.
    virtual int64_t block_bytes(int64_t bytes, Place place) const = 0;
};

}  // namespace imagelab::gpu
