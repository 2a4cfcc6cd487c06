#pragma once
// Files that come from outside. A pipe would be waited for without end and a device such as /dev/zero never ends, so only regular files are
// read, and no more of them than a limit.
#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace imagelab {

constexpr size_t text_file_limit = size_t{64} << 20;    // bytes
constexpr size_t picture_file_limit = size_t{2} << 30;  // bytes; 256 megapixels of 16 bit in four channels without compression

// An open file, closed at the end; converts to its descriptor.
class OpenFile {
  public:
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    OpenFile& operator=(OpenFile&&) = delete;
    ~OpenFile();
    operator int() const { return descriptor_; }

  private:
    int descriptor_;
};

// For reading; at once also where there is a pipe. The failure names the file and says what it is instead (a folder, a pipe ...).
Result<OpenFile> open_regular_file(const std::filesystem::path& path);

// The whole file. Fails as open_regular_file does, and where it has more than `limit` bytes.
Result<std::string> read_regular_file(const std::filesystem::path& path, size_t limit = text_file_limit);

// Fails where there is no regular file behind the name, for readers that open it themselves: those that go line by line, and libraries.
Result<void> check_regular_file(const std::filesystem::path& path);

// A stream to its end, such as standard input; `name` is its name in the failure.
Result<std::string> read_stream(std::istream& in, const std::string& name, size_t limit = text_file_limit);

}  // namespace imagelab
