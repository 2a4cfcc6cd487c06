#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

namespace imagelab::cpu {

// Zeroed private memory straight from the system, on huge pages where it offers them, given back whole when it ends.
class HostBuffer final {
  public:
    HostBuffer() = default;
    explicit HostBuffer(int64_t bytes);  // throws Error where the system refuses
    HostBuffer(HostBuffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    HostBuffer& operator=(HostBuffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~HostBuffer();
    std::byte* data() const { return data_; }
    int64_t bytes() const { return bytes_; }

  private:
    std::byte* data_ = nullptr;
    int64_t bytes_ = 0;
};

}  // namespace imagelab::cpu
