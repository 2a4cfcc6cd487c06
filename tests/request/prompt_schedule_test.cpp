#include "core/request/prompt_schedule.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "tests/support/golden.h"

namespace imagelab {
namespace {

using Phases = std::vector<PromptPhase>;

Phases of(const std::string& prompt) {
    return prompt_phases(prompt, 10);
}

// The doctests of A1111's get_learned_conditioning_prompt_schedules.
TEST(PromptSchedules, AreThoseOfA1111sDoctests) {
    EXPECT_EQ(of("test"), (Phases{{10, "test"}}));
    EXPECT_EQ(of("a [b:3]"), (Phases{{3, "a "}, {10, "a b"}}));
    EXPECT_EQ(of("a [b: 3]"), (Phases{{3, "a "}, {10, "a b"}}));
    EXPECT_EQ(of("a [[[b]]:2]"), (Phases{{2, "a "}, {10, "a [[b]]"}}));
    EXPECT_EQ(of("[(a:2):3]"), (Phases{{3, ""}, {10, "(a:2)"}}));
    EXPECT_EQ(of("a [b : c : 1] d"), (Phases{{1, "a b  d"}, {10, "a  c  d"}}));
    EXPECT_EQ(of("a[b:[c:d:2]:1]e"), (Phases{{1, "abe"}, {2, "ace"}, {10, "ade"}}));
    EXPECT_EQ(of("a [unbalanced"), (Phases{{10, "a [unbalanced"}}));
    EXPECT_EQ(of("a [b:.5] c"), (Phases{{5, "a  c"}, {10, "a b c"}}));
    EXPECT_EQ(of("((a][:b:c [d:3]"), (Phases{{3, "((a][:b:c "}, {10, "((a][:b:c d"}}));
    const Phases turns = of("[a|(b:1.1)]");
    ASSERT_EQ(turns.size(), 10u);
    for (int step = 1; step <= 10; ++step)
        EXPECT_EQ(turns[static_cast<size_t>(step - 1)], (PromptPhase{step, step % 2 == 1 ? "a" : "(b:1.1)"}));
    EXPECT_EQ(of("[fe|]male").at(1), (PromptPhase{2, "male"}));
    // "Not handling this right now", says its doctest, which fails there: no part of the grammar has a bar, so all of it is text.
    EXPECT_EQ(of("a [{b|d{:.5] c"), (Phases{{10, "a [{b|d{:.5] c"}}));
    const auto in_hires = [](const char* prompt) { return prompt_phases(prompt, 10, 10); };
    EXPECT_EQ(in_hires("a [b:.5] c"), (Phases{{10, "a b c"}}));
    EXPECT_EQ(in_hires("a [b:1.5] c"), (Phases{{5, "a  c"}, {10, "a b c"}}));
    EXPECT_EQ(in_hires("a [b:13] c"), (Phases{{3, "a  c"}, {10, "a b c"}}));
    EXPECT_EQ(of("[fe|||]male"), (Phases{{1, "female"}, {4, "male"}, {5, "female"}, {8, "male"}, {9, "female"}, {10, "male"}}));
}

// tests/reference/prompt_schedules.py: A1111's grammar by lark.
TEST(PromptSchedules, AreThoseOfA1111sGrammar) {
    const auto golden = nlohmann::json::parse(read_text_file(test::golden_path("prompt_schedules.json")));
    ASSERT_GT(golden.size(), 300u);
    size_t changing = 0;
    for (const auto& entry : golden) {
        const auto prompt = entry.at(0).get<std::string>();
        const int steps = entry.at(1).get<int>();
        const Phases phases = prompt_phases(prompt, steps);
        Phases expected;
        for (const auto& phase : entry.at(2)) {
            const auto text = phase.at(1).get<std::string>();
            if (!expected.empty() && expected.back().text == text)
                expected.back().last_step = phase.at(0).get<int>();
            else
                expected.push_back({phase.at(0).get<int>(), text});
        }
        EXPECT_EQ(phases, expected) << prompt;
        changing += phases.size() > 1;
    }
    EXPECT_GT(changing, 100u);
}

TEST(PromptSchedules, DeepAndManyBracketsTakeNoTime) {
    EXPECT_EQ(of(std::string(200'000, '[')).size(), 1u);
    std::string nested;
    for (int i = 0; i < 20'000; ++i) nested += "[a:";
    for (int i = 0; i < 20'000; ++i) nested += "1]";
    EXPECT_GE(of(nested).size(), 1u);
}

TEST(PromptCompositions, AreSplitAtAndWithTheirWeights) {
    using All = std::vector<ComposedPrompt>;
    EXPECT_EQ(composed_prompts("a cat"), (All{{"a cat", 1}}));
    EXPECT_EQ(composed_prompts("a cat AND a dog:0.7 AND x : -1.5 "), (All{{"a cat", 1}, {" a dog", 0.7}, {" x", -1.5}}));
    EXPECT_EQ(composed_prompts("BAND ANDES a:2"), (All{{"BAND ANDES a:2", 1}})) << "without AND a number stays text";
    EXPECT_EQ(composed_prompts("a:1.2:.5 AND b:x"), (All{{"a:1.2", 0.5}, {" b:x", 1}}));
    EXPECT_EQ(composed_prompts("AND"), (All{{"", 1}, {"", 1}}));
}

}  // namespace
}  // namespace imagelab
