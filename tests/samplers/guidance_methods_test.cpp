// Guidance beyond its scale: formulas whose values are computed here by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/samplers/dynamic_thresholding.h"
#include "core/samplers/guidance.h"
#include "core/samplers/projected_guidance.h"

namespace imagelab {
namespace {

std::vector<float> projected(std::vector<float> without, std::vector<float> with, double scale, ProjectedGuidance how,
                             std::vector<float> carried = {}) {
    std::vector<float> out(with.size());
    guide_projected(without, with, scale, how, carried, out);
    return out;
}

TEST(GuidanceMethods, ProjectedWithNeutralValuesIsTheUsualOne) {
    const std::vector<float> without{0.5f, -1, 2}, with{1, 2, -0.25f};
    std::vector<float> usual(3);
    guide(without, with, 4, usual);
    const std::vector<float> own = projected(without, with, 4, {});
    for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(own[i], usual[i], 1e-6);
}

TEST(GuidanceMethods, ProjectedLeavesOutWhatLiesAlongThePrompt) {
    // difference (1, 2), prompt along the first axis: only the second part is left.
    const std::vector<float> out = projected({2, -2}, {3, 0}, 5, {.parallel = 0});
    EXPECT_FLOAT_EQ(out[0], 2);
    EXPECT_FLOAT_EQ(out[1], -2 + 5 * 2);
    EXPECT_FLOAT_EQ(projected({2, -2}, {3, 0}, 5, {.parallel = 0.5})[0], 2 + 5 * 0.5f);
}

TEST(GuidanceMethods, ProjectedCutsTheDifferenceToItsLength) {
    const std::vector<float> out = projected({0, 0}, {3, 4}, 2, {.length = 1});
    EXPECT_FLOAT_EQ(out[0], 2 * 0.6f);
    EXPECT_FLOAT_EQ(out[1], 2 * 0.8f);
    EXPECT_FLOAT_EQ(projected({0, 0}, {3, 4}, 2, {.length = 9})[1], 8) << "shorter ones stay";
}

TEST(GuidanceMethods, MomentumCarriesEarlierDifferencesOn) {
    std::vector<float> carried, out(1);
    const std::vector<float> without{0}, with{2};
    const ProjectedGuidance how{.momentum = -0.5};
    for (const float expected : {2.0f, 1.0f, 1.5f}) {
        guide_projected(without, with, 1, how, carried, out);
        EXPECT_FLOAT_EQ(out[0], expected);
        EXPECT_FLOAT_EQ(carried[0], expected);
    }
    EXPECT_THROW(projected({0, 0}, {1, 1}, 1, how, {1}), Error);
}

TEST(GuidanceMethods, ZeroStarFindsTheNearestLength) {
    EXPECT_FLOAT_EQ(zero_star_scale(std::vector<float>{1, 2}, std::vector<float>{3, 1}), 1);
    EXPECT_FLOAT_EQ(zero_star_scale(std::vector<float>{2, 0}, std::vector<float>{3, 1}), 1.5f);
    EXPECT_FLOAT_EQ(zero_star_scale(std::vector<float>{0, 0}, std::vector<float>{3, 1}), 1);
}

TEST(GuidanceMethods, ThresholdingKeepsTheRangeOfTheWeakGuidance) {
    const std::vector<float> weak{1, -1, 0, 0, /* second channel */ 5, 5, 5, 5};
    std::vector<float> strong{14, -6, 4, 4, 2, 4, 3, 3};
    threshold_dynamically(weak, 2, 1, strong);
    EXPECT_EQ(strong, (std::vector<float>{5, 3, 4, 4, 3, 3, 3, 3}));
    std::vector<float> cut{10, -10, 2, -2};
    threshold_dynamically(std::vector<float>{1, -1, 0, 0}, 1, 0, cut);  // all but the smallest distance, 2, is cut
    EXPECT_EQ(cut, (std::vector<float>{1, -1, 1, -1}));
    EXPECT_THROW(threshold_dynamically(weak, 2, 1, cut), Error);
}

}  // namespace
}  // namespace imagelab
