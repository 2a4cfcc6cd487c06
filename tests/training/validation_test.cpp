#include "core/training/validation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace imagelab {
namespace {

TEST(HeldOutPictures, AreSoManyAndNeverAll) {
    EXPECT_EQ(held_out_count(12, 0), 0);
    EXPECT_EQ(held_out_count(12, 0.1), 2);
    EXPECT_EQ(held_out_count(12, 0.25), 3);
    EXPECT_EQ(held_out_count(2, 0.9), 1);
    EXPECT_EQ(held_out_count(1, 0.5), 0);
    for (const uint64_t seed : {1u, 2u, 3u}) {
        const HeldOut parts = held_out(seed, 12, 0.25);
        EXPECT_EQ(parts.held.size(), 3u);
        std::vector<int> all = parts.trained;
        all.insert(all.end(), parts.held.begin(), parts.held.end());
        std::sort(all.begin(), all.end());
        for (int i = 0; i < 12; ++i) EXPECT_EQ(all[static_cast<size_t>(i)], i);
        EXPECT_TRUE(std::is_sorted(parts.trained.begin(), parts.trained.end()));
    }
    EXPECT_NE(held_out(1, 12, 0.25).held, held_out(2, 12, 0.25).held);
    EXPECT_EQ(held_out(1, 3, 0).trained, (std::vector<int>{0, 1, 2}));
}

TEST(HeldOutPictures, HaveNoiseThatStays) {
    const auto noise = validation_noise(7, 1, 20);
    EXPECT_EQ(noise.size(), 80u);
    EXPECT_EQ(noise, validation_noise(7, 1, 20));
    EXPECT_NE(noise, validation_noise(7, 2, 20));
}

TEST(HeldOutPictures, AreMeasuredAtTheLastStepToo) {
    TrainingConfig config;
    config.steps = 25, config.validation_every = 10;
    EXPECT_FALSE(is_measured(config, 10));  // nothing is held out
    EXPECT_EQ(measured_count(config), 0);
    config.validation_share = 0.1;
    for (int step = 1, measured = 0; step <= 25; ++step) {
        measured += is_measured(config, step) ? 1 : 0;
        EXPECT_TRUE(step < 25 || measured == measured_count(config)) << measured;
    }
    EXPECT_TRUE(is_measured(config, 25));
    EXPECT_FALSE(is_measured(config, 24));
}

TEST(HeldOutPictures, EndARunWhenTheyGrowWorse) {
    std::vector<TrainingStep> steps;
    const auto add = [&](std::optional<double> loss) {
        steps.push_back({static_cast<int>(steps.size()) + 1, 1, 1, 1, 1, loss});
        return validation_verdict(steps, 2);
    };
    EXPECT_FALSE(add({}).best);
    EXPECT_EQ(add(0.5).best, 2);
    EXPECT_EQ(add(0.4).best, 3);
    EXPECT_FALSE(add(0.6).ends);
    EXPECT_FALSE(add({}).ends);  // not measured: does not count
    EXPECT_EQ(add(0.3).best, 6);
    EXPECT_FALSE(add(0.3).ends);  // no lower
    EXPECT_TRUE(add(0.35).ends);
    EXPECT_EQ(validation_verdict(steps, 2).best, 6);
    EXPECT_FALSE(validation_verdict(steps, 0).ends);
    EXPECT_FALSE(validation_verdict(steps, 3).ends);
}

}  // namespace
}  // namespace imagelab
