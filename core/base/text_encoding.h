#pragma once
#include <string>
#include <string_view>

namespace imagelab {

// A text file's bytes as UTF-8 without a mark: UTF-16 by its mark, well-formed UTF-8, else Latin-1. NUL, which no text has, is left out.
std::string decoded_text(std::string_view bytes);
void append_code_point(std::string& text, char32_t code);  // one that is no character becomes U+FFFD

}  // namespace imagelab
