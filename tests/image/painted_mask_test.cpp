// The mask while it is painted: what each tool covers, and that every step comes back bit for bit within its memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/base/error.h"
#include "core/image/mask_filters.h"
#include "core/image/painted_mask.h"

namespace imagelab::test {
namespace {

std::vector<uint8_t> copy_of(const PaintedMask& mask) {
    return {mask.pixels().begin(), mask.pixels().end()};
}

double covered(const PaintedMask& mask) {
    double sum = 0;
    for (const uint8_t value : mask.pixels()) sum += value;
    return sum / 255;
}

// The pixels that differ lie inside the box.
void expect_inside(const std::vector<uint8_t>& before, const PaintedMask& mask, const PixelBox& box) {
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x) {
            const bool inside = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
            ASSERT_TRUE(inside || before[static_cast<size_t>(y) * mask.width() + x] == mask.at(x, y)) << x << ", " << y;
        }
}

TEST(PaintingOfMasks, AHardDabIsADisc) {
    PaintedMask mask(101, 83);
    const PixelBox box = mask.begin_stroke({20, 1, false}, {50, 40});
    mask.end_stroke();
    EXPECT_NEAR(covered(mask), M_PI * 400, 8);
    for (int y = 0; y < 83; ++y)
        for (int x = 0; x < 101; ++x) {
            const double d = std::hypot(x + 0.5 - 50, y + 0.5 - 40);
            if (d < 19.4) {
                EXPECT_EQ(mask.at(x, y), 255) << x << ", " << y;
            }
            if (d > 20.6) {
                EXPECT_EQ(mask.at(x, y), 0) << x << ", " << y;
            }
        }
    expect_inside(std::vector<uint8_t>(101 * 83), mask, box);
    EXPECT_EQ(mask.bounds(), (PixelBox{30, 20, 70, 60}));
}

TEST(PaintingOfMasks, ASoftDabFadesFromItsHardnessOutwards) {
    PaintedMask mask(200, 200);
    mask.begin_stroke({80, 0.5, false}, {100, 100});
    mask.end_stroke();
    EXPECT_EQ(mask.at(100 + 38, 100), 255);
    EXPECT_NEAR(mask.at(100 + 60, 100), 128, 6);  // halfway
    EXPECT_LT(mask.at(100 + 78, 100), 10);
    for (int x = 101; x < 190; ++x) EXPECT_LE(mask.at(x, 100), mask.at(x - 1, 100));
}

// However the pointer's way is cut into events, a straight stroke covers the same; going back over it adds nothing.
TEST(PaintingOfMasks, AStrokeIsAsWideAsItsBrushWhereverEventsFall) {
    const Brush brush{12, 0.4, false};
    PaintedMask once(300, 200), often(300, 200);
    once.begin_stroke(brush, {30, 40});
    once.stroke_to({260, 150});
    once.end_stroke();
    often.begin_stroke(brush, {30, 40});
    for (int i = 1; i <= 46; ++i) often.stroke_to({30 + 5.0 * i, 40 + 110.0 * i / 46});
    for (int i = 45; i >= 0; --i) often.stroke_to({30 + 5.0 * i, 40 + 110.0 * i / 46});
    often.end_stroke();
    int worst = 0;
    for (size_t i = 0; i < once.pixels().size(); ++i) worst = std::max(worst, std::abs(once.pixels()[i] - often.pixels()[i]));
    EXPECT_LE(worst, 1);
    EXPECT_EQ(once.at(145, 95), 255);
}

TEST(PaintingOfMasks, PressureMakesTheStrokeThinner) {
    PaintedMask mask(300, 100);
    mask.begin_stroke({30, 1, false}, {40, 50}, 0.2);
    mask.stroke_to({260, 50}, 1);
    mask.end_stroke();
    const auto height_at = [&](int x) {
        int n = 0;
        for (int y = 0; y < 100; ++y) n += mask.at(x, y) >= 128;
        return n;
    };
    EXPECT_NEAR(height_at(40), 12, 2);
    EXPECT_NEAR(height_at(150), 36, 3);
    EXPECT_NEAR(height_at(260), 60, 2);
}

TEST(PaintingOfMasks, TheEraserTakesAwayWhatTheBrushPut) {
    PaintedMask mask(128, 128);
    mask.fill_box(mask.whole(), false);
    mask.begin_stroke({20, 1, true}, {64, 64});
    mask.end_stroke();
    EXPECT_EQ(mask.at(64, 64), 0);
    EXPECT_NEAR(covered(mask), 128 * 128 - M_PI * 400, 8);
}

TEST(PaintingOfMasks, APolygonIsFilledByNonZeroWindingWithSmoothEdges) {
    PaintedMask mask(100, 100);
    mask.fill_polygon(std::vector<MaskPoint>{{10.25, 10}, {60.25, 10}, {60.25, 50}, {10.25, 50}}, false);
    EXPECT_NEAR(covered(mask), 50 * 40, 1);
    EXPECT_NEAR(mask.at(10, 20), 191, 2);  // three quarters of the pixel
    mask.clear();
    // A lasso that goes round twice is filled, not hollow.
    std::vector<MaskPoint> twice;
    for (int i = 0; i < 128; ++i) twice.push_back({50 + 30 * std::cos(i * M_PI / 32), 50 + 30 * std::sin(i * M_PI / 32)});
    mask.fill_polygon(twice, false);
    EXPECT_NEAR(covered(mask), M_PI * 900, 15);
    EXPECT_EQ(mask.at(50, 50), 255);
    mask.fill_polygon(std::vector<MaskPoint>{{-50, -50}, {500, -50}, {500, 500}, {-50, 500}}, true);  // beyond the picture
    EXPECT_EQ(covered(mask), 0);
}

TEST(PaintingOfMasks, FloodingStopsAtOtherColours) {
    constexpr int side = 64;
    std::vector<uint8_t> rgb(static_cast<size_t>(side) * side * 3, 100);
    const auto paint = [&](int x, int y, int value) { std::fill_n(rgb.data() + (static_cast<size_t>(y) * side + x) * 3, 3, value); };
    for (int i = 0; i < side; ++i) paint(20, i, 200), paint(i, 40, 112);  // a wall, and a line that is nearly the same
    const PicturePixels picture{side, side, rgb.data(), side * 3};
    PaintedMask mask(side, side);
    mask.flood(picture, 5, 5, 5, false);
    EXPECT_EQ(covered(mask), 20 * 40);
    EXPECT_EQ(mask.bounds(), (PixelBox{0, 0, 20, 40}));
    mask.undo();
    const std::vector<uint8_t> before = copy_of(mask);
    const PixelBox box = mask.flood(picture, 5, 5, 12, false);
    EXPECT_EQ(covered(mask), 20 * 64);
    expect_inside(before, mask, box);
    mask.flood(picture, 5, 5, 12, true);
    EXPECT_EQ(covered(mask), 0);
    EXPECT_TRUE(mask.flood(picture, -1, 5, 12, false).empty());
    EXPECT_THROW(PaintedMask(8, 8).flood(picture, 5, 5, 12, false), Error);
}

TEST(PaintingOfMasks, GrowingIsByExactDistance) {
    constexpr int width = 90, height = 70;
    std::vector<uint8_t> mask(width * height);
    std::mt19937 random(3);
    std::vector<std::pair<int, int>> points;
    for (int i = 0; i < 9; ++i) points.emplace_back(random() % width, random() % height);
    for (const auto& [x, y] : points) mask[y * width + x] = 255;
    grow_mask(mask, width, height, 6.5);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            double nearest = 1e9;
            for (const auto& [px, py] : points) nearest = std::min(nearest, std::hypot(x - px, y - py));
            ASSERT_NEAR(mask[y * width + x], 255 * std::clamp(7.5 - nearest, 0.0, 1.0), 1) << x << ", " << y;
        }
}

