#include "core/night/governor.h"

#include <gtest/gtest.h>

#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

DeviceSample sample(std::optional<double> temperature, std::optional<double> power = std::nullopt) {
    return {.key = "g", .temperature = temperature, .power = power};
}

TEST(RestRules, HotUntilFiveDegreesCooler) {
    RestRules rules({.max_temperature = 80});
    rules.saw(sample(79), 0);
    EXPECT_EQ(rules.rest(0), 0);
    rules.saw(sample(80), 1);
    EXPECT_GT(rules.rest(1), 0);
    EXPECT_NE(rules.reason().find("80"), std::string::npos);
    rules.saw(sample(76), 2);
    EXPECT_GT(rules.rest(2), 0) << "still too warm";
    rules.saw(sample(75), 3);
    EXPECT_EQ(rules.rest(3), 0);
    rules.saw(sample(76), 4);
    EXPECT_EQ(rules.rest(4), 0) << "warm is not hot";
    rules.saw(sample(90), 5);
    EXPECT_GT(rules.rest(5), 0);
    rules.saw(sample(std::nullopt), 6);
    EXPECT_EQ(rules.rest(6), 0) << "a device that tells nothing is not stopped for good";
}

TEST(RestRules, PowerIsTheMeanOfAMinute) {
    RestRules rules({.max_watts = 200});
    rules.saw(sample({}, 100), 0);
    for (int second = 1; second <= 10; ++second) rules.saw(sample({}, 400), second);
    EXPECT_EQ(rules.rest(10), 0) << "a short peak";
    int hot_at = 0;
    for (int second = 11; second < 120 && hot_at == 0; ++second) {
        rules.saw(sample({}, 400), second);
        if (rules.rest(second) > 0) hot_at = second;
    }
    EXPECT_GT(hot_at, 20);
    EXPECT_LT(hot_at, 60);
    double now = hot_at;
    while (rules.rest(now) > 0 && now < 300) rules.saw(sample({}, 50), ++now);
    EXPECT_GT(now - hot_at, 2);
    EXPECT_LT(now - hot_at, 60);
}

// Whatever the steps' lengths, the share of the time that is worked comes out.
TEST(RestRules, DutyIsKept) {
    for (const double duty : {0.25, 0.5, 0.9}) {
        RestRules rules({.duty = duty});
        double now = 0, worked = 0;
        for (int step = 0; step < 200; ++step) {
            const double took = step % 3 == 0 ? 2.5 : 0.4;
            now += took;
            worked += took;
            rules.worked(took);
            for (double rest = rules.rest(now); rest > 0; rest = rules.rest(now)) now += rest;
        }
        EXPECT_NEAR(worked / now, duty, 0.02) << duty;
    }
}

TEST(Governor, RestsTheDeviceThatIsHotAndTellsIt) {
    test::TempFolder folder;
    const auto play = [&](int degrees) {
        test::write_file(folder / "next",
                         R"({"devices": [{"name": "g", "address": "00000000:01:00.0", "temperature": )" + std::to_string(degrees) + "}]}");
        std::filesystem::rename(folder / "next", folder / "state");  // a look reads whole files
    };
    ::setenv("IMAGELAB_FAKE_NVML", (folder / "state").c_str(), 1);
    play(95);
    std::vector<std::string> told;
    double now = 1;
    Governor* looking = nullptr;
    const GovernorClock clock{[&] { return now; },
                              [&](double seconds, const CancelToken&) {
                                  now += seconds;
                                  looking->look();
                              }};
    Governor governor(
        {.max_temperature = 80}, {{"vulkan:0", "0000:01:00.0"}, {"cpu", "cpu"}},
        [&](const std::string& text) {
            told.push_back(text);
            if (text.find("rests") != std::string::npos) play(60);  // it cools as soon as it is left alone
        },
        {folder.path(), IMAGELAB_FAKE_NVML_LIBRARY}, clock);
    looking = &governor;
    ASSERT_FALSE(told.empty());
    EXPECT_NE(told[0].find("cpu does not tell its temperature"), std::string::npos);
    governor.wait("cpu", false, {});
    governor.wait("another", false, {});
    governor.wait("vulkan:0", false, {});
    EXPECT_EQ(governor.rested_s("vulkan:0"), RestRules::look_again_s);
    EXPECT_NE(told.back().find("vulkan:0 rests: 95"), std::string::npos) << told.back();
    EXPECT_EQ(governor.latest("vulkan:0")->temperature, 60.0);
    play(95);
    governor.look();
    const CancelToken stop;
    stop.request();
    governor.wait("vulkan:0", true, stop);  // a stop ends the rest
    EXPECT_EQ(governor.rested_s("vulkan:0"), RestRules::look_again_s);
}

}  // namespace
}  // namespace imagelab
