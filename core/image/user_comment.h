#pragma once
// Texts of other programs' files as UTF-8.
#include <string>
#include <string_view>

namespace imagelab {

// UTF-8 where the bytes are, else Latin-1; without NUL characters.
std::string clean_text(std::string_view bytes);

// EXIF 2.3, UserComment: "UNICODE" and the text in UTF-16, big-endian as A1111 (piexif) writes it.
std::string user_comment(std::string_view utf8);
// Any UserComment to UTF-8: "ASCII", "JIS", "UNICODE" in UTF-16 of either byte order or UTF-8 (EXIF 3.0), undefined, no mark at all.
std::string text_of_user_comment(std::string_view bytes);

}  // namespace imagelab
