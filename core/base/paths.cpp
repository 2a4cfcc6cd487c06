#include "core/base/paths.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/base/read_file.h"

namespace imagelab {
namespace fs = std::filesystem;

fs::path resource_dir() {
    if (const char* named = std::getenv("IMAGELAB_RESOURCES")) return named;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    for (const fs::path& candidate :
         {program.parent_path().parent_path() / "share" / "imagelab", fs::path(IMAGELAB_SOURCE_DIR) / "resources"}) {
        if (fs::is_directory(candidate / "schema", ignored)) return candidate;
    }
    throw Error("the program's resources were not found: reinstall it, or set IMAGELAB_RESOURCES to the folder that holds schema/");
}

fs::path data_dir() {
    const auto set = [](const char* name) -> const char* {
        const char* value = std::getenv(name);
        return value && *value ? value : nullptr;
    };
    if (const char* named = set("IMAGELAB_DATA")) return fs::absolute(named);
    if (const char* shared = set("XDG_DATA_HOME")) return fs::path(shared) / "imagelab";
    if (const char* home = set("HOME")) return fs::path(home) / ".local" / "share" / "imagelab";
    throw Error("there is no home folder to keep things in: set HOME, or name a folder with --data DIR");
}

fs::path shared_dir(const fs::path& data) {
    const char* named = std::getenv("IMAGELAB_SHARED");
    return named && *named ? fs::absolute(named) : data;
}

fs::path cache_dir() {
    if (const char* named = std::getenv("IMAGELAB_CACHE")) return named;
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/') return fs::path(cache) / "imagelab";
    const char* home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? fs::path(home) / ".cache" / "imagelab" : fs::path();
}

void write_file_atomically(const fs::path& path, const void* data, size_t bytes) {
    const fs::path temporary = path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + ".part");
    const auto fail = [&](const char* what, int code) {
        ::unlink(temporary.c_str());
        throw Error(std::string("could not ") + what + " " + path.string() + ": " + std::strerror(code));
    };
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) fail("create", errno);
    const char* cursor = static_cast<const char*>(data);
    for (size_t left = bytes; left > 0;) {
        const ssize_t written = ::write(file, cursor, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            const int code = errno;
            ::close(file);
            fail("write", code);
        }
        cursor += written;
        left -= static_cast<size_t>(written);
    }
    if (::fsync(file) != 0 || ::close(file) != 0) fail("write", errno);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail("rename the finished file to", errno);
}

std::string read_text_file(const fs::path& path) {
    return read_regular_file(path).value();
}

}  // namespace imagelab
