#pragma once
// A file mapped to read, of which another program may cut or overwrite a part at any time: a download, a synchronisation. Pages that are
// gone would end this process (SIGBUS); here they read as zeros, and the file says afterwards that it was changed.
#include <sys/stat.h>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"

namespace imagelab {

class MappedFile {
  public:
    // Private and read-only. The failure, which does not name the file, says why it cannot be mapped: it is a folder, a pipe, empty ...
    static Result<std::unique_ptr<MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::byte* data() const { return data_; }
    size_t size() const { return size_; }

    // Not empty: what was read may be wrong, because the file was cut short or written to since it was opened; says what to do.
    std::string damage() const;
    // Whether the path names this very file still, unchanged. False too where another one was put in its place; then what is mapped is
    // whole, but old.
    bool is_current() const;
    // The file as the system knew it when it was opened: device, node, size, times of change of its content and of its state, which no
    // program sets at will.
    std::string identity() const;

  private:
    MappedFile() = default;

    std::filesystem::path path_;
    int descriptor_ = -1;
    struct stat opened_ {};
    const std::byte* data_ = nullptr;
    size_t size_ = 0;
    int guard_ = -1;  // its place among the ranges whose faults are caught
};

}  // namespace imagelab
