#include "core/gallery/gallery_words.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

struct Range {
    char32_t first, last;
};
// Unicode 15 blocks.
constexpr Range unspaced[] = {
    {0x0e00, 0x0fff},    // Thai, Lao, Tibetan
    {0x1000, 0x109f},    // Myanmar
    {0x1100, 0x11ff},    // Hangul jamo
    {0x1780, 0x17ff},    // Khmer
    {0x2e80, 0x2fdf},    // radicals
    {0x3005, 0x3007},    // iteration mark, closing mark, zero
    {0x3021, 0x318f},    // numerals, kana, bopomofo, Hangul compatibility jamo
    {0x31a0, 0x4dbf},    // bopomofo, strokes, kana extensions, enclosed, extension A
    {0x4e00, 0xa4cf},    // ideographs, Yi
    {0xac00, 0xd7ff},    // Hangul
    {0xf900, 0xfaff},    // compatibility ideographs
    {0xff66, 0xffdc},    // half-width kana and Hangul
    {0x1aff0, 0x1b16f},  // kana supplements
    {0x20000, 0x323af},  // extensions B to H
};

bool is_spelled(char32_t code) {
    const auto range = std::find_if(std::begin(unspaced), std::end(unspaced), [&](const Range& one) { return code <= one.last; });
    if (range != std::end(unspaced) && code >= range->first) return u_charType(static_cast<UChar32>(code)) != U_UNASSIGNED;
    return u_charType(static_cast<UChar32>(code)) == U_OTHER_SYMBOL;  // emoji
}

// Selects how an emoji looks, or joins two: no character of its own.
bool is_selector(char32_t code) {
    return code == 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
}

bool is_letter(char32_t code) {
    const auto c = static_cast<UChar32>(code);
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

void append_token(std::string& text, char32_t code) {
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<uint32_t>(code), 16).ptr;
    text += (text.empty() ? "u" : " u") + std::string(digits, end);
}

std::string folded(const std::string& word) {
    if (is_ascii(word)) return ascii_lower(word);
    std::string out;
    icu::UnicodeString::fromUTF8(word).foldCase().toUTF8String(out);
    return out;
}

}  // namespace

std::string spelled(std::string_view text) {
    std::string tokens;
    bool gap = false;
    for (size_t at = 0; at < text.size();) {
        const char32_t code = next_code_point(text, at);
        if (is_selector(code)) continue;
        if (!is_spelled(code)) {
            gap = true;
            continue;
        }
        if (gap && !tokens.empty()) tokens += " x";
        gap = false;
        append_token(tokens, code);
    }
    return tokens;
}

QueryRuns runs_of(std::string_view word) {
    QueryRuns runs;
    bool in_plain = false, in_spelled = false;
    for (size_t at = 0; at < word.size();) {
        const size_t begin = at;
        const char32_t code = next_code_point(word, at);
        if (is_selector(code)) continue;
        if (is_spelled(code)) {
            if (!in_spelled) runs.spelled.emplace_back();
            append_token(runs.spelled.back(), code);
        } else {
            if (!in_plain) runs.plain.emplace_back();
            runs.plain.back() += word.substr(begin, at - begin);
        }
        in_spelled = is_spelled(code);
        in_plain = !in_spelled;
    }
    return runs;
}

bool has_letter(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        if (is_letter(next_code_point(text, at))) return true;
    }
    return false;
}

std::vector<std::string> plain_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto flush = [&] {
        if (word.size() >= 2 && word.size() <= 40) words.push_back(folded(word));
        word.clear();
    };
    for (size_t at = 0; at < text.size();) {
        const size_t begin = at;
        const char32_t code = next_code_point(text, at);
        if (is_letter(code) && !is_spelled(code))
            word += text.substr(begin, at - begin);
        else
            flush();
    }
    flush();
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

}  // namespace imagelab
