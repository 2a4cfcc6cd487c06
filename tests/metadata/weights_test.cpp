#include <gtest/gtest.h>

#include "core/metadata/foreign_weights.h"

namespace imagelab {
namespace {

struct Case {
    WeightRules rules;
    const char *written, *ours;
};

class Weights : public testing::TestWithParam<Case> {};

TEST_P(Weights, BecomeMarksOfA1111) {
    EXPECT_EQ(in_a1111_weights(GetParam().written, GetParam().rules).text, GetParam().ours);
}

constexpr WeightRules comfy = WeightRules::comfyui, invoke = WeightRules::invokeai, novel = WeightRules::novelai;

INSTANTIATE_TEST_SUITE_P(ComfyUi, Weights,
                         testing::Values(Case{comfy, "a (copper:1.3) kettle", "a (copper:1.3) kettle"},  // the same in both
                                         Case{comfy, "((a) b:1.5)", "((a) b:1.5)"}, Case{comfy, "a \\(b\\)", "a \\(b\\)"},
                                         Case{comfy, "((a:1.2) b)", "(a:1.2) (b:1.1)"},  // outright, not times 1.1
                                         Case{comfy, "[a] b", "\\[a\\] b"},              // letters there
                                         Case{comfy, "(never closed", "\\(never closed"},
                                         Case{comfy, "closed) (a:2)", "closed\\) \\(a:2\\)"}, Case{comfy, "(a:b)", "(a:b)"},
                                         Case{comfy, "c:\\d", "c:\\\\d"}, Case{comfy, "", ""}));

INSTANTIATE_TEST_SUITE_P(InvokeAi, Weights,
                         testing::Values(Case{invoke, "a (copper kettle)1.4 with steam++, (rust)0.6 and noise--",
                                              "a (copper kettle:1.4) with (steam:1.21), (rust:0.6) and (noise:0.81)"},
                                         Case{invoke, "((a b)1.5 c)+", "(a b:1.65) (c:1.1)"},
                                         Case{invoke, "well-known, a - b", "well-known, a - b"},
                                         Case{invoke, "(only a group)", "only a group"}, Case{invoke, "(a:1.2)", "a:1.2"},
                                         Case{invoke, "[letters]", "\\[letters\\]"}, Case{invoke, "\"two words\"++", "(two words:1.21)"},
                                         Case{invoke, "a \"sign\"", "a \"sign\""}, Case{invoke, "\\(escaped\\)+", "(\\(escaped\\):1.1)"},
                                         Case{invoke, "(open", "\\(open"}, Case{invoke, "x)1.5", "x\\)1.5"}));

INSTANTIATE_TEST_SUITE_P(NovelAi, Weights,
                         testing::Values(Case{novel, "copper kettle, {steam}, [stove]", "copper kettle, (steam:1.05), (stove:0.9524)"},
                                         Case{novel, "{{a}} (b)", "(a:1.1025) \\(b\\)"},
                                         Case{novel, "1.5::rain, night:: dry", "(rain, night:1.5) dry"},
                                         Case{novel, "-1::hat::", "(hat:-1)"}, Case{novel, "{open", "{open"},
                                         Case{novel, "12:30", "12:30"}));

TEST(Weights, WhetherAnythingIsWeighedIsTold) {
    EXPECT_TRUE(in_a1111_weights("(a:1.2)", WeightRules::comfyui).weighs);
    EXPECT_FALSE(in_a1111_weights("a \\(b\\)", WeightRules::comfyui).weighs);
    EXPECT_FALSE(in_a1111_weights("(a b) c", WeightRules::invokeai).weighs);
}

TEST(Weights, MarksThatAreReadAsWordsAreNamed) {
    EXPECT_EQ(unread_a1111_marks("a kettle BREAK a cup AND a spoon :0.5"), "BREAK, AND");
    EXPECT_EQ(unread_a1111_marks("a [cat:dog:0.5] and [red|blue]"), "[cat:dog:0.5]");
    EXPECT_EQ(unread_a1111_marks("a [red|blue] car"), "[red|blue]");
    for (const char* text : {"BREAKFAST at dawn, LAND and SAND", "[less] (more:1.2)", "a \\[b:c:1\\]", "ratio [16:9 wide]", "and break"})
        EXPECT_EQ(unread_a1111_marks(text), "") << text;
}

}  // namespace
}  // namespace imagelab
