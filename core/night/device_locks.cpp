#include "core/night/device_locks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The file of a device, locked while this lives.
class LockedFile {
  public:
    // Other accounts' files are opened without O_CREAT, which fs.protected_regular forbids in shared folders.
    explicit LockedFile(const fs::path& path) {
        handle_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (handle_ < 0 && errno == ENOENT) {
            handle_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
            if (handle_ >= 0) ::fchmod(handle_, 0666);
            if (handle_ < 0 && errno == EEXIST) handle_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        }
        while (handle_ >= 0 && ::flock(handle_, LOCK_EX) != 0) {
            if (errno == EINTR) continue;
            ::close(handle_);
            handle_ = -1;
        }
    }
    ~LockedFile() {
        if (handle_ >= 0) ::close(handle_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;

    bool open() const { return handle_ >= 0; }
    std::string read() const {
        char text[1024];
        const ssize_t bytes = ::pread(handle_, text, sizeof text, 0);
        return {text, bytes > 0 ? static_cast<size_t>(bytes) : 0};
    }
    bool write(const std::string& text) const {
        return ::ftruncate(handle_, 0) == 0 && ::pwrite(handle_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    }

  private:
    int handle_ = -1;
};

std::string text_of(const ProcessIdentity& process) {
    return json{{"pid", process.pid}, {"started", process.started}, {"boot", process.boot}, {"place", process.place}}.dump() + "\n";
}

// What a crash left half written names nobody.
std::optional<ProcessIdentity> living(const std::string& text) {
    const auto entry = read_json(text);
    if (!entry || !entry->is_object()) return std::nullopt;
    ProcessIdentity process;
    try {
        process = {entry->at("pid"), entry->at("started"), entry->at("boot"), entry->at("place")};
    } catch (const json::exception&) {
        return std::nullopt;
    }
    const ProcessIdentity self = this_process();
    if (process.boot != self.boot) return std::nullopt;  // the machine was started anew
    return is_alive(process, 0) ? std::optional(process) : std::nullopt;
}

}  // namespace

Result<DeviceLocks> DeviceLocks::open() {
    const char* named = std::getenv("IMAGELAB_LOCKS");
    return open(named != nullptr && *named != 0 ? fs::path(named) : fs::path("/tmp/imagelab-locks"));
}

Result<DeviceLocks> DeviceLocks::open(const fs::path& folder) {
    std::error_code error;
    if (fs::create_directories(folder, error)) ::chmod(folder.c_str(), 01777);
    if (!fs::is_directory(folder, error))
        return Failure{"the folder for locks, " + folder.string() + ", cannot be made: " + std::strerror(errno) +
                       "; name another in IMAGELAB_LOCKS"};
    return DeviceLocks(folder);
}

fs::path DeviceLocks::file(const std::string& device) const {
    std::string name = device;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.'; }, '-');
    return folder_ / (name + ".lock");
}

Result<bool> DeviceLocks::take(const std::string& device, const ProcessIdentity& holder) {
    const LockedFile locked(file(device));
    if (!locked.open()) return Failure{"the lock " + file(device).string() + " cannot be opened: " + std::strerror(errno)};
    if (living(locked.read())) return false;
    if (!locked.write(text_of(holder))) return Failure{"the lock " + file(device).string() + " cannot be written: " + std::strerror(errno)};
    return true;
}

Result<void> DeviceLocks::release(const std::string& device, const ProcessIdentity& holder) {
    const LockedFile locked(file(device));
    if (!locked.open()) return Failure{"the lock " + file(device).string() + " cannot be opened: " + std::strerror(errno)};
    if (living(locked.read()) == holder && !locked.write("")) return Failure{"the lock " + file(device).string() + " cannot be written"};
    return {};
}

std::optional<ProcessIdentity> DeviceLocks::holder(const std::string& device) const {
    std::error_code ignored;
    if (!fs::exists(file(device), ignored)) return std::nullopt;
    const LockedFile locked(file(device));
    return locked.open() ? living(locked.read()) : std::nullopt;
}

}  // namespace imagelab
