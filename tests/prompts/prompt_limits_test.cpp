// Templates, themes and wildcard files from outside: what is wrong is named and left out, what is too large says so in bounded time and
// memory.
#include <gtest/gtest.h>

#include "core/base/text_encoding.h"
#include "core/prompts/generator.h"
#include "core/prompts/theme.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

class PromptLimits : public testing::Test {
  protected:
    static std::string problem(const std::string& text, const Wildcards& wildcards = {}) {
        auto parsed = parse_template(text, {"t", 1});
        if (!parsed) return parsed.error();
        const auto space = PromptSpace::build({{1, *parsed}}, wildcards, {});
        return space ? "none" : space.error();
    }
    static void expect_problem(const std::string& text, const std::string& part) {
        EXPECT_NE(problem(text).find(part), std::string::npos) << problem(text);
    }
    static std::string repeated(const std::string& text, int count) {
        std::string all;
        for (int i = 0; i < count; ++i) all += text;
        return all;
    }
    Result<Theme> theme(const std::string& text) const { return parse_theme(text, folder_ / "t.yaml", folder_ / "data"); }
    std::vector<std::string> prompts(const std::string& text, int count) const {
        const auto read = theme_of_template(text, folder_ / "data");
        if (!read) return {"FAILED " + read.error()};
        PromptGenerator generator(read->space, 1);
        std::vector<std::string> made;
        for (int i = 0; i < count; ++i) made.push_back(generator.next());
        std::sort(made.begin(), made.end());
        return made;
    }
    void wildcard(const std::string& name, const std::string& text) const {
        fs::create_directories((folder_ / "data/wildcards" / name).parent_path());
        test::write_file(folder_ / "data/wildcards" / name, text);
    }
    test::TempFolder folder_;
};

TEST_F(PromptLimits, TextsInEveryEncoding) {
    using Texts = std::vector<std::string>;
    wildcard("latin1.txt", "caf\xe9\nth\xe9\n");
    wildcard("utf8.txt",
             "\xef\xbb\xbf"
             "caf\xc3\xa9\r\nth\xc3\xa9\r\n");
    wildcard("little.txt", std::string("\xff\xfe"
                                       "c\0a\0f\0\xe9\0\n\0t\0h\0\xe9\0\n\0",
                                       20));
    wildcard("big.txt", std::string("\xfe\xff\0c\0a\0f\0\xe9\0\n\0t\0h\0\xe9", 18));
    wildcard("lists.yaml", "tea: [\"th\xe9\", \"caf\xe9\"]\n");
    for (const char* name : {"latin1", "utf8", "little", "big", "tea"})
        EXPECT_EQ(prompts(std::string("__") + name + "__", 2), (Texts{"café", "thé"})) << name;
    EXPECT_EQ(decoded_text(std::string("\xff\xfe\x3d\xd8\x31\xdc\x3d\xd8", 8)), "🐱\ufffd") << "a pair, and half of one";
    test::write_file(folder_ / "latin.yaml", "name: caf\xe9\nprompts: [th\xe9]\n");
    const auto read = read_theme(folder_ / "latin.yaml", folder_ / "data");
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->name, "café");
}

