#pragma once
// Metadata of JPEG, WebP and TIFF, and XMP wherever it stands, by Exiv2. Pixels are never decoded or written here.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/image/picture.h"

namespace imagelab {

// What people say about a picture.
struct Marks {
    int rating = 0;  // 0 (none) to 5
    bool favourite = false;
    std::vector<std::string> tags;
    bool operator==(const Marks&) const = default;
    bool empty() const { return *this == Marks{}; }
};

// The encoded file with its texts: "parameters" as Exif.Photo.UserComment, every text as XMP (namespace imagelab). Throws Error where
// Exiv2 refuses.
std::string with_exif_texts(const std::string& file, const std::vector<PictureText>& texts);

// The encoded JPEG or WebP without EXIF, XMP, IPTC and comments; colour profile and pixels stay. Throws Error where Exiv2 refuses.
std::string without_metadata(const std::string& file);

// EXIF 2.3, UserComment: "UNICODE" and the text in UTF-16, big-endian as A1111 (piexif) writes it.
std::string user_comment(std::string_view utf8);
// Any UserComment to UTF-8: "ASCII", "UNICODE" in either byte order, no mark at all.
std::string text_of_user_comment(std::string_view bytes);
size_t xml_bytes(std::string_view text);  // of the text with XML's escapes

struct ExifTexts {
    int width = 0, height = 0;
    std::vector<PictureText> texts;  // "parameters" (UserComment), "prompt" and "workflow" (as ComfyUI writes WebP), those of XMP
    Marks marks;
    std::vector<std::string> problems;
};
// A JPEG, WebP or TIFF file.
Result<ExifTexts> read_exif_texts(const std::filesystem::path& path);

// An XMP packet: rating (xmp:Rating), tags (dc:subject), favourite (imagelab:Favourite) and texts.
struct Xmp {
    Marks marks;
    std::vector<PictureText> texts;
};
Result<Xmp> parse_xmp(const std::string& packet);
// A packet that says this and keeps every other property of `packet`, which may be empty. Throws Error where `packet` is no XMP.
std::string with_marks(const std::string& packet, const Xmp& xmp);
bool says_more_than_marks(const std::string& packet);  // properties that are not ours

}  // namespace imagelab
