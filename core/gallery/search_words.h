#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// One condition of what is typed into the gallery's search.
struct SearchTerm {
    enum class Kind {
        word,       // whole, but for English endings
        beginning,  // of a word
        phrase,     // these words one after the other
        part,       // anywhere in the text, within words too
    };
    Kind kind = Kind::word;
    std::string text;
    std::string column;  // of the index: prompt, tags, profiles, model, name; empty: any of them
    bool without = false;
    bool operator==(const SearchTerm&) const = default;
};

// red apple          both words             light*      a word that begins so
// "red apple"        one after the other    *ight*      within words
// -apple             without it             tag:print   in the tags alone; also prompt:, style:, model:, name:, album:
// A text in a script that puts no spaces between its words, or a pictogram, is looked for within words. What has neither letters nor digits
// is left out; nothing that is typed is an error.
std::vector<SearchTerm> search_terms(const std::string& typed);
bool has_token(std::string_view text);  // letters, digits, what is beyond ASCII

}  // namespace imagelab
