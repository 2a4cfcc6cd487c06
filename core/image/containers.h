#pragma once
// Where metadata lies in JPEG, WebP and TIFF files. Pixels are not touched.
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace imagelab {

struct MetadataParts {
    int width = 0, height = 0;
    uint64_t exif_base = 0, exif_size = 0;  // of a TIFF structure in the file; size 0: there is none
    std::string xmp, extended_xmp;          // packets
    std::string comment;                    // of a JPEG
    std::vector<std::string> problems;
};

// nullopt where the stream is no such file or ends before its size is known.
std::optional<MetadataParts> jpeg_parts(std::istream& file);  // ITU-T T.81 annex B, XMP part 3 section 1.1.3
std::optional<MetadataParts> webp_parts(std::istream& file);  // RFC 9649
std::optional<MetadataParts> tiff_parts(std::istream& file);  // TIFF 6.0

// The file without EXIF, XMP, IPTC and comments, every other byte as it is; nullopt where it is no whole JPEG or WebP.
std::optional<std::string> without_metadata_parts(const std::string& file);

}  // namespace imagelab
