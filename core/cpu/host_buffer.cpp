#include "core/cpu/host_buffer.h"

#include <sys/mman.h>

#include <string>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace imagelab::cpu {

constexpr int64_t huge_page = 2 << 20;

HostBuffer::HostBuffer(int64_t bytes) : bytes_(bytes) {
    if (bytes == 0) return;
    // Whole huge pages, so that the system can use them to the end of the buffer without taking more than was planned for.
    void* memory =
        ::mmap(nullptr, static_cast<size_t>(bytes + huge_page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw Error("[memory] the system refused " + readable_bytes(bytes) + ": close other programs or choose a smaller size");
    const auto address = reinterpret_cast<uintptr_t>(memory);
    const uintptr_t start = (address + huge_page - 1) / huge_page * huge_page;
    const uintptr_t end = (start + static_cast<uintptr_t>(bytes) + 4095) / 4096 * 4096;
    if (start > address) ::munmap(memory, start - address);
    if (address + bytes + huge_page > end) ::munmap(reinterpret_cast<void*>(end), (address + bytes + huge_page + 4095) / 4096 * 4096 - end);
    data_ = reinterpret_cast<std::byte*>(start);
    ::madvise(data_, end - start, MADV_HUGEPAGE);
}

HostBuffer::~HostBuffer() {
    if (data_ != nullptr) ::munmap(data_, static_cast<size_t>((bytes_ + 4095) / 4096 * 4096));
}

}  // namespace imagelab::cpu
