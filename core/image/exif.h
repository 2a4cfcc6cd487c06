#pragma once
// Metadata of JPEG, WebP and TIFF: written by Exiv2, read by ourselves, because Exiv2 takes quadratic time over a packet with many
// properties. Pixels are never decoded or written here.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/image/picture.h"
#include "core/image/user_comment.h"
#include "core/image/xmp.h"

namespace imagelab {

// The encoded file with its texts: "parameters" as Exif.Photo.UserComment, every text as XMP (namespace imagelab). Throws Error where
// Exiv2 refuses.
std::string with_exif_texts(const std::string& file, const std::vector<PictureText>& texts);

// The encoded JPEG or WebP without EXIF, XMP, IPTC and comments; colour profile and pixels stay. Throws Error where it is none.
std::string without_metadata(const std::string& file);

size_t xml_bytes(std::string_view text);  // of the text with XML's escapes

struct ExifTags;  // core/image/exif_tags.h

struct ExifTexts {
    int width = 0, height = 0;
    std::vector<PictureText> texts;  // "parameters" (UserComment of EXIF or XMP) and what else texts_of_exif names, those of XMP
    Marks marks;
    std::vector<std::string> problems;
};
// Orientation (tag 0x0112) of an EXIF block, with "Exif" before it or without; 1 where it says none.
int orientation_of_exif(std::string_view block);
void add_exif(const ExifTags& tags, ExifTexts& texts);
// Adds an XMP packet's marks and texts; a text that is there already stays. False where it is no XMP.
bool add_xmp(const std::string& packet, ExifTexts& texts);
// A JPEG, WebP or TIFF file.
Result<ExifTexts> read_exif_texts(const std::filesystem::path& path);

}  // namespace imagelab
