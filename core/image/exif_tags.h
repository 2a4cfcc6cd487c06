#pragma once
// The tags of a TIFF structure (TIFF 6.0 section 2, EXIF 2.3 section 4.6) that hold texts, read without trusting a number in it.
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

enum class ExifId : uint16_t {
    width = 0x100,
    height = 0x101,
    description = 0x10e,
    make = 0x10f,
    model = 0x110,
    software = 0x131,
    xmp = 0x2bc,
    maker_note = 0x927c,
    user_comment = 0x9286,
    windows_comment = 0x9c9c,
};

struct ExifTag {
    ExifId id;
    bool exif_directory = false;  // of the Exif directory, else of the first one
    std::string bytes;            // as they lie; empty for numbers
    uint32_t number = 0;          // of width and height
};

struct ExifTags {
    std::vector<ExifTag> tags;
    std::vector<std::string> problems;
    const ExifTag* find(ExifId id, bool exif_directory) const;
};

// `base` is where "II*\0" or "MM\0*" stands, `size` how far the structure may reach. Nothing is found where there is none.
ExifTags read_exif_tags(std::istream& file, uint64_t base, uint64_t size);

// As texts: a UserComment in either directory is "parameters", what ComfyUI puts behind "prompt:" and "workflow:" into Make, Model and
// ImageDescription (comfy_extras/nodes_images.py) is named so; else "Description", "Software", "Comment" (Windows), "fooocus_scheme"
// (MakerNote).
std::vector<PictureText> texts_of_exif(const ExifTags& tags);

}  // namespace imagelab
