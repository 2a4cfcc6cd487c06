#include "core/weights/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace imagelab {
namespace fs = std::filesystem;

OutputFile::OutputFile(const fs::path& path, uint64_t bytes)
    : path_(path), part_(path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".part")) {
    std::error_code code;
    const fs::space_info space = fs::space(path.has_parent_path() ? path.parent_path() : fs::path("."), code);
    if (!code && space.available < bytes) {
        throw Error(path.string() + ": it takes " + readable_bytes(static_cast<int64_t>(bytes)) + ", the disk has " +
                    readable_bytes(static_cast<int64_t>(space.available)) + " free: free some, or write it elsewhere");
    }
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(errno);
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0) return;
    const int error = errno;
    ::close(descriptor_);
    fs::remove(part_, code);
    fail(error);
}

OutputFile::~OutputFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    std::error_code code;
    fs::remove(part_, code);
}

void OutputFile::fail(int error) const {
    throw Error("could not write " + path_.string() + ": " + std::strerror(error));
}

void OutputFile::write(uint64_t at, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(written < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<size_t>(written));
        at += static_cast<uint64_t>(written);
    }
}

void OutputFile::finish() {
    if (::fsync(descriptor_) != 0) fail(errno);
    std::error_code code;
    fs::rename(part_, path_, code);
    if (code) fail(code.value());
    ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace imagelab
