#include "core/store/device_history.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

constexpr double start = 1'800'000'000;

DeviceSample sample(int64_t used, double load, double power) {
    DeviceSample given{.key = "0000:01:00.0", .name = "card", .source = "test"};
    given.memory_total = 1000;
    given.memory_used = used;
    given.memory_ours = used / 2;
    given.load = load;
    given.power = power;
    return given;
}

class History : public ::testing::Test {
  protected:
    Database store = std::move(Database::open(":memory:", {0x7e57, {device_history_tables}}).value());
    DeviceHistory history{store};
};

TEST_F(History, SamplesComeBackInOrderWithWhatWasNotToldEmpty) {
    history.add({sample(300, 0.5, 100)}, start + 2);
    history.add({sample(200, 0.25, 50)}, start);
    const auto points = history.points("0000:01:00.0", start, start + 10);
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].memory_used, 200);
    EXPECT_EQ(points[1].memory_ours, 150);
    EXPECT_EQ(points[1].load, 0.5);
    EXPECT_FALSE(points[0].temperature);
    EXPECT_TRUE(history.points("cpu", start, start + 10).empty());
}

TEST_F(History, MeansAreWeightedByTime) {
    history.add({sample(100, 1.0, 300)}, start);
    history.add({sample(900, 0.0, 0)}, start + 10);  // stands for the 30 seconds until the next
    history.add({sample(100, 0.5, 100)}, start + 40);
    const auto found = history.statistics(start, start + 100);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name, "card");
    EXPECT_EQ(found[0].samples, 3);
    EXPECT_EQ(found[0].memory_peak, 900);
    EXPECT_EQ(found[0].ours_peak, 450);
    EXPECT_DOUBLE_EQ(found[0].load_mean.value(), 0.25);
    EXPECT_DOUBLE_EQ(found[0].energy_wh.value(), 3000 / 3600.0);
    EXPECT_FALSE(found[0].temperature_peak);
}

TEST_F(History, AnHourAgoOneAMinuteStaysWithItsPeak) {
    for (int second = 0; second < 180; ++second)
        history.add({sample(second == 70 ? 999 : 100, second < 60 ? 1.0 : 0.0, 60)}, start + second);
    const double now = start + 180 + 2 * 3600;
    history.add({sample(5, 0, 0)}, now);
    history.thin(now);
    history.thin(now + 1);  // again: nothing more to thin
    const auto points = history.points("0000:01:00.0", start - 60, start + 200);
    ASSERT_EQ(points.size(), 3u);
    EXPECT_EQ(points[0].memory_used, 100);
    EXPECT_EQ(points[1].memory_used, 999);
    EXPECT_DOUBLE_EQ(points[0].load.value(), 1);
    EXPECT_DOUBLE_EQ(points[2].load.value(), 0);
    EXPECT_NEAR(history.statistics(start - 60, start + 200)[0].energy_wh.value(), 3, 1e-9);  // 60 W for three minutes
    EXPECT_EQ(history.points("0000:01:00.0", now, now).size(), 1u);
    history.thin(now + 31 * 24 * 3600);
    EXPECT_TRUE(history.points("0000:01:00.0", 0, now + 1).empty());
}

}  // namespace
}  // namespace imagelab