TEST_F(PromptLimits, ABadLineIsNamedAndLeftOut) {
    wildcard("w.txt", "good\n{never closed\n__missing__\n__w__\nalso {good|fine}\n");
    const auto read = theme_of_template("__w__", folder_ / "data");
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(prompts("__w__", 3), (std::vector<std::string>{"also fine", "also good", "good"}));
    ASSERT_EQ(read->notes.size(), 3u);
    for (const char* part : {"w.txt:2: this { is never closed", "w.txt:3: no wildcard __missing__", "w.txt:4: __w__ contains itself"}) {
        const auto holds = [&](const std::string& note) { return note.find(part) != std::string::npos; };
        EXPECT_TRUE(std::any_of(read->notes.begin(), read->notes.end(), holds)) << part << " / " << read->notes[0];
    }
    wildcard("bad.txt", "{a\n");
    EXPECT_NE(theme_of_template("__bad__", folder_ / "data").error().find("bad.txt:1: this { is never closed"), std::string::npos);
    wildcard("broken.yaml", "a: [b\n");
    EXPECT_NE(theme_of_template("x", folder_ / "data")->notes.at(0).find("broken.yaml:"), std::string::npos);
    const auto own = theme("name: T\nprompts: [__w__]\nwildcards: {w: [a, \"{b\"]}\n");
    ASSERT_TRUE(own) << own.error();
    EXPECT_NE(own->notes.back().find("t.yaml:3: this { is never closed"), std::string::npos) << own->notes.back();
    wildcard("long.txt", "a\n" + std::string(70'000, 'b') + "\n");
    EXPECT_NE(theme_of_template("__long__", folder_ / "data")->notes.back().find("long.txt:2: a line may have"), std::string::npos);
}

TEST_F(PromptLimits, StructuredListsAsDynamicPromptsReadsThem) {
    wildcard("flat.json", R"(["a", "b"])");
    wildcard("more.yaml", "one: single\nweighed:\n  - {text: a, weight: 3}\n  - content: b\n  - [no]\nnumber: 5\n");
    EXPECT_EQ(prompts("__flat__", 2), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(prompts("__one__", 1), std::vector<std::string>{"single"});
    EXPECT_EQ(prompts("__weighed__", 2), (std::vector<std::string>{"a", "b"}));
    EXPECT_NE(prompts("__number__", 1)[0].find("no wildcard __number__"), std::string::npos);
    EXPECT_EQ(theme_of_template("__weighed__", folder_ / "data")->space.size(), 4);
}

TEST_F(PromptLimits, LargeTemplatesSayWhatIsTooMuch) {
    expect_problem("{" + repeated("a|", 600'000) + "b}", "more than 500000 parts");
    expect_problem("{100$$" + repeated("{x|y}|", 60'000) + "b}", "to choose 100 of 60001 options takes");
    expect_problem("{1-2000$$" + repeated("{x|y}|", 4'000) + "b}", "to choose 2000 of 4001 options takes");
    expect_problem(repeated("{a|b}", 110'000), "30,000 digits");
    expect_problem(repeated("{", 300) + "a", "nested too deeply");
    expect_problem(std::string(5 << 20, 'x'), "a template may have 4.0 MiB");
    std::string doubling = "${a=!0123456789}";
    for (char c = 'a'; c < 'z'; ++c) doubling += std::string("${") + static_cast<char>(c + 1) + "=!${" + c + "}${" + c + "}}";
    expect_problem(doubling + "${z}", "could have more than 1.0 MiB of text");
    std::string lazily = "${a={0|1}}";
    for (char c = 'a'; c < 'z'; ++c) lazily += std::string("${") + static_cast<char>(c + 1) + "=${" + c + "}${" + c + "}}";
    expect_problem(lazily + "${z}", "more than 500000 parts");
    EXPECT_EQ(problem("{" + repeated("{x|y}|", 50'000) + "b}"), "none");
    EXPECT_EQ(problem("{3$$" + repeated("a{x|y}|", 20'000) + "b}"), "none");
    expect_problem(repeated("{a", 1000), "nested too deeply");
}

TEST_F(PromptLimits, ChainsAndSquaresOfWildcards) {
    Wildcards chain, squares;
    for (int i = 0; i < 5'000; ++i) chain.add("c" + std::to_string(i), {{"__c" + std::to_string(i + 1) + "__", 1, {"c.txt", i}}});
    chain.add("c5000", {{"end", 1, {"c.txt", 1}}});
    EXPECT_NE(problem("__c0__", chain).find("nested too deeply"), std::string::npos);
    for (int i = 0; i < 60; ++i) {
        const std::string below = "__s" + std::to_string(i + 1) + "__";
        squares.add("s" + std::to_string(i), {{below + below + "{0|1}", 1, {"s.txt", i}}});
    }
    squares.add("s60", {{"{0|1}", 1, {"s.txt", 1}}});
    EXPECT_NE(problem("__s0__", squares), "none") << "2^60 characters";
}

TEST_F(PromptLimits, AliasesAreNotWrittenOutWithoutEnd) {
    std::string laughs = "a0: &a0 {x: [lol]}\n";
    for (int i = 1; i <= 12; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {";
        for (int k = 0; k < 9; ++k) laughs += "k" + std::to_string(k) + ": " + below + ", ";
        laughs += "k: " + below + "}\n";
    }
    std::string indented = "name: T\nprompts: [x]\nwildcards:\n";
    for (size_t at = 0; at < laughs.size();) {
        const size_t end = laughs.find('\n', at);
        indented += "  " + laughs.substr(at, end + 1 - at);
        at = end + 1;
    }
    EXPECT_NE(theme(indented).error().find("aliases"), std::string::npos) << theme(indented).error();
    wildcard("laughs.yaml", laughs);
    const auto read = theme_of_template("__a0/x__", folder_ / "data");
    ASSERT_TRUE(read) << read.error();
    EXPECT_NE(read->notes.at(0).find("aliases"), std::string::npos);
    EXPECT_NE(theme("name: T\nprompts: [" + repeated("x,", 500'000) + "]\n").error().find("more than 400000 keys and values"),
              std::string::npos);
}

TEST_F(PromptLimits, HeavyWeightsDoNotStopTheGenerator) {
    const auto space = PromptSpace::build({{1, *parse_template(repeated("{999999::a|0.001::b}", 5), {"t", 1})}}, {}, {});
    ASSERT_TRUE(space);
    EXPECT_EQ(space->combinations(), 32);
    PromptGenerator generator(*space, 1);
    EXPECT_EQ(generator.next(), "aaaaa");
    EXPECT_EQ(generator.next(), "aaaaa") << "nothing else comes within any time: the next round";
    EXPECT_EQ(generator.round(), 1);
    PromptGenerator few(*PromptSpace::build({{1, *parse_template("{99::a|b}", {"t", 1})}}, {}, {}), 1);
    for (int i = 0; i < 6; ++i) few.next();
    EXPECT_EQ(few.round(), 2) << "two texts a round";
}

}  // namespace
}  // namespace imagelab
