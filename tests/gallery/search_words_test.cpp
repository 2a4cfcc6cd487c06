#include "core/gallery/search_words.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

using Kind = SearchTerm::Kind;
using Terms = std::vector<SearchTerm>;

TEST(SearchWords, AreWordsBeginningsPhrasesAndParts) {
    EXPECT_EQ(search_terms("red appl*"), (Terms{{Kind::word, "red"}, {Kind::beginning, "appl"}}));
    EXPECT_EQ(search_terms("\"red apple\" *pple*"), (Terms{{Kind::phrase, "red apple"}, {Kind::part, "pple"}}));
    EXPECT_EQ(search_terms("t-shirt \"cut"), (Terms{{Kind::word, "t-shirt"}, {Kind::phrase, "cut"}})) << "to the end";
}

TEST(SearchWords, CanBeLeftOutOrBelongToAColumn) {
    EXPECT_EQ(search_terms("-apple tag:print -tag:\"to do\""),
              (Terms{{Kind::word, "apple", "", true}, {Kind::word, "print", "tags"}, {Kind::phrase, "to do", "tags", true}}));
    EXPECT_EQ(search_terms("album:harbour -album:\"old trip\" album:har*"), (Terms{{Kind::phrase, "album/harbour", "tags"},
                                                                                   {Kind::phrase, "album/old trip", "tags", true},
                                                                                   {Kind::beginning, "album/har", "tags"}}));
    EXPECT_EQ(search_terms("style:anime model:xl* name:0001 prompt:cat"), (Terms{{Kind::word, "anime", "profiles"},
                                                                                 {Kind::beginning, "xl", "model"},
                                                                                 {Kind::word, "0001", "name"},
                                                                                 {Kind::word, "cat", "prompt"}}));
    EXPECT_EQ(search_terms("tag: other:x"), (Terms{{Kind::word, "tag:"}, {Kind::word, "other:x"}})) << "no column of that name";
}

TEST(SearchWords, ScriptsWithoutSpacesAreLookedForWithin) {
    for (const char* text : {"猫", "湯沸かし", "แมว", "🐱", "屋顶*", "\"屋顶\""}) {
        const Terms terms = search_terms(text);
        ASSERT_EQ(terms.size(), 1u) << text;
        EXPECT_EQ(terms[0].kind, Kind::part) << text;
    }
    EXPECT_EQ(search_terms("Küche")[0].kind, Kind::word);
}

TEST(SearchWords, NothingTypedIsAnError) {
    for (const char* text : {"", " ", "-", "--", "\"", "\"\"", "*", "**", "-*", "tag:", "!!! ~", "- \""})
        EXPECT_EQ(search_terms(text), search_terms(text));
    EXPECT_TRUE(search_terms("!!! ~ \" - * **").empty());
    EXPECT_EQ(search_terms("\xff cat").size(), 2u) << "not UTF-8";
}

}  // namespace
}  // namespace imagelab
