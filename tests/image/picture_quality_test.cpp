#include "core/image/picture_quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "core/samplers/rng.h"

namespace imagelab {
namespace {

RgbImage drawn(int width, int height, const std::function<std::array<double, 3>(int x, int y)>& colour) {
    RgbImage picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (const double value : colour(x, y))
                picture.pixels.push_back(static_cast<uint8_t>(std::clamp(std::round(value), 0.0, 255.0)));
        }
    }
    return picture;
}

// Coloured discs before a soft ground: edges in every direction, and room between them.
RgbImage scene() {
    return drawn(96, 64, [](int x, int y) -> std::array<double, 3> {
        if (std::hypot(x - 30, y - 30) < 20) return {200, 90, 60};
        if (std::hypot(x - 70, y - 40) < 15) return {60, 110, 190};
        return {120 + 0.5 * x, 130 + 0.5 * y, 120};
    });
}

RgbImage changed(const RgbImage& picture, const std::function<double(int x, int y, int c)>& value) {
    return drawn(picture.width, picture.height, [&](int x, int y) -> std::array<double, 3> {
        return {value(x, y, 0), value(x, y, 1), value(x, y, 2)};
    });
}

double at(const RgbImage& picture, int x, int y, int c) {
    x = std::clamp(x, 0, picture.width - 1), y = std::clamp(y, 0, picture.height - 1);
    return picture.pixels[static_cast<size_t>(3 * (y * picture.width + x) + c)];
}

RgbImage blurred(const RgbImage& picture, int reach) {
    return changed(picture, [&](int x, int y, int c) {
        double sum = 0;
        for (int j = -reach; j <= reach; ++j)
            for (int i = -reach; i <= reach; ++i) sum += at(picture, x + i, y + j, c);
        return sum / ((2 * reach + 1) * (2 * reach + 1));
    });
}

RgbImage noisy(const RgbImage& picture, double deviation) {
    TorchGenerator generator(7);
    const std::vector<float> noise = generator.randn(picture.pixels.size());
    return changed(picture, [&](int x, int y, int c) {
        return at(picture, x, y, c) + deviation * noise[static_cast<size_t>(3 * (y * picture.width + x) + c)];
    });
}

TEST(PictureQualities, ASingleColourIsNoPicture) {
    const PictureQuality quality = picture_quality(drawn(40, 24, [](int, int) -> std::array<double, 3> { return {128, 128, 128}; }));
    const double mean = 128.0 / 255;
    EXPECT_EQ(quality.sharpness, 0);
    EXPECT_EQ(quality.noise, 1);
    EXPECT_NEAR(quality.exposure, 4 * mean * (1 - mean), 1e-12);
    EXPECT_NEAR(quality.saturation, 0.5, 1e-9);
    EXPECT_EQ(quality.structure, 0);
    EXPECT_NEAR(quality.score(), 0.2 + 0.15 * quality.exposure + 0.05, 1e-9);
}

TEST(PictureQualities, EachPartFallsWithWhatItMeasures) {
    const RgbImage good = scene();
    const PictureQuality quality = picture_quality(good);
    for (const auto& [name, value] : quality.parts()) {
        EXPECT_GE(value, 0) << name;
        EXPECT_LE(value, 1) << name;
    }
    EXPECT_EQ(quality, picture_quality(good)) << "the same numbers every time";

    double sharpness = quality.sharpness;
    for (const int reach : {1, 2, 4}) {
        const double now = picture_quality(blurred(good, reach)).sharpness;
        EXPECT_LT(now, sharpness) << reach;
        sharpness = now;
    }
    double noise = quality.noise;
    for (const double deviation : {4.0, 10.0, 30.0}) {
        const PictureQuality now = picture_quality(noisy(good, deviation));
        EXPECT_LT(now.noise, noise) << deviation;
        noise = now.noise;
    }
    EXPECT_LT(picture_quality(noisy(good, 30)).structure, quality.structure);
    EXPECT_LT(picture_quality(changed(good, [&](int x, int y, int c) { return 3 * at(good, x, y, c); })).exposure, 0.5 * quality.exposure);
    const auto mean = [&](int x, int y) { return (at(good, x, y, 0) + at(good, x, y, 1) + at(good, x, y, 2)) / 3; };
    const auto saturated = [&](double by) {
        return picture_quality(changed(good, [&](int x, int y, int c) { return mean(x, y) + by * (at(good, x, y, c) - mean(x, y)); }))
            .saturation;
    };
    EXPECT_LT(saturated(0), saturated(0.3)) << "no colour";
    EXPECT_LT(saturated(8), saturated(1)) << "too much of it";
}

TEST(PictureQualities, TheDeviationOfNoiseIsFound) {
    const RgbImage grey = drawn(128, 128, [](int, int) -> std::array<double, 3> { return {128, 128, 128}; });
    TorchGenerator generator(3);
    const std::vector<float> noise = generator.randn(size_t{128} * 128);
    const RgbImage picture = changed(grey, [&](int x, int y, int) { return 128 + 6 * noise[static_cast<size_t>(128 * y + x)]; });
    EXPECT_NEAR(1 - picture_quality(picture).noise, 6.0 / 255 / 0.06, 0.05);  // Immerkaer's estimate of a deviation of 6
}

TEST(PictureQualities, TinyAndThinPicturesHaveNumbersToo) {
    for (const auto& [width, height] : {std::pair(1, 1), std::pair(1, 40), std::pair(40, 1), std::pair(7, 5)}) {
        const PictureQuality quality = picture_quality(drawn(width, height, [](int x, int y) -> std::array<double, 3> {
            return {x * 40.0, y * 40.0, 100};
        }));
        EXPECT_TRUE(std::isfinite(quality.score())) << width << "x" << height;
    }
    EXPECT_THROW(picture_quality({}), Error);
}

TEST(RefineDecisions, TheWorseThePictureTheStronger) {
    const auto of = [](double each) { return decide_refining({each, each, each, each, each}, 30); };
    EXPECT_EQ(of(1).strength, 0) << "nothing to mend";
    EXPECT_EQ(of(good_enough + 1e-9).strength, 0);
    EXPECT_EQ(of(0.84).strength, weakest_refining);
    EXPECT_EQ(of(0).strength, strongest_refining);
    double before = of(0).strength;
    for (const double each : {0.2, 0.4, 0.6, 0.8}) {
        EXPECT_LT(of(each).strength, before);
        before = of(each).strength;
    }
    EXPECT_EQ(of(0.4).strength, 0.34) << "0.15 + 0.35 * 0.45 / 0.85, in hundredths";
}

TEST(RefineDecisions, LeaveAtLeastOneStep) {
    for (int steps = 1; steps <= 200; ++steps) {
        const double strength = decide_refining({0.8, 0.8, 0.8, 0.8, 0.8}, steps).strength;
        EXPECT_GE(static_cast<int>(steps * strength), 1) << steps;
        EXPECT_LE(strength, 1) << steps;
    }
}

TEST(RefineDecisions, SayWhatTheyRestOn) {
    EXPECT_EQ(decision_text({{0.5, 1, 0.25, 0.75, 0.25}, 0.2}),
              "quality 0.54 (sharpness 0.50, noise 1.00, exposure 0.25, saturation 0.75, structure 0.25): refined with strength 0.20");
    EXPECT_NE(decision_text({{1, 1, 1, 1, 1}, 0}).find("good enough as it is"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
