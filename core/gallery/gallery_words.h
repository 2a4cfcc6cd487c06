#pragma once
// What SQLite's word index cannot find by itself: parts of texts that are written without spaces, emoji, and parts of words.
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// Characters that are found one by one: those of scripts without spaces (Chinese, Japanese, Korean, Thai ...) and emoji, each as a token
// "u732b", with "x" where others stand between them; "" where there are none. A phrase of such tokens is the text as it is written.
std::string spelled(std::string_view text);

// The runs of a word of a query: those for the word index, and phrases of spelled characters.
struct QueryRuns {
    std::vector<std::string> plain, spelled;
};
QueryRuns runs_of(std::string_view word);

bool has_letter(std::string_view text);  // letters or digits: something that the word index knows

// Words of the rest, folded (icu::foldCase), 2 to 40 bytes, each once.
std::vector<std::string> plain_words(std::string_view text);

}  // namespace imagelab
