#include "core/image/user_comment.h"

#include <iconv.h>

#include <algorithm>
#include <cstdint>

#include "core/base/text_encoding.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

using namespace std::string_view_literals;

// Without a mark the order is told by which one gives more of the letters that texts are made of: Latin and kana, then Chinese and Hangul.
bool looks_big_endian(std::string_view bytes) {
    const auto points = [](char32_t code) {
        if (code == '\n' || (code >= 0x20 && code < 0x7f) || (code >= 0x3000 && code < 0x3100)) return 3;
        return (code >= 0x4e00 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4) ? 1 : 0;
    };
    int64_t big = 0, little = 0;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        big += points(utf16_unit(bytes, i, true));
        little += points(utf16_unit(bytes, i, false));
    }
    return big >= little;
}

std::string utf16_text(std::string_view text) {
    if (text.starts_with("\xfe\xff"sv)) return clean_text(utf8_of_utf16(text.substr(2), true));
    if (text.starts_with("\xff\xfe"sv)) return clean_text(utf8_of_utf16(text.substr(2), false));
    return clean_text(utf8_of_utf16(text, looks_big_endian(text)));
}

std::string_view without_padding(std::string_view text) {
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
    return text;
}

// Where every fourth byte is zero, Latin letters stand in UTF-16.
bool looks_like_utf16(std::string_view text) {
    return text.size() >= 4 && static_cast<size_t>(std::count(text.begin(), text.end(), '\0')) * 4 >= text.size();
}

// The bytes in one of these encodings as UTF-8; empty where they are not in it.
std::string converted(std::string_view bytes, const char* encoding) {
    const iconv_t converter = ::iconv_open("UTF-8", encoding);
    if (converter == reinterpret_cast<iconv_t>(-1)) return {};
    std::string out(bytes.size() * 4, '\0');
    char* from = const_cast<char*>(bytes.data());
    char* to = out.data();
    size_t left = bytes.size(), room = out.size();
    const bool done = ::iconv(converter, &from, &left, &to, &room) != static_cast<size_t>(-1) && left == 0;
    ::iconv_close(converter);
    out.resize(done ? out.size() - room : 0);
    return out;
}

// JIS X 0208 as EXIF says it, in ISO-2022-JP; writers also put UTF-8, EUC-JP or Shift-JIS there.
std::string jis_text(std::string_view text) {
    text = without_padding(text);
    if (text.find('\x1b') == std::string_view::npos) {
        if (is_utf8(text)) return clean_text(text);
        if (const std::string euc = converted(text, "EUC-JP"); !euc.empty()) return clean_text(euc);
        if (const std::string shifted = converted(text, "SHIFT_JIS"); !shifted.empty()) return clean_text(shifted);
        return clean_text(text);
    }
    const std::string found = converted(text, "ISO-2022-JP");
    return clean_text(found.empty() ? text : found);
}

}  // namespace

std::string clean_text(std::string_view bytes) {
    bytes = without_padding(bytes);
    std::string out = is_utf8(bytes) ? std::string(bytes) : latin1_to_utf8(bytes);
    std::erase(out, '\0');
    return out;
}

std::string user_comment(std::string_view utf8) {
    return std::string("UNICODE\0", 8) + utf16_be(utf8);
}

std::string text_of_user_comment(std::string_view bytes) {
    const std::string mark = ascii_lower(std::string(bytes.substr(0, 8)));
    if (mark == "unicode\0"sv) {
        const std::string_view text = bytes.substr(8), filled = without_padding(text);
        const bool utf8 = filled.find('\0') == std::string_view::npos && is_utf8(filled) && !filled.starts_with("\xff\xfe"sv);
        return utf8 ? clean_text(filled) : utf16_text(text);
    }
    if (mark == "jis\0\0\0\0\0"sv) return jis_text(bytes.substr(8));
    if (mark == "ascii\0\0\0"sv || mark == "utf-8\0\0\0"sv || mark == "utf8\0\0\0\0"sv || mark == "\0\0\0\0\0\0\0\0"sv)
        bytes.remove_prefix(8);
    return looks_like_utf16(without_padding(bytes)) ? utf16_text(bytes) : clean_text(bytes);
}

}  // namespace imagelab
