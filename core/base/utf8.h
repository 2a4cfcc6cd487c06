#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

bool is_utf8(std::string_view text);  // well-formed (RFC 3629: no surrogates, no overlong forms)
bool is_ascii(std::string_view text);
std::string ascii_lower(std::string text);  // A to Z alone, whatever the locale
// Letters, digits and what is beyond ASCII, in lower case: "Children's Book" and "childrens-book" are one name.
std::string plain_name(std::string_view name);
std::string_view trimmed(std::string_view text);  // without ASCII white space at both ends
std::string latin1_to_utf8(std::string_view text);
std::string comma_list(const std::vector<std::string>& words);  // "a, b, c"

// The code point at `at` of well-formed UTF-8; `at` moves behind it.
char32_t next_code_point(std::string_view text, size_t& at);

}  // namespace imagelab
