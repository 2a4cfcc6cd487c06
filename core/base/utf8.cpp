#include "core/base/utf8.h"

#include <algorithm>

namespace imagelab {
namespace {

// Bytes of the sequence that this byte begins; 0: it begins none.
int sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

}  // namespace

char32_t next_code_point(std::string_view text, size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int length = sequence_length(lead);
    char32_t code = length <= 1 ? lead : lead & (0x7f >> length);
    for (int i = 1; i < length && at < text.size(); ++i) code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3f);
    return code;
}

bool is_utf8(std::string_view text) {
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t at = 0; at < text.size();) {
        const size_t length = sequence_length(text[at]);
        if (length == 0 || at + length > text.size()) return false;
        for (size_t i = 1; i < length; ++i) {
            if ((text[at + i] & 0xc0) != 0x80) return false;
        }
        const char32_t code = next_code_point(text, at);
        if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    }
    return true;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string ascii_lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return text;
}

std::string plain_name(std::string_view name) {
    std::string text;
    for (const char c : name) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        if (!ascii || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) text += c;
    }
    return ascii_lower(std::move(text));
}

std::string comma_list(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else {
            out += static_cast<char>(0xc0 | c >> 6);
            out += static_cast<char>(0x80 | (c & 0x3f));
        }
    }
    return out;
}

}  // namespace imagelab
