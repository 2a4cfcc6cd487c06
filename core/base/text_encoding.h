#pragma once
#include <string>
#include <string_view>

namespace imagelab {

// A text file's bytes as UTF-8 without a mark: UTF-16 by its mark, well-formed UTF-8, else Latin-1. NUL, which no text has, is left out.
std::string decoded_text(std::string_view bytes);
std::string utf8_of_utf16(std::string_view bytes, bool big_endian);  // a lone surrogate becomes U+FFFD
char32_t utf16_unit(std::string_view bytes, size_t at, bool big_endian);
std::string utf16_be(std::string_view utf8);
void append_code_point(std::string& text, char32_t code);  // one that is no character becomes U+FFFD

}  // namespace imagelab
