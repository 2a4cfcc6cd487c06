#include "core/weights/mapped_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// Read by the signal's handler, so plain atomics in static memory. `begin` 0: free; 1: being filled.
struct GuardedRange {
    std::atomic<uintptr_t> begin{0}, end{0};
    std::atomic<bool> cut{false};
};
std::array<GuardedRange, 4096> guarded_ranges;
struct sigaction previous_action {};
uintptr_t page_bytes = 4096;

// Behind the end of a file that was cut nothing is left: the whole rest of the mapping becomes zeros at once. Calls nothing but mmap and
// sigaction, which are plain system calls.
void catch_fault(int, siginfo_t* info, void*) {
    const int kept = errno;
    const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
    for (GuardedRange& range : guarded_ranges) {
        const uintptr_t begin = range.begin.load(), end = range.end.load();
        if (begin <= 1 || address < begin || address >= end) continue;
        const uintptr_t page = address / page_bytes * page_bytes;
        range.cut = true;
        const void* zeros =
            ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        errno = kept;
        if (zeros != MAP_FAILED) return;
        break;
    }
    ::sigaction(SIGBUS, &previous_action, nullptr);  // not ours: the access is made once more and ends as it would have
    errno = kept;
}

void install_handler() {
    static std::once_flag once;
    std::call_once(once, [] {
        page_bytes = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
        struct sigaction action {};
        action.sa_sigaction = catch_fault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(SIGBUS, &action, &previous_action);
    });
}

// Its place; -1: all are taken.
int guard(const std::byte* data, size_t size) {
    install_handler();
    for (size_t i = 0; i < guarded_ranges.size(); ++i) {
        GuardedRange& range = guarded_ranges[i];
        uintptr_t expected = 0;
        if (!range.begin.compare_exchange_strong(expected, 1)) continue;
        range.end = reinterpret_cast<uintptr_t>(data) + size;
        range.cut = false;
        range.begin = reinterpret_cast<uintptr_t>(data);
        return static_cast<int>(i);
    }
    return -1;
}

bool same_content(const struct stat& a, const struct stat& b) {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

Result<std::unique_ptr<MappedFile>> MappedFile::open(const fs::path& path) {
    std::error_code code;
    if (fs::is_directory(path, code)) return Failure{"this is a folder, expected a file of weights"};
    std::unique_ptr<MappedFile> file(new MappedFile);
    file->path_ = path;
    file->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->descriptor_ < 0)
        return Failure{errno == ENOENT ? "there is no such file" : std::string("the file cannot be opened: ") + std::strerror(errno)};
    if (::fstat(file->descriptor_, &file->opened_) != 0) return Failure{std::string("the file cannot be read: ") + std::strerror(errno)};
    if (!S_ISREG(file->opened_.st_mode)) return Failure{"this is not a regular file"};
    if (file->opened_.st_size == 0) return Failure{"the file is empty; is it still downloading?"};
    const auto size = static_cast<size_t>(file->opened_.st_size);
    void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->descriptor_, 0);
    if (mapping == MAP_FAILED) return Failure{std::string("the file cannot be mapped: ") + std::strerror(errno)};
    file->data_ = static_cast<const std::byte*>(mapping);
    file->size_ = size;
    file->guard_ = guard(file->data_, size);
    if (file->guard_ < 0) return Failure{"the file cannot be mapped: too many are already"};
    return file;
}

MappedFile::~MappedFile() {
    if (guard_ >= 0) guarded_ranges[static_cast<size_t>(guard_)].begin = 0;
    if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string MappedFile::damage() const {
    struct stat now {};
    const bool known = ::fstat(descriptor_, &now) == 0;
    if (guarded_ranges[static_cast<size_t>(guard_)].cut || (known && now.st_size < opened_.st_size))
        return path_.string() + ": the file was cut short, or the disk failed, while it was read; try again when it is whole";
    if (known && !same_content(now, opened_))
        return path_.string() + ": the file was written to while it was read; try again when it is finished";
    return {};
}

std::string MappedFile::identity() const {
    const auto time = [](const timespec& at) { return std::to_string(at.tv_sec) + "." + std::to_string(at.tv_nsec); };
    return std::to_string(opened_.st_dev) + ":" + std::to_string(opened_.st_ino) + ":" + std::to_string(opened_.st_size) + ":" +
           time(opened_.st_mtim) + ":" + time(opened_.st_ctim) + ";";
}

bool MappedFile::is_current() const {
    struct stat now {};
    return damage().empty() && ::stat(path_.c_str(), &now) == 0 && now.st_dev == opened_.st_dev && now.st_ino == opened_.st_ino &&
           same_content(now, opened_);
}

}  // namespace imagelab
