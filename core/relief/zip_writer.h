#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/relief/mesh_file.h"

struct z_stream_s;

namespace imagelab {

// Entries of a zip archive, deflated as they come (PKWARE APPNOTE.TXT 6.3). An entry that may pass 4 GiB is written with the fields of
// zip64.
class ZipWriter {
  public:
    explicit ZipWriter(MeshFile& file) : file_(file) {}
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    void begin(const std::string& name, bool large = false);
    void add(std::string_view bytes);
    void end();
    void finish();  // the directory

  private:
    struct Entry {
        std::string name;
        bool large = false;
        uint64_t place = 0, packed = 0, size = 0;
        uint32_t checksum = 0;
    };
    void deflate_buffer(bool last);
    std::string header(const Entry& entry, bool central) const;

    MeshFile& file_;
    std::vector<Entry> entries_;
    z_stream_s* stream_ = nullptr;
    std::string waiting_, packed_;
};

}  // namespace imagelab
