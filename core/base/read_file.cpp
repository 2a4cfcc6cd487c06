#include "core/base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <istream>

namespace imagelab {
namespace {

namespace fs = std::filesystem;

Failure unreadable(const fs::path& path, const std::string& why) {
    return Failure{"could not read " + path.string() + ": " + why};
}

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "it is a folder, expected a file";
    if (S_ISFIFO(mode)) return "it is a pipe, expected a file";
    if (S_ISSOCK(mode)) return "it is a socket, expected a file";
    return "it is a device, expected a file";
}

Failure too_large(const fs::path& path, size_t limit) {
    return unreadable(path, "it has more than the " + std::to_string(limit) + " bytes that such a file may have");
}

}  // namespace

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<OpenFile> open_regular_file(const fs::path& path) {
    if (const auto regular = check_regular_file(path); !regular) return Failure{regular.error()};
    // Another file may have taken its place since: without O_NONBLOCK a pipe nobody writes to would block here.
    OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (file < 0 || ::fstat(file, &status) != 0) return unreadable(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return unreadable(path, kind_of(status.st_mode));
    return file;
}

Result<std::string> read_regular_file(const fs::path& path, size_t limit) {
    const Result<OpenFile> opened = open_regular_file(path);
    if (!opened) return Failure{opened.error()};
    const OpenFile& file = *opened;
    struct stat status {};
    if (::fstat(file, &status) != 0) return unreadable(path, std::strerror(errno));
    if (static_cast<size_t>(status.st_size) > limit) return too_large(path, limit);
    // Read to its end and not to its size: files in /proc have none, others may grow meanwhile.
    std::string text(std::max<size_t>(static_cast<size_t>(status.st_size) + 1, 4096), '\0');
    for (size_t have = 0;;) {
        const ssize_t got = ::read(file, text.data() + have, text.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(path, std::strerror(errno));
        have += static_cast<size_t>(got);
        if (have > limit) return too_large(path, limit);
        if (got == 0) {
            text.resize(have);
            return text;
        }
        if (have == text.size()) text.resize(2 * have);
    }
}

Result<void> check_regular_file(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return unreadable(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return unreadable(path, kind_of(status.st_mode));
    return {};
}

Result<std::string> read_stream(std::istream& in, const std::string& name, size_t limit) {
    std::string text;
    char part[1 << 16];
    while (in.read(part, sizeof part), in.gcount() > 0) {
        text.append(part, static_cast<size_t>(in.gcount()));
        if (text.size() > limit) return Failure{name + " holds more than " + std::to_string(limit) + " bytes"};
    }
    return text;
}

}  // namespace imagelab