TEST(PaintingOfMasks, ShrinkingTakesBackWhatGrowingAddedButNotAtThePicturesBorder) {
    PaintedMask mask(80, 60);
    mask.fill_box({0, 20, 30, 40}, false);
    const std::vector<uint8_t> before = copy_of(mask);
    mask.grow(8);
    EXPECT_EQ(mask.bounds(), (PixelBox{0, 12, 38, 48}));
    mask.grow(-8);
    int differ = 0;
    for (size_t i = 0; i < before.size(); ++i) differ += before[i] != mask.pixels()[i];
    EXPECT_LE(differ, 8) << "its corners may be a little rounder";
    EXPECT_EQ(mask.bounds(), (PixelBox{0, 20, 30, 40}));
    PaintedMask empty(16, 16);
    empty.grow(4);
    EXPECT_EQ(covered(empty), 0) << "nothing to grow from";
}

TEST(PaintingOfMasks, FeatheringIsAGaussian) {
    for (const double sigma : {2.0, 4.0, 11.5}) {
        PaintedMask mask(200, 40);
        mask.fill_box({0, 0, 100, 40}, false);
        mask.feather(sigma);
        for (int x = 0; x < 200; ++x)
            EXPECT_NEAR(mask.at(x, 20), 255 * 0.5 * std::erfc((x + 0.5 - 100) / (sigma * M_SQRT2)), 255 * 0.03) << sigma << " at " << x;
    }
}

