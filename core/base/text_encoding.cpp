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

std::string decoded_text(std::string_view bytes) {
    std::string text;
    const bool little = bytes.starts_with("\xff\xfe");
    if (little || bytes.starts_with("\xfe\xff")) {
        const auto unit = [&](size_t at) {
            const auto low = static_cast<unsigned char>(bytes[at + (little ? 0 : 1)]),
                       high = static_cast<unsigned char>(bytes[at + (little ? 1 : 0)]);
            return static_cast<char32_t>(high << 8 | low);
        };
        for (size_t at = 2; at + 1 < bytes.size(); at += 2) {
            char32_t code = unit(at);
            if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size()) {
                const char32_t second = unit(at + 2);
                if (second >= 0xdc00 && second < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
                    at += 2;
                }
            }
            if (code != 0) append_code_point(text, code);
        }
        return text;
    }
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    text = is_utf8(bytes) ? std::string(bytes) : latin1_to_utf8(bytes);
    std::erase(text, '\0');
    return text;
}

}  // namespace imagelab
