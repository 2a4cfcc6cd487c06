#pragma once
// Raw memory of a device, for programs that ask for it over HTTP; the engine's own lies in program and weight banks.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace imagelab {

// Zeroed when it is made. By one thread at a time. Reads and writes beyond the end are an Error; a device that is gone throws DeviceLost.
class DeviceBuffer {
  public:
    virtual ~DeviceBuffer() = default;
    virtual int64_t bytes() const = 0;
    // What of them the device's free memory is already without: pages of the processor's count once they were written.
    virtual int64_t resident_bytes() const = 0;
    virtual void write(int64_t offset, std::span<const std::byte> from) = 0;
    virtual void read(int64_t offset, std::span<std::byte> to) = 0;
    virtual void clear() = 0;  // zeros
};

// A Device that offers such memory is one of these, too.
class BufferDevice {
  public:
    virtual ~BufferDevice() = default;
    virtual std::unique_ptr<DeviceBuffer> make_buffer(int64_t bytes) = 0;  // throws OutOfMemory, Error
};

// Between two of any devices, through pieces of the host's memory.
void copy_buffer(DeviceBuffer& from, int64_t from_offset, DeviceBuffer& to, int64_t to_offset, int64_t bytes);
// Throws Error unless the range lies within.
void check_range(const DeviceBuffer& buffer, int64_t offset, int64_t bytes);

}  // namespace imagelab
