#include "core/base/text_encoding.h"

#include "core/base/utf8.h"

namespace imagelab {

void append_code_point(std::string& text, char32_t code) {
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = 0xfffd;
    const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | code >> 12);
        tail(6), tail(0);
    } else {
        text += static_cast<char>(0xf0 | code >> 18);
        tail(12), tail(6), tail(0);
    }
}

char32_t utf16_unit(std::string_view bytes, size_t at, bool big_endian) {
    const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
}

std::string utf8_of_utf16(std::string_view bytes, bool big_endian) {
    std::string text;
    for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t code = utf16_unit(bytes, at, big_endian);
        if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size()) {
            const char32_t low = utf16_unit(bytes, at + 2, big_endian);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                at += 2;
            }
        }
        append_code_point(text, code);
    }
    return text;
}

std::string utf16_be(std::string_view utf8) {
    std::string out;
    const auto unit = [&](uint32_t value) { out += {static_cast<char>(value >> 8), static_cast<char>(value)}; };
    for (size_t at = 0; at < utf8.size();) {
        const char32_t code = next_code_point(utf8, at);
        if (code < 0x10000) {
            unit(code);
        } else {
            unit(0xd800 + ((code - 0x10000) >> 10));
            unit(0xdc00 + ((code - 0x10000) & 0x3ff));
        }
    }
    return out;
}

std::string decoded_text(std::string_view bytes) {
    std::string text;
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        text = utf8_of_utf16(bytes.substr(2), bytes.starts_with("\xfe\xff"));
    } else {
        if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
        text = is_utf8(bytes) ? std::string(bytes) : latin1_to_utf8(bytes);
    }
    std::erase(text, '\0');
    return text;
}

}  // namespace imagelab
