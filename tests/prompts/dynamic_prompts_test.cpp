// The grammar of dynamic prompts 0.31: what each template gives there, our joiner ", " and tidying aside.
#include <gtest/gtest.h>

#include <set>

#include "core/prompts/generator.h"
#include "core/prompts/theme.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using Texts = std::set<std::string>;

Result<PromptSpace> build(const std::string& text, const Wildcards& wildcards = {}) {
    auto parsed = parse_template(text, {"t", 1});
    if (!parsed) return Failure{parsed.error()};
    return PromptSpace::build({{1, *parsed}}, wildcards, {});
}
Texts all(const std::string& text, const Wildcards& wildcards = {}) {
    const auto space = build(text, wildcards);
    if (!space) return {"FAILED " + space.error()};
    Texts texts;
    for (mpz_class i = 0; i < space->size(); ++i) {
        for (mpz_class turn = 0; turn < space->turns(); ++turn) texts.insert(space->prompt(i, turn));
    }
    return texts;
}
std::vector<std::string> first(const std::string& text, int count, const Wildcards& wildcards = {}) {
    const auto space = build(text, wildcards);
    if (!space) return {"FAILED " + space.error()};
    PromptGenerator generator(*space, 3);
    std::vector<std::string> prompts;
    for (int i = 0; i < count; ++i) prompts.push_back(generator.next());
    return prompts;
}
Wildcards some_wildcards() {
    const auto lines = [](std::initializer_list<const char*> texts) {
        std::vector<WildcardLine> list;
        for (const char* text : texts) list.push_back(wildcard_line(text, {"w.txt", static_cast<int>(list.size()) + 1}));
        return list;
    };
    Wildcards wildcards;
    wildcards.add("red_things", lines({"rose", "brick"}));
    wildcards.add("blue_things", lines({"sea"}));
    wildcards.add("deep/colours", lines({"red", "green"}));
    wildcards.add("in", lines({"in ${season:spring}"}));
    wildcards.add("season", lines({"May", "June"}));
    return wildcards;
}
using PromptList = std::vector<std::string>;

TEST(DynamicPrompts, NoneAtAllAndRangesEitherWay) {
    EXPECT_EQ(all("({0$$a|b} {1$$c|d|e})"), (Texts{"( c)", "( d)", "( e)"}));
    EXPECT_EQ(all("{0$$a|b}!"), Texts{"!"});
    EXPECT_EQ(all("{3-1$$a|b|c}"), all("{1-3$$a|b|c}"));
    EXPECT_EQ(all("{100000000000$$a|b}"), (Texts{"a, b", "b, a"}));
    EXPECT_EQ(all("{2$$ | $$a|b}"), (Texts{"a | b", "b | a"})) << "a separator may hold a bar";
    EXPECT_EQ(all("{ 1 - 2 $$a|b}"), all("{1-2$$a|b}"));
    EXPECT_EQ(all("{2-3$$ and $$a|b|c}").size(), 12u);
}

TEST(DynamicPrompts, SamplersAndNesting) {
    EXPECT_EQ(all("{~a|b}"), (Texts{"a", "b"}));
    EXPECT_EQ(all("{!a|b}"), (Texts{"a", "b"}));
    EXPECT_EQ(first("{@a|b|c}", 6), (PromptList{"a", "b", "c", "a", "b", "c"}));
    EXPECT_EQ(first("{@a|{b|c}}", 3), (PromptList{"a", "b", "c"})) << "what is within goes round as well";
    EXPECT_EQ(first("{@2$$a|b}", 2).size(), 2u);
    EXPECT_EQ(first("__@deep/colours__", 4, some_wildcards()), (PromptList{"red", "green", "red", "green"}));
    const PromptList mixed = first("{@a|b} {x|y|z}", 6);
    for (size_t i = 0; i < mixed.size(); ++i) EXPECT_EQ(mixed[i][0], i % 2 == 0 ? 'a' : 'b') << mixed[i];
    EXPECT_EQ(Texts(mixed.begin(), mixed.end()).size(), 6u) << "each once a round";
    EXPECT_EQ(build("{@a|b} {x|y|z}")->combinations(), 6);
}

TEST(DynamicPrompts, WildcardsWithNamesThatAreChosen) {
    const Wildcards wildcards = some_wildcards();
    EXPECT_EQ(all("__{red|blue}_things__", wildcards), (Texts{"rose", "brick", "sea"}));
    EXPECT_EQ(all("${c=blue}__${c}_things__", wildcards), Texts{"sea"});
    EXPECT_EQ(all("${c=!{red|blue}}${c} __${c}_things__", wildcards), (Texts{"red rose", "red brick", "blue sea"}));
    EXPECT_EQ(all("__${season}__", wildcards), (Texts{"May", "June"})) << "a variable that is not set is its own name";
    EXPECT_EQ(all("__${c:red}_things__", wildcards), (Texts{"rose", "brick"}));
    EXPECT_EQ(all("__colours__", wildcards), (Texts{"red", "green"})) << "a list of that name in any folder";
    EXPECT_EQ(all("__deep\\colours__", wildcards), (Texts{"red", "green"}));
    EXPECT_EQ(all("__in(season={autumn|winter})__", wildcards), (Texts{"in autumn", "in winter"}));
    EXPECT_EQ(all("__in (season=__season__)__", wildcards), (Texts{"in May", "in June"}));
    EXPECT_EQ(all("{red|blue}_things", wildcards), (Texts{"red_things", "blue_things"}));
    EXPECT_NE(build("__{red|green}_things__", wildcards).error().find("no wildcard __green_things__"), std::string::npos);
}

TEST(DynamicPrompts, WrapsVariablesAndComments) {
    EXPECT_EQ(all("%{a photo of ... at {dawn|dusk}$$a house}"), (Texts{"a photo of a house at dawn", "a photo of a house at dusk"}));
    EXPECT_EQ(all("%{by … , {1|2}$$x{y|z}}").size(), 4u);
    EXPECT_EQ(all("%{nothing $$b}"), Texts{"nothing b"});
    EXPECT_EQ(all("100%{ a| b}"), (Texts{"100% a", "100% b"})) << "a percent sign before options";
    EXPECT_EQ(all("${x}${x=a}"), Texts{"a"}) << "a value that is set behind its use";
    EXPECT_EQ(all("// a line\na cat /* b */\n/* c\nd */ here"), Texts{"a cat /* b */ here"});
    EXPECT_EQ(all("https://a.b/c"), Texts{"https://a.b/c"});
    EXPECT_EQ(all("{.5::a|1.::b|2 ::c}"), (Texts{"a", "b", "c"}));
}

TEST(DynamicPrompts, GlobsTakeNoTimeToSpeakOf) {
    EXPECT_TRUE(matches_glob("a?c", "abc"));
    EXPECT_FALSE(matches_glob("a?c", "a/c"));
    EXPECT_TRUE(matches_glob("[a-c]x[!0-9]", "bxy"));
    EXPECT_FALSE(matches_glob("[a-c]x[!0-9]", "bx7"));
    EXPECT_TRUE(matches_glob("**/x", "a/b/x"));
    std::string stars;
    for (int i = 0; i < 200; ++i) stars += "*a";
    EXPECT_FALSE(matches_glob(stars + "b", std::string(400, 'a')));
    EXPECT_FALSE(matches_glob(std::string(300, '*') + "b", std::string(300, 'a')));
}

}  // namespace
}  // namespace imagelab
