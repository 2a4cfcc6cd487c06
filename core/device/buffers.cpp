#include "core/device/buffers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

void check_range(const DeviceBuffer& buffer, int64_t offset, int64_t bytes) {
    if (offset >= 0 && bytes >= 0 && offset <= buffer.bytes() && bytes <= buffer.bytes() - offset) return;
    throw Error("[buffer] " + std::to_string(bytes) + " bytes at " + std::to_string(offset) + " of " + std::to_string(buffer.bytes()));
}

void copy_buffer(DeviceBuffer& from, int64_t from_offset, DeviceBuffer& to, int64_t to_offset, int64_t bytes) {
    check_range(from, from_offset, bytes);
    check_range(to, to_offset, bytes);
    constexpr int64_t most = int64_t{8} << 20;
    std::vector<std::byte> piece(static_cast<size_t>(std::min(bytes, most)));
    // Within one buffer the pieces go in the order in which none is overwritten before it was read.
    const bool backwards = &from == &to && to_offset > from_offset;
    for (int64_t done = 0; done < bytes;) {
        const int64_t size = std::min(most, bytes - done);
        const int64_t at = backwards ? bytes - done - size : done;
        const auto part = std::span(piece).first(static_cast<size_t>(size));
        from.read(from_offset + at, part);
        to.write(to_offset + at, part);
        done += size;
    }
}

}  // namespace imagelab
