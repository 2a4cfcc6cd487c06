#pragma once
#include <cstdint>
#include <filesystem>
#include <span>

namespace imagelab {

// A large file written in parts, at any place, under a hidden name beside its own until it is whole; without `finish` it goes away. Throws
// Error that names the file where the disk is full or cannot be written.
class OutputFile {
  public:
    // `bytes`: its size; what is not written reads as zeros. 0: it grows as it is written.
    OutputFile(const std::filesystem::path& path, uint64_t bytes);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(uint64_t at, std::span<const std::byte> bytes);
    void finish();

  private:
    [[noreturn]] void fail(int error) const;

    std::filesystem::path path_, part_;
    int descriptor_ = -1;
};

}  // namespace imagelab
