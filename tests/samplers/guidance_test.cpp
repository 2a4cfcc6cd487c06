#include "core/samplers/guidance.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/base/error.h"

namespace imagelab {
namespace {

TEST(Guidance, GoesFromWithoutThroughWithThePrompt) {
    const std::vector<float> without{1.0f, -2.0f, 0.5f}, with{2.0f, -2.0f, 0.25f};
    std::vector<float> out(3);
    guide(without, with, 5.0, out);
    EXPECT_EQ(out, (std::vector<float>{6.0f, -2.0f, -0.75f}));
    guide(without, with, 1.0, out);
    EXPECT_EQ(out, with);
    out = without;
    guide(out, with, 5.0, out);
    EXPECT_EQ(out, (std::vector<float>{6.0f, -2.0f, -0.75f}));
    EXPECT_THROW(guide(without, with, 5.0, std::span<float>(out).first(2)), Error);
}

TEST(Guidance, RunsTwoForwardsOnlyAboveOne) {
    EXPECT_TRUE(guided(1.01));
    EXPECT_FALSE(guided(1.0));
}

}  // namespace
}  // namespace imagelab