// Random steps of every kind; then all are taken back, and made again, and compared with what was there.
TEST(PaintingOfMasks, EveryStepComesBackBitForBit) {
    constexpr int width = 333, height = 211;
    PaintedMask mask(width, height);
    std::mt19937 random(11);
    const auto somewhere = [&] { return MaskPoint{random() % 400 - 30.0, random() % 260 - 20.0}; };
    std::vector<std::vector<uint8_t>> states{copy_of(mask)};
    const auto step = [&](int kind) {
        const bool erases = random() % 3 == 0;
        if (kind == 0) {
            mask.begin_stroke({random() % 30 + 1.0, 0.6, erases}, somewhere());
            for (int i = 0; i < 6; ++i) mask.stroke_to(somewhere(), (random() % 10) / 9.0);
            mask.end_stroke();
        }
        if (kind == 1) mask.fill_polygon(std::vector<MaskPoint>{somewhere(), somewhere(), somewhere(), somewhere()}, erases);
        if (kind == 2) mask.invert();
        if (kind == 3) mask.grow(static_cast<int>(random() % 9) - 4);
        if (kind == 4) mask.feather(random() % 4 + 1);
        if (kind == 5) mask.fill_box({static_cast<int>(random() % 300), 10, 320, 60}, erases);
    };
    for (int i = 0; i < 60; ++i) {
        const std::vector<uint8_t> before = copy_of(mask);
        step(i % 6);
        if (before != copy_of(mask)) states.push_back(copy_of(mask));
    }
    ASSERT_GT(states.size(), 40U);
    for (size_t i = states.size() - 1; i > 0; --i) {
        const std::vector<uint8_t> before = copy_of(mask);
        ASSERT_EQ(before, states[i]);
        expect_inside(before, mask, mask.undo());
        ASSERT_EQ(copy_of(mask), states[i - 1]) << "step " << i << " taken back";
    }
    EXPECT_FALSE(mask.can_undo()) << "a step that changed nothing is none";
    for (size_t i = 1; i < states.size(); ++i) {
        mask.redo();
        ASSERT_EQ(copy_of(mask), states[i]);
    }
    EXPECT_FALSE(mask.can_redo());
    mask.undo();
    mask.invert();
    EXPECT_FALSE(mask.can_redo()) << "a new step ends what was taken back";
}

TEST(PaintingOfMasks, StepsKeepTheirTilesAloneAndNoMoreThanTheLimit) {
    PaintedMask mask(4096, 4096);
    mask.begin_stroke({10, 1, false}, {2000, 2000});
    mask.stroke_to({2100, 2000});
    mask.end_stroke();
    EXPECT_LT(mask.step_bytes(), 4096U) << "tiles of one grey are a byte each";
    mask.invert();
    EXPECT_LT(mask.step_bytes(), size_t{1} << 20);
    mask.set_step_limit(size_t{2} << 20);
    for (int i = 0; i < 40; ++i) {
        mask.begin_stroke({100, 0, true}, {100, 100.0 * i});
        mask.stroke_to({4000, 90.0 * i});
        mask.end_stroke();
        ASSERT_LE(mask.step_bytes(), size_t{3} << 20);
    }
    int taken_back = 0;
    while (mask.can_undo()) mask.undo(), ++taken_back;
    EXPECT_GE(taken_back, 1);
    EXPECT_LT(taken_back, 40) << "the oldest are forgotten";
}

}  // namespace
}  // namespace imagelab::test
