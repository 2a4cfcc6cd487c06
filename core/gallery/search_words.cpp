#include "core/gallery/search_words.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/base/utf8.h"
#include "core/gallery/albums.h"

namespace imagelab {
namespace {

constexpr std::pair<std::string_view, const char*> columns[] = {{"prompt:", "prompt"}, {"tag:", "tags"},  {"style:", "profiles"},
                                                                {"model:", "model"},   {"name:", "name"}, {"album:", "tags"}};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Thai to Khmer, then from the radicals on everything that East Asia writes, and pictograms: the index has no words of these.
bool has_no_words(std::string_view text) {
    if (!is_utf8(text)) return false;
    for (size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if ((c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) || c >= 0x2E80) return true;
    }
    return false;
}

SearchTerm term_of(std::string_view text, bool quoted) {
    SearchTerm term;
    if (quoted) {
        term.kind = SearchTerm::Kind::phrase;
    } else if (text.size() > 2 && text.front() == '*' && text.back() == '*') {
        term.kind = SearchTerm::Kind::part;
        text = text.substr(1, text.size() - 2);
    } else if (text.ends_with('*')) {
        term.kind = SearchTerm::Kind::beginning;
        text.remove_suffix(1);
    }
    if (has_no_words(text)) term.kind = SearchTerm::Kind::part;
    term.text = text;
    return term;
}

}  // namespace

bool has_token(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)); });
}

std::vector<SearchTerm> search_terms(const std::string& typed) {
    std::vector<SearchTerm> terms;
    std::string_view rest = typed;
    for (;;) {
        while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
        if (rest.empty()) return terms;
        const bool without = rest.size() > 1 && rest.front() == '-' && !is_space(rest[1]);
        if (without) rest.remove_prefix(1);
        std::string column;
        bool is_album = false;
        for (const auto& [prefix, name] : columns) {
            if (!rest.starts_with(prefix) || rest.size() == prefix.size() || is_space(rest[prefix.size()])) continue;
            column = name;
            is_album = prefix == "album:";
            rest.remove_prefix(prefix.size());
            break;
        }
        const bool quoted = rest.front() == '"';
        if (quoted) rest.remove_prefix(1);
        const size_t end = std::min(quoted ? rest.find('"') : rest.find_first_of(" \t\r\n"), rest.size());
        SearchTerm term = term_of(rest.substr(0, end), quoted);
        rest.remove_prefix(std::min(end + (quoted ? 1 : 0), rest.size()));
        if (is_album && term.kind != SearchTerm::Kind::part) {
            if (term.kind == SearchTerm::Kind::word) term.kind = SearchTerm::Kind::phrase;
            term.text = album_tag(term.text);
        }
        term.column = column;
        term.without = without;
        if (has_token(term.text)) terms.push_back(std::move(term));
    }
}

}  // namespace imagelab
