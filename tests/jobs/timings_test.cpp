#include "core/jobs/timings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

JobKind kind(int side = 512, bool warm = false) {
    JobKind kind;
    kind.model = "/models/a";
    kind.device = "cpu, 2, bf16";
    kind.width = kind.height = side;
    kind.steps = 10;
    kind.pictures = 2;
    kind.warm = warm;
    return kind;
}

// As plan_stages says: seconds include load_seconds.
std::vector<StagePlan> stages(double text, double step, double picture) {
    const auto stage = [](Stage name, double load, double work) {
        StagePlan plan;
        plan.stage = name;
        plan.load_seconds = load;
        plan.seconds = load + work;
        return plan;
    };
    return {stage(Stage::encoding, 1, text), stage(Stage::denoising, 2, 20 * step), stage(Stage::decoding, 1, 2 * picture)};
}

double sum(const std::vector<StagePlan>& stages) {
    double seconds = 0;
    for (const StagePlan& stage : stages) seconds += stage.seconds;
    return seconds;
}

TEST(Timings, WithoutAMeasurementThePlanStays) {
    const Timings timings{{}};
    std::vector<StagePlan> plan = stages(0.5, 0.1, 0.2);
    EXPECT_FALSE(timings.correct(kind(), plan));
    EXPECT_DOUBLE_EQ(sum(plan), 4 + 0.5 + 2 + 0.4);
    EXPECT_FALSE(timings.correct(kind(512, true), plan));
    EXPECT_DOUBLE_EQ(sum(plan), 0.5 + 2 + 0.4) << "weights that are there are not loaded";
}

TEST(Timings, ADeviceOfUnknownSpeedStaysUnknown) {
    std::vector<StagePlan> plan = stages(0.5, INFINITY, 0.2);
    StagePlan image;
    image.stage = Stage::starting;
    image.seconds = INFINITY;
    plan.push_back(image);
    EXPECT_FALSE((Timings{{}}).correct(kind(), plan));
    EXPECT_EQ(plan.back().seconds, INFINITY) << "and no share of it";
}

TEST(Timings, WhatRanBeforeIsExpectedAgain) {
    Timings timings{{}};
    const JobTimes planned = times_of(stages(0.5, 0.1, 0.2), 10, 2);
    EXPECT_DOUBLE_EQ(planned.load, 4);
    EXPECT_DOUBLE_EQ(planned.step, 0.1);
    EXPECT_DOUBLE_EQ(planned.picture, 0.2);
    timings.add(kind(), planned, {8, 0.25, 0.4, 1});
    timings.add(kind(512, true), planned, {0.5, 0.25, 0.4, 1});
    std::vector<StagePlan> cold = stages(0.5, 0.1, 0.2), warm = cold;
    ASSERT_TRUE(timings.correct(kind(), cold));
    EXPECT_NEAR(sum(cold), 8 + 0.25 + 20 * 0.4 + 2 * 1, 1e-9);
    ASSERT_TRUE(timings.correct(kind(512, true), warm));
    EXPECT_NEAR(sum(warm), 0.5 + 0.25 + 20 * 0.4 + 2 * 1, 1e-9);
    EXPECT_NEAR(cold[1].seconds - cold[1].load_seconds, 8, 1e-9);
    JobKind longer = kind();
    longer.steps = 30;
    std::vector<StagePlan> more = stages(0.5, 0.3, 0.2);
    ASSERT_TRUE(timings.correct(longer, more));
    EXPECT_NEAR(more[1].seconds - more[1].load_seconds, 60 * 0.4, 1e-9) << "steps are counted, not remembered";
}

TEST(Timings, AnotherSizeIsOffAsTheNearestWas) {
    Timings timings{{}};
    timings.add(kind(512), times_of(stages(0.5, 0.1, 0.2), 10, 2), {8, 0.5, 0.3, 0.4});
    timings.add(kind(64), times_of(stages(0.5, 0.001, 0.002), 10, 2), {8, 0.5, 0.01, 0.2});
    std::vector<StagePlan> plan = stages(0.5, 0.4, 0.8);
    ASSERT_TRUE(timings.correct(kind(1024), plan)) << "by 512, the nearest";
    EXPECT_NEAR(plan[1].seconds - plan[1].load_seconds, 20 * (0.4 + 0.2), 1e-9) << "what an operation costs beside its work does not grow";
    EXPECT_NEAR(plan[2].seconds - plan[2].load_seconds, 2 * (0.8 + 0.2), 1e-9);
    plan = stages(0.5, 0.08, 0.1);
    ASSERT_TRUE(timings.correct(kind(448), plan));
    EXPECT_NEAR(plan[1].seconds - plan[1].load_seconds, 20 * 0.08 * 3, 1e-9) << "nor is it more than the share by which it was slower";
    JobKind other = kind(1024);
    other.model = "/models/b";
    plan = stages(0.5, 0.4, 0.8);
    EXPECT_FALSE(timings.correct(other, plan)) << "another model tells nothing";
    other = kind(1024);
    other.device = "a GPU";
    EXPECT_FALSE(timings.correct(other, plan));
}

TEST(Timings, TheNewestCountsMostAndOneOutlierLittle) {
    Timings timings{{}};
    const JobTimes planned = times_of(stages(0.5, 0.1, 0.2), 10, 2);
    const auto step = [&] {
        std::vector<StagePlan> plan = stages(0.5, 0.1, 0.2);
        timings.correct(kind(), plan);
        return (plan[1].seconds - plan[1].load_seconds) / 20;
    };
    for (int i = 0; i < 10; ++i) timings.add(kind(), planned, {8, 0.5, 0.2, 0.4});
    timings.add(kind(), planned, {8, 0.5, 1.0, 0.4});
    EXPECT_LT(step(), 0.5);
    for (int i = 0; i < 20; ++i) timings.add(kind(), planned, {8, 0.5, 0.05, 0.4});
    EXPECT_NEAR(step(), 0.05, 0.005) << "a machine that became faster";
}

TEST(Timings, AFileKeepsThemAndADamagedOneIsMadeAnew) {
    const TempFolder folder;
    const JobTimes planned = times_of(stages(0.5, 0.1, 0.2), 10, 2);
    const auto knows = [&] {
        std::vector<StagePlan> plan = stages(0.5, 0.1, 0.2);
        return Timings(folder.path()).correct(kind(), plan);
    };
    Timings(folder.path()).add(kind(), planned, {8, 0.25, 0.4, 1});
    EXPECT_TRUE(knows());
    for (const char* part : {"timings.db-wal", "timings.db-shm"}) std::filesystem::remove(folder / part);
    std::ofstream(folder / "timings.db", std::ios::trunc) << std::string(8192, 'x');
    EXPECT_FALSE(knows());
    Timings(folder.path()).add(kind(), planned, {8, 0.25, 0.4, 1});
    EXPECT_TRUE(knows());
    std::vector<StagePlan> plan = stages(0.5, 0.1, 0.2);
    EXPECT_FALSE(Timings("/proc/nowhere").correct(kind(), plan)) << "a folder that cannot be written is no failure";
}

}  // namespace
}  // namespace imagelab::test
