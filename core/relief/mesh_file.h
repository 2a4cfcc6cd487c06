#pragma once
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include "core/relief/mesh_writer.h"
#include "core/weights/output_file.h"

namespace imagelab {

// Where the bytes of a format go, and who is told how far they are.
class MeshFile {
  public:
    MeshFile(const std::filesystem::path& path, uint64_t work, const MeshWriting& writing)
        : file_(path, 0), work_(work), writing_(writing) {}

    void put(std::string_view bytes) {
        buffer_.append(bytes);
        if (buffer_.size() >= size_t{1} << 20) flush();
    }
    void put_at(uint64_t place, std::string_view bytes) { file_.write(place, std::as_bytes(std::span(bytes.data(), bytes.size()))); }
    uint64_t written() const { return flushed_ + buffer_.size(); }
    // `units` of `work` more are done. Throws Cancelled.
    void worked(uint64_t units) {
        writing_.cancel.check();
        done_ += units;
        if (writing_.progress) writing_.progress(static_cast<double>(done_) / static_cast<double>(work_));
    }
    void flush() {
        put_at(flushed_, buffer_);
        flushed_ += buffer_.size();
        buffer_.clear();
    }
    uint64_t finish() {
        flush();
        file_.finish();
        return flushed_;
    }

  private:
    OutputFile file_;
    std::string buffer_;
    uint64_t flushed_ = 0, done_ = 0, work_;
    const MeshWriting& writing_;
};

// Adds numbers as the shortest text that reads back as the same f32, whatever the locale (millions of them: no text of its own for each).
inline void add_number(std::string& text, float value) {
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
    text.append(digits, end);
}
inline void add_number(std::string& text, uint32_t value) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    text.append(digits, end);
}

uint64_t write_stl(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing);
uint64_t write_obj(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing);
uint64_t write_3mf(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing);

}  // namespace imagelab
