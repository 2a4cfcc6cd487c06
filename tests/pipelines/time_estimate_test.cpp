#include "core/pipelines/time_estimate.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

std::vector<StagePlan> plans() {
    StagePlan text, steps;
    text.stage = Stage::encoding, text.seconds = 1000;
    steps.stage = Stage::denoising, steps.units = 60, steps.seconds = 6000;
    return {text, steps};
}

// Whatever this machine's clock says, the seconds of a plan are hours here.
TEST(TimeEstimates, WhatAnEarlierRunDidIsDone) {
    TimeEstimate estimate(plans());
    EXPECT_LT(estimate.fraction(estimate.seconds_left()), 0.1) << "nothing is done";
    estimate.skipped(Stage::denoising, 30);
    EXPECT_EQ(estimate.seconds_left(), 4000);
    EXPECT_NEAR(estimate.fraction(estimate.seconds_left()), 3.0 / 7, 0.05) << "half of the steps were made by another run";
    estimate.worked(Stage::encoding, 1000);
    for (int step = 0; step < 30; ++step) estimate.worked(Stage::denoising, 100);
    EXPECT_EQ(estimate.seconds_left(), 0);
    EXPECT_EQ(estimate.fraction(0), 1);
}

TEST(TimeEstimates, StepsThatWereSparedCostWhatTheOthersDo) {
    TimeEstimate estimate(plans());
    estimate.skipped(Stage::denoising, 45);
    estimate.skipped(Stage::encoding, 1);
    for (int step = 0; step < 3; ++step) estimate.worked(Stage::denoising, 10);
    EXPECT_EQ(estimate.seconds_left(), 120) << "twelve steps of what was measured";
    EXPECT_GT(estimate.fraction(estimate.seconds_left()), 0.8) << "45 of 60 steps and the prompt are over";
    estimate.skipped(Stage::denoising, 1 << 30);
    EXPECT_EQ(estimate.seconds_left(), 0);
}

TEST(TimeEstimates, AUnitUnderWayCountsAsFarAsItIs) {
    TimeEstimate estimate(plans());
    estimate.skipped(Stage::encoding, 1);
    estimate.working(Stage::denoising, 0.25);
    EXPECT_EQ(estimate.seconds_left(), 5975);
    estimate.worked(Stage::denoising, 100);
    EXPECT_EQ(estimate.seconds_left(), 5900) << "the next has not begun";
    estimate.skipped(Stage::denoising, 59);
    estimate.working(Stage::denoising, 0.5);
    EXPECT_EQ(estimate.seconds_left(), 0);
}

}  // namespace
}  // namespace imagelab
