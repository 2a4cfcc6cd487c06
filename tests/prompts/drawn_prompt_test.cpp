// Prompts of a request that are templates: drawn once from the seed, with what they were drawn from beside them.
#include "core/prompts/drawn_prompt.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "core/metadata/a1111_text.h"
#include "core/metadata/import.h"
#include "tests/support/queue_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

// A data folder with a wildcard.
class DrawnPrompt : public testing::Test {
  protected:
    void SetUp() override {
        if (const char* set = std::getenv("IMAGELAB_DATA")) before_ = set;
        ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1);
        std::filesystem::create_directories(folder_ / "wildcards");
        test::write_file(folder_ / "wildcards" / "animal.txt", "cat\ndog\nowl\n");
    }
    void TearDown() override { before_ ? ::setenv("IMAGELAB_DATA", before_->c_str(), 1) : ::unsetenv("IMAGELAB_DATA"); }

    static Request templated(uint64_t seed) {
        Request request;
        request.prompt = "a {red|green|blue} __animal__";
        request.negative_prompt = "{blur|noise}, text";
        request.dynamic_prompts = true;
        request.seed = seed;
        return request;
    }

    test::TempFolder folder_;
    std::optional<std::string> before_;
};

TEST_F(DrawnPrompt, TheSeedSaysWhat) {
    std::set<std::string> texts;
    for (uint64_t seed = 0; seed < 40; ++seed) {
        const auto drawn = with_words_made(templated(seed));
        ASSERT_TRUE(drawn.ok()) << drawn.error();
        EXPECT_FALSE(drawn->dynamic_prompts);
        EXPECT_EQ(drawn->prompt.find_first_of("{}_"), std::string::npos) << drawn->prompt;
        EXPECT_EQ(drawn->drawn_from, "a {red|green|blue} __animal__");
        EXPECT_EQ(drawn->negative_drawn_from, "{blur|noise}, text");
        EXPECT_EQ(drawn->prompt, with_words_made(templated(seed))->prompt);
        EXPECT_TRUE(same_request(*with_words_made(*drawn), *drawn)) << "once is enough";
        texts.insert(drawn->prompt);
    }
    EXPECT_GE(texts.size(), 7u) << "of nine";
}

TEST_F(DrawnPrompt, AnOpenSeedIsDrawnFirst) {
    Request open = templated(0);
    open.seed = Seed();
    const auto drawn = with_words_made(open);
    ASSERT_TRUE(drawn.ok());
    EXPECT_FALSE(drawn->seed.is_open());
    EXPECT_EQ(with_words_made(templated(drawn->seed.value()))->prompt, drawn->prompt);
}

TEST_F(DrawnPrompt, PlainRequestsKeepTheirBraces) {
    Request plain = templated(1);
    plain.dynamic_prompts = false;
    EXPECT_EQ(with_words_made(plain)->prompt, plain.prompt);
    EXPECT_EQ(with_words_made(plain)->drawn_from, "");
    Request nothing = templated(1);
    nothing.prompt = "a cat", nothing.negative_prompt.reset();
    const auto same = with_words_made(nothing);
    EXPECT_EQ(same->prompt, "a cat");
    EXPECT_EQ(same->drawn_from, "");
    EXPECT_FALSE(same->negative_prompt);
}

TEST_F(DrawnPrompt, StylesJoinWhatWasDrawn) {
    Request styled = templated(3);
    styled.style.profiles = {{"cinematic", 1.0}};
    const auto made = with_words_made(styled);
    ASSERT_TRUE(made.ok()) << made.error();
    EXPECT_EQ(made->style.own_prompt, with_words_made(templated(3))->prompt);
    EXPECT_NE(made->prompt.find(*made->style.own_prompt), std::string::npos);
}

TEST_F(DrawnPrompt, MistakesAreNamed) {
    Request wrong = templated(1);
    wrong.prompt = "a __nothing_of_that_name__";
    EXPECT_NE(with_words_made(wrong).error().find("conditioning.prompt: template:1"), std::string::npos) << with_words_made(wrong).error();
    wrong = templated(1);
    wrong.negative_prompt = "{a|";
    EXPECT_NE(with_words_made(wrong).error().find("hyperparameters.negative_prompt: template:1"), std::string::npos)
        << with_words_made(wrong).error();
}

// As the extension of A1111 writes and reads it, and as JSON.
TEST_F(DrawnPrompt, TheTemplateIsToldAndReadAgain) {
    const Request drawn = with_words_made(templated(5)).value();
    const std::string text = a1111_text(drawn, {});
    EXPECT_NE(text.find("Template: a {red|green|blue} __animal__"), std::string::npos) << text;
    const Request read = import_a1111(text).request;
    EXPECT_EQ(read.prompt, drawn.prompt);
    EXPECT_EQ(read.drawn_from, drawn.drawn_from);
    EXPECT_EQ(read.negative_drawn_from, drawn.negative_drawn_from);
    EXPECT_TRUE(same_request(request_from_json(request_to_json(drawn)).value(), drawn));
    EXPECT_TRUE(request_from_json(request_to_json(templated(5)))->dynamic_prompts);
}

// Jobs of one order draw each their own, by the seed that is theirs; what waits holds the words.
TEST_F(DrawnPrompt, EachJobDrawsItsOwn) {
    const test::QueueLab lab(folder_ / "lab");
    std::filesystem::create_directories(lab.data() / "wildcards");
    test::write_file(lab.data() / "wildcards" / "animal.txt", "cat\ndog\nowl\n");
    lab.command("add --model '" + lab.model +
                "' --width 64 --height 64 --steps 2 --seed 1 --count 8 --dynamic-prompts --prompt "
                "'a {red|green|blue} __animal__' --output '" +
                lab.out().string() + "/'");
    std::set<std::string> texts;
    for (const auto& job : lab.jobs()) {
        const auto& request = job.at("request");
        EXPECT_EQ(request.at("style").at("template"), "a {red|green|blue} __animal__");
        texts.insert(request.at("conditioning").at("prompt").get<std::string>());
    }
    EXPECT_GE(texts.size(), 2u);
    for (const std::string& text : texts) EXPECT_EQ(text.find_first_of("{_"), std::string::npos) << text;
}

}  // namespace
}  // namespace imagelab
