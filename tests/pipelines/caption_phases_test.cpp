#include "core/pipelines/caption_phases.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

using Phases = std::vector<CaptionPhase>;

TEST(CaptionPhases, BothPromptsChangeAtTheirOwnSteps) {
    EXPECT_EQ(caption_phases("a [b:c:2]", "x [y:3]", true, 5),
              (Phases{{2, {{"a b", 1}}, "x "}, {3, {{"a c", 1}}, "x "}, {5, {{"a c", 1}}, "x y"}}));
    EXPECT_EQ(caption_phases("a", std::nullopt, true, 5), (Phases{{5, {{"a", 1}}, std::nullopt}}));
}

TEST(CaptionPhases, ComposedPartsHaveWeightsAndPhases) {
    EXPECT_EQ(caption_phases("a [b:1] AND c:0.5", "d AND e", true, 4),
              (Phases{{1, {{"a ", 1}, {" c", 0.5}}, "d AND e"}, {4, {{"a b", 1}, {" c", 0.5}}, "d AND e"}}));
}

TEST(CaptionPhases, WithoutSyntaxAllIsText) {
    EXPECT_EQ(caption_phases("a [b:c:2] AND d", "[x|y]", false, 5), (Phases{{5, {{"a [b:c:2] AND d", 1}}, "[x|y]"}}));
}

}  // namespace
}  // namespace imagelab
