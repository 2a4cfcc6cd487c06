#include "core/night/list_schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

namespace imagelab {
namespace {

TEST(ListSchedule, ASlowDeviceTakesWhatItEndsBeforeTheOthersEndAll) {
    EXPECT_TRUE(should_begin(600, 1000, {{5, 0}})) << "200 minutes of work for the other one";
    EXPECT_FALSE(should_begin(600, 100, {{5, 0}})) << "the other one ends all in 500 s";
    EXPECT_TRUE(should_begin(600, 120, {{5, 0}})) << "just as early";
    EXPECT_FALSE(should_begin(600, 120, {{5, 0}, {5, 0}}));
    EXPECT_TRUE(should_begin(600, 2, {{5, 1000}})) << "the other one is busy for long";
    EXPECT_TRUE(should_begin(600, 1, {})) << "there is no other";
    EXPECT_FALSE(should_begin(600, 0, {})) << "nothing waits";
    EXPECT_FALSE(should_begin(600, 1'000, {{0, 0}})) << "nothing is known of the other's time: it is taken for fast";
}

TEST(ListSchedule, OneOfThemAlwaysBegins) {
    for (const double other : {0.1, 1.0, 7.0}) {
        for (int waiting = 1; waiting < 20; ++waiting)
            EXPECT_TRUE(should_begin(1, waiting, {{other, 0}}) || should_begin(other, waiting, {{1, 0}})) << other << " " << waiting;
    }
}

// What it does to a whole queue, jobs begun as the night begins them.
struct Played {
    double end = 0;
    int by_slow = 0;
};
Played play(int jobs, double fast, double slow, bool listed) {
    double fast_free = 0, slow_free = 0;
    Played played;
    while (jobs > 0) {
        const bool turn_of_fast = fast_free <= slow_free;
        double& free = turn_of_fast ? fast_free : slow_free;
        const double other_free = turn_of_fast ? slow_free : fast_free, own = turn_of_fast ? fast : slow;
        if (listed && !should_begin(own, jobs, {{turn_of_fast ? slow : fast, std::max(0.0, other_free - free)}})) {
            free = std::max(other_free, free) + 1e-9;  // asks again when the other one is free
            continue;
        }
        --jobs;
        free += own;
        played.by_slow += !turn_of_fast;
        played.end = std::max(played.end, free);
    }
    return played;
}

TEST(ListSchedule, EndsNoLaterAndUsesTheSlowDeviceWhereItHelps) {
    for (int jobs = 1; jobs < 200; ++jobs) {
        const Played greedy = play(jobs, 5, 60, false), listed = play(jobs, 5, 60, true);
        EXPECT_LE(listed.end, greedy.end + 1e-6) << jobs;
        EXPECT_LE(listed.end, 5.0 * jobs + 1e-6) << "never later than the fast one alone";
        EXPECT_GE(listed.by_slow, jobs / 13 - 1) << jobs;
        EXPECT_LE(listed.by_slow, jobs / 12) << jobs;
    }
    EXPECT_EQ(play(100, 5, 60, true).by_slow, 7);
}

}  // namespace
}  // namespace imagelab
