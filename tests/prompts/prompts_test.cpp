#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/prompts/generator.h"
#include "core/prompts/profiles.h"
#include "core/prompts/theme.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Texts = std::set<std::string>;

class Prompts : public testing::Test {
  protected:
    Result<PromptSpace> build(const std::string& text, const Wildcards& wildcards = {}) {
        auto parsed = parse_template(text, {"t", 1});
        if (!parsed) return Failure{parsed.error()};
        return PromptSpace::build({{1, *parsed}}, wildcards, {});
    }
    Texts all(const std::string& text, const Wildcards& wildcards = {}) {
        const auto space = build(text, wildcards);
        if (!space) return {"FAILED " + space.error()};
        Texts texts;
        for (mpz_class i = 0; i < space->size(); ++i) texts.insert(space->prompt(i));
        return texts;
    }
    std::string problem(const std::string& text, const Wildcards& wildcards = {}) {
        const auto space = build(text, wildcards);
        return space ? "none" : space.error();
    }
    Result<Theme> theme(const std::string& text) { return parse_theme(text, folder_ / "t.yaml", folder_ / "data"); }

    test::TempFolder folder_;
};

TEST_F(Prompts, OptionsGiveEachText) {
    EXPECT_EQ(all("{summer|autumn} is {near|far}"), (Texts{"summer is near", "summer is far", "autumn is near", "autumn is far"}));
    EXPECT_EQ(all("a {red|{dark|light} blue|} cat"), (Texts{"a red cat", "a dark blue cat", "a light blue cat", "a cat"}));
    EXPECT_EQ(all("one, {two|}, three,"), (Texts{"one, two, three", "one, three"}));
    EXPECT_EQ(all(R"(\{a\|b\} 100\% \\ \# no#1 # comment)"), (Texts{R"({a|b} 100\% \ # no#1)"})) << "a # without white space is no comment";
}

TEST_F(Prompts, SeveralOptionsAtOnce) {
    EXPECT_EQ(all("{2$$a|b|c}"), (Texts{"a, b", "b, a", "a, c", "c, a", "b, c", "c, b"}));
    EXPECT_EQ(all("{2$$ and $$a|b}"), (Texts{"a and b", "b and a"}));
    EXPECT_EQ(all("{1-2$$ + $$a|b}"), (Texts{"a", "b", "a + b", "b + a"}));
    EXPECT_EQ(all("{-2$$a|b}"), (all("{1-2$$a|b}")));
    EXPECT_EQ(all("{2-$$a|b|c}").size(), 6u + 6u);
    EXPECT_EQ(all("{0-1$$a|b}!"), (Texts{"!", "a!", "b!"}));
    EXPECT_EQ(all("{4$$a|b|c}").size(), 6u) << "no more than there are";
    EXPECT_EQ(all("{2$${x|y}|b}"), (Texts{"x, b", "b, x", "y, b", "b, y"}));
    EXPECT_EQ(build("{2$$a|b|{c|d}}")->combinations(), mpz_class(2 + 4 + 4));
}

TEST_F(Prompts, WildcardsNestAndGlob) {
    test::write_file(folder_ / "w/season.txt", "# comment\nsummer\n{autumn|fall}\n\nwinter\n");
    test::write_file(folder_ / "w/colours/warm.txt", "red\r\norange\r\n");
    test::write_file(folder_ / "w/colours/cold.txt", "blue\n");
    test::write_file(folder_ / "w/people.yaml", "asia:\n  east: [Korean, Japanese]\nworld:\n  - __asia/east__\n  - Basque\n1234: 5678\n");
    test::write_file(folder_ / "w/dress.json", R"({"dress": ["In ${season:spring}, ${season:spring} shirts"]})");
    Wildcards wildcards;
    wildcards.add_folder(folder_ / "w");
    EXPECT_EQ(all("__season__", wildcards), (Texts{"summer", "autumn", "fall", "winter"}));
    EXPECT_EQ(all("__colours/*__", wildcards), (Texts{"red", "orange", "blue"}));
    EXPECT_EQ(all("__**__", wildcards).size(), 4u + 3u + 2u + 3u + 1u - 2u) << "asia/east stands in world as well";
    EXPECT_EQ(all("__world__", wildcards), (Texts{"Korean", "Japanese", "Basque"}));
    EXPECT_EQ(all("{2$$__colours/*__}", wildcards).size(), 6u) << "two different lines";
    EXPECT_EQ(all("__dress(season=winter)__", wildcards), (Texts{"In winter, winter shirts"}));
    EXPECT_EQ(all("__dress__", wildcards), (Texts{"In spring, spring shirts"}));
    EXPECT_EQ(all("${season=!__season__} __dress__", wildcards).size(), 4u);
    EXPECT_TRUE(matches_glob("a*c", "abc"));
    EXPECT_FALSE(matches_glob("a*", "a/b"));
    EXPECT_TRUE(matches_glob("a/**", "a/b/c"));
}

