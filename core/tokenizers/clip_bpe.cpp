#include "core/tokenizers/clip_bpe.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <functional>

#include "core/base/paths.h"

namespace imagelab {
namespace {

std::u32string to_u32(const icu::UnicodeString& text) {
    std::u32string result;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 code = text.char32At(i);
        result.push_back(U_IS_SURROGATE(code) ? U'\uFFFD' : static_cast<char32_t>(code));
    }
    return result;
}

std::u32string decoded(std::string_view text) {
    return to_u32(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))));
}

std::string utf8(std::u32string_view text) {
    std::string bytes;
    icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<int32_t>(text.size())).toUTF8String(bytes);
    return bytes;
}

bool is_space(char32_t code) {
    return u_isUWhiteSpace(static_cast<UChar32>(code));
}
bool is_letter(char32_t code) {
    return U_GET_GC_MASK(static_cast<UChar32>(code)) & U_GC_L_MASK;
}
bool is_number(char32_t code) {
    return U_GET_GC_MASK(static_cast<UChar32>(code)) & U_GC_N_MASK;
}
bool is_symbol(char32_t code) {
    return !is_space(code) && !is_letter(code) && !is_number(code);
}

// The tokenizers library composes with the tables of Unicode 9 (crate unicode-normalization-alignments): later marks stay where they stand.
const icu::Normalizer2& nfc_of_unicode_9() {
    const auto checked = [](UErrorCode status) {
        if (U_FAILURE(status)) throw Error(std::string("[clip_bpe] ICU: ") + u_errorName(status));
    };
    static const icu::UnicodeSet known = [&] {
        UErrorCode status = U_ZERO_ERROR;
        icu::UnicodeSet set(u"[:age=9.0:]", status);
        checked(status);
        set.freeze();
        return set;
    }();
    static const icu::FilteredNormalizer2 nfc = [&] {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* newest = icu::Normalizer2::getNFCInstance(status);
        checked(status);
        return icu::FilteredNormalizer2(*newest, known);
    }();
    return nfc;
}

// NFC, white space to single spaces, then every character's own lower case (no context, as Rust's char::to_lowercase).
std::u32string normalised(std::u32string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto source = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<int32_t>(text.size()));
    const icu::UnicodeString composed = nfc_of_unicode_9().normalize(source, status);
    if (U_FAILURE(status)) throw Error(std::string("[clip_bpe] ICU: ") + u_errorName(status));
    std::u32string result;
    for (const char32_t code : to_u32(composed)) {
        if (is_space(code)) {
            if (result.empty() || result.back() != U' ') result.push_back(U' ');
        } else if (code == U'\u0130') {
            result += U"i\u0307";
        } else {
            result.push_back(static_cast<char32_t>(u_tolower(static_cast<UChar32>(code))));
        }
    }
    return result;
}

using Texts = std::vector<std::pair<std::u32string, int>>;
using OnText = std::function<void(std::u32string_view)>;
using OnToken = std::function<void(int)>;

// Calls back for the texts between added tokens and for the tokens, in order; of tokens that begin at one place the longest counts.
void split(std::u32string_view text, const Texts& tokens, const OnText& on_text, const OnToken& on_token) {
    size_t begin = 0;
    for (size_t i = 0; i < text.size();) {
        const std::pair<std::u32string, int>* longest = nullptr;
        for (const auto& token : tokens) {
            if (!token.first.empty() && text.substr(i).starts_with(token.first) && (!longest || token.first.size() > longest->first.size()))
                longest = &token;
        }
        if (!longest) {
            ++i;
            continue;
        }
        if (i > begin) on_text(text.substr(begin, i - begin));
        on_token(longest->second);
        begin = i += longest->first.size();
    }
    if (text.size() > begin) on_text(text.substr(begin));
}

size_t run(std::u32string_view text, bool (*is)(char32_t)) {
    return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is) - text.begin());
}

// The words at the beginning of `text`, which is no space, and nothing between them. CLIP's pattern gives one,
// <\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
// and the byte-level pattern after it takes the first two apart into brackets and word.
std::vector<size_t> word_lengths(std::u32string_view text) {
    for (const std::u32string_view special : {U"<|startoftext|>", U"<|endoftext|>"}) {
        if (text.starts_with(special)) return {2, special.size() - 4, 2};
    }
    for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
        if (text.starts_with(ending)) return {ending.size()};
    }
    if (is_letter(text.front())) return {run(text, is_letter)};
    return {is_number(text.front()) ? 1 : run(text, is_symbol)};
}

}  // namespace

Result<ClipTokenizer> ClipTokenizer::open(const std::filesystem::path& folder) {
    Result<ClipVocabulary> vocabulary = ClipVocabulary::open(folder);
    if (!vocabulary) return Failure{vocabulary.error()};
    return ClipTokenizer(std::move(vocabulary).value());
}

Result<ClipTokenizer> ClipTokenizer::sdxl(bool second) {
    Result<ClipVocabulary> vocabulary = ClipVocabulary::sdxl(resource_dir() / "vocabularies" / "clip" / "merges.txt", second);
    if (!vocabulary) return Failure{vocabulary.error()};
    return ClipTokenizer(std::move(vocabulary).value());
}

void ClipTokenizer::encode_word(std::u32string_view word, std::vector<int>& ids) const {
    const std::string bytes = utf8(word);
    std::vector<int> symbols;
    for (const char byte : bytes) symbols.push_back(vocabulary_.bytes[static_cast<unsigned char>(byte)]);
    symbols.back() = vocabulary_.last_bytes[static_cast<unsigned char>(bytes.back())];
    const std::vector<int> merged = vocabulary_.pairs.merged(symbols);
    ids.insert(ids.end(), merged.begin(), merged.end());
}

void ClipTokenizer::encode_words(std::u32string_view text, std::vector<int>& ids) const {
    while (!text.empty()) {
        if (is_space(text.front())) {
            text.remove_prefix(1);
            continue;
        }
        for (const size_t length : word_lengths(text)) {
            encode_word(text.substr(0, length), ids);
            text.remove_prefix(length);
        }
    }
}

std::vector<int> ClipTokenizer::encode(std::string_view text) const {
    Texts as_written, after_normalising;
    for (const ClipVocabulary::Added& token : vocabulary_.added) {
        const std::u32string content = decoded(token.content);
        if (token.normalized) after_normalising.emplace_back(normalised(content), token.id);
        if (!token.normalized) as_written.emplace_back(content, token.id);
    }
    std::vector<int> ids;
    const OnToken take = [&](int id) { ids.push_back(id); };
    const OnText words = [&](std::u32string_view part) { encode_words(part, ids); };
    const OnText normalise = [&](std::u32string_view part) { split(normalised(part), after_normalising, words, take); };
    split(decoded(text), as_written, normalise, take);
    return ids;
}

std::vector<int> ClipTokenizer::encode_padded(std::string_view text, size_t length) const {
    if (length < 2) throw Error("[clip_bpe] no room for begin and end in " + std::to_string(length) + " tokens");
    std::vector<int> ids = encode(text);
    ids.resize(std::min(ids.size(), length - 2));
    ids.insert(ids.begin(), vocabulary_.begin);
    ids.push_back(vocabulary_.end);
    ids.resize(length, vocabulary_.pad);
    return ids;
}

}  // namespace imagelab