TEST_F(Prompts, Variables) {
    EXPECT_EQ(all("${x={a|b}}${x}${x}"), (Texts{"aa", "ab", "ba", "bb"})) << "chosen at each use";
    EXPECT_EQ(all("${x=!{a|b}}${x}${x}"), (Texts{"aa", "bb"})) << "chosen once";
    EXPECT_EQ(all("${x:none}"), (Texts{"none"}));
    EXPECT_EQ(all("${x=1}${x?=2}${y?=3}${x}${y}"), (Texts{"13"}));
    EXPECT_EQ(all("${x=!{a|b}}${y=!${x}{1|2}}${y} ${x}"), (Texts{"a1 a", "a2 a", "b1 b", "b2 b"}));
}

TEST_F(Prompts, WeightsComeMoreOften) {
    const auto space = build("{3::a|0.5::b|c} {x|y}");
    ASSERT_TRUE(space) << space.error();
    EXPECT_EQ(space->combinations(), 6);
    std::map<char, int> seen;
    for (mpz_class i = 0; i < space->size(); ++i) ++seen[space->prompt(i)[0]];
    EXPECT_EQ(seen['a'], 6 * seen['b']);
    EXPECT_EQ(seen['c'], 2 * seen['b']);
    EXPECT_EQ(all("{a|a|b}"), (Texts{"a", "b"}));
    EXPECT_EQ(all("{0::a|b}"), (Texts{"b"}));
    // In a space too large to be used up the share is the weight's.
    PromptGenerator generator(*build("{3::A|B} {1|2|3|4|5|6|7|8|9|0}{1|2|3|4|5|6|7|8|9|0}{1|2|3|4|5|6|7|8|9|0}{1|2|3|4|5|6|7|8|9|0}"), 5);
    int heavy = 0;
    for (int i = 0; i < 1000; ++i) heavy += generator.next()[0] == 'A';
    EXPECT_NEAR(heavy, 750, 60);
}

TEST_F(Prompts, EachComesOnceBeforeOneComesTwice) {
    for (const char* text : {"{a|b}", "{3::a|b|a} {c|d} {1-2$$x|y|z}", "{a|b|c}{a|b|c}{a|b|c}{a|b|c}{a|b|c}", "one"}) {
        const auto space = build(text);
        const Texts expected = all(text);
        PromptGenerator generator(*space, 7), again(*space, 7), other(*space, 8);
        std::vector<std::string> first, third;
        for (size_t round = 0; round < 3; ++round) {
            Texts seen;
            for (size_t i = 0; i < expected.size(); ++i) {
                const std::string prompt = generator.next();
                EXPECT_TRUE(seen.insert(prompt).second) << prompt << " came twice";
                EXPECT_EQ(again.next(), prompt);
                if (round == 0) first.push_back(prompt), third.push_back(other.next());
                EXPECT_EQ(generator.round(), static_cast<int>(round));
            }
            EXPECT_EQ(seen, expected);
        }
        if (expected.size() > 20) {
            EXPECT_NE(first, third) << "the seed does nothing";
        }
    }
}

TEST_F(Prompts, ShuffleIsAPermutationOfAnySize) {
    for (const unsigned long size : {1UL, 2UL, 3UL, 17UL, 256UL, 1000UL, 4099UL}) {
        for (const uint64_t seed : {0ULL, 1ULL, ~0ULL}) {
            const Shuffle shuffle(size, seed);
            std::set<unsigned long> seen;
            for (unsigned long i = 0; i < size; ++i) seen.insert(shuffle.at(i).get_ui());
            EXPECT_EQ(seen.size(), size);
            EXPECT_LT(*seen.rbegin(), size);
        }
    }
}

TEST_F(Prompts, CountsAreExactAtAnySize) {
    std::string text;
    mpz_class expected = 1;
    for (int i = 0; i < 80; ++i) text += "{a|b|c|d|e|f|g}", expected *= 7;
    const auto space = build(text);
    ASSERT_TRUE(space);
    EXPECT_EQ(space->combinations(), expected);
    EXPECT_EQ(space->prompt(expected - 1), std::string(80, 'g'));
    PromptGenerator generator(*space, 1);
    Texts seen;
    for (int i = 0; i < 2000; ++i) seen.insert(generator.next());
    EXPECT_EQ(seen.size(), 2000u);
    EXPECT_EQ(build("{5$$a|b|c|d|e|f|g|h|i|j}")->combinations(), 10 * 9 * 8 * 7 * 6);
}

TEST_F(Prompts, ProblemsNameFileAndLine) {
    EXPECT_NE(problem("a {b|c").find("t:1: this { is never closed"), std::string::npos) << problem("a {b|c");
    EXPECT_NE(problem("a\nb }").find("t:2: a } closes nothing"), std::string::npos);
    EXPECT_NE(problem("\n\n__missing__").find("t:3: no wildcard __missing__"), std::string::npos);
    EXPECT_NE(problem("${x}").find("t:1: the variable x is not set"), std::string::npos);
    EXPECT_NE(problem("${x=${x}} ${x}").find("contains itself"), std::string::npos);
    EXPECT_NE(problem("{-$$a|b}").find("range"), std::string::npos);
    EXPECT_NE(problem("{0::a}").find("weight 0"), std::string::npos);
    EXPECT_NE(problem("${x").find("never closed"), std::string::npos);
    EXPECT_NE(problem("__open").find("no end"), std::string::npos);
    EXPECT_NE(problem(std::string(500, '{')).find("too deeply"), std::string::npos);
    Wildcards loop;
    loop.add("a", {{"__b__", 1, {"a.txt", 4}}});
    loop.add("b", {{"__a__", 1, {"b.txt", 9}}});
    EXPECT_NE(problem("__a__", loop).find("b.txt:9: __a__ contains itself"), std::string::npos) << problem("__a__", loop);
    EXPECT_NE(problem("__aa__", loop).find("no wildcard"), std::string::npos);
}

TEST_F(Prompts, ThemeProblemsNameFileAndLine) {
    const std::string file = (folder_ / "t.yaml").string();
    const auto error = [&](const std::string& text) {
        const auto read = theme(text);
        return read ? "none" : read.error();
    };
    EXPECT_EQ(error("name: x\nprompts:\n  - fine\n  - \"{a|\"\n"), file + ":4: this { is never closed");
    EXPECT_EQ(error("name: x\nprompts:\n  - |\n    fine\n    and {a|b\n"), file + ":5: this { is never closed");
    EXPECT_NE(error("name: x\nprompts: [a]\nprofile: [b]\n").find(file + ":3: `profile` means nothing"), std::string::npos);
    EXPECT_NE(error("name: x\n").find("`prompts` is missing"), std::string::npos);
    EXPECT_NE(error("prompts: [a]\n").find("`name` is missing"), std::string::npos);
    EXPECT_NE(error("name: [x\nprompts: y").find(file + ":"), std::string::npos);
    EXPECT_NE(error("name: x\nprompts:\n  - {text: a, weight: -1}\n").find(file + ":3: a weight is a number above 0"), std::string::npos);
    EXPECT_NE(error("just text").find("a theme is a map"), std::string::npos);
    EXPECT_NE(error("name: x\nprompts: [a]\nwildcards: {w: b}\n").find(file + ":3: `w` must be a list"), std::string::npos);
    EXPECT_EQ(error("name: x\nprompts: [__w__]\nwildcards: {w: [1, 2::b]}\n"), "none");
}

TEST_F(Prompts, ThemesOfBothFormats) {
    test::write_file(folder_ / "wildcards/colour.txt", "red\nblue\n");
    const auto yaml = theme(
        "name: T\nprompts:\n  - {text: \"a __colour__ ${thing}\", weight: 2}\n  - plain\nvariables: {thing: \"{cat|dog}\"}\nnegative: "
        "bad\n");
    const auto json = theme(
        R"({"name": "T", "prompts": [{"text": "a __colour__ ${thing}", "weight": 2}, "plain"], "variables": {"thing": "{cat|dog}"}, "negative": "bad"})");
    ASSERT_TRUE(yaml) << yaml.error();
    ASSERT_TRUE(json) << json.error();
    EXPECT_EQ(yaml->space.combinations(), 5);
    for (mpz_class i = 0; i < yaml->space.size(); ++i) EXPECT_EQ(yaml->space.prompt(i), json->space.prompt(i));
}

TEST_F(Prompts, ShippedThemesAreSoundAndRich) {
    const ProfileLibrary profiles = ProfileLibrary::load(fs::path(IMAGELAB_SOURCE_DIR) / "profiles", folder_ / "none");
    std::set<std::string> genres, suited;
    for (const ThemeFile& file : theme_files(folder_ / "data")) {
        const auto read = read_theme(file.path, folder_ / "data");
        ASSERT_TRUE(read) << read.error();
        EXPECT_TRUE(genres.insert(read->genre).second) << read->genre;
        EXPECT_GT(read->space.combinations(), 1000) << file.id;
        for (const std::string& name : read->profiles) {
            const auto profile = profiles.find(name);
            ASSERT_TRUE(profile) << file.id << ": " << profile.error();
            suited.insert((*profile)->id);
        }
        PromptGenerator generator(read->space, 3);
        for (int i = 0; i < 300; ++i) {
            const std::string prompt = generator.next();
            EXPECT_EQ(prompt.find_first_of("{}|$#\\"), std::string::npos) << file.id << ": " << prompt;
            EXPECT_EQ(prompt.find("__"), std::string::npos) << file.id << ": " << prompt;
            EXPECT_LT(prompt.size(), 400u) << file.id << ": " << prompt;
        }
    }
    EXPECT_GE(genres.size(), 15u);
    EXPECT_EQ(suited.size(), profiles.profiles().size()) << "each profile suits a theme";
}

}  // namespace
}  // namespace imagelab
