#include "core/image/painted_colours.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

std::vector<uint8_t> pixels(const PaintedColours& colours) {
    std::vector<uint8_t> all(static_cast<size_t>(colours.width()) * colours.height() * 3);
    for (int t = 0; t < colours.tiles_wide() * colours.tiles_high(); ++t) colours.copy_tile(t, all.data(), colours.width() * 3);
    return all;
}

TEST(PaintedColours, StrokesAreLaidOverThePictureAndTakenBack) {
    constexpr int width = 90, height = 70;
    std::vector<uint8_t> picture;
    for (int i = 0; i < width * height * 3; ++i) picture.push_back(static_cast<uint8_t>(i * 7 % 251));
    PaintedColours colours(width, height, picture.data(), width * 3);
    EXPECT_EQ(pixels(colours), picture);
    const Brush hard{8, 1, false}, soft{10, 0.2, false};
    const uint64_t before = colours.version();
    PixelBox box = colours.begin_stroke(hard, {255, 0, 10}, {20, 20});
    box = box.united(colours.stroke_to({40, 20}));
    EXPECT_TRUE(colours.end_stroke());
    EXPECT_NE(colours.version(), before);
    const auto at = [&](int x, int y) {
        const auto all = pixels(colours);
        const uint8_t* pixel = &all[(static_cast<size_t>(y) * width + x) * 3];
        return std::array{pixel[0], pixel[1], pixel[2]};
    };
    EXPECT_EQ(at(30, 20), (std::array<uint8_t, 3>{255, 0, 10}));
    const auto one = pixels(colours);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool inside = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
            const size_t i = (static_cast<size_t>(y) * width + x) * 3;
            ASSERT_TRUE(inside || std::equal(&one[i], &one[i] + 3, &picture[i])) << x << ", " << y;
        }
    }
    colours.begin_stroke(soft, {0, 0, 255}, {35, 25});
    colours.stroke_to({35, 25});  // over the same place again: as once
    colours.stroke_to({35, 26});
    EXPECT_TRUE(colours.end_stroke());
    const auto two = pixels(colours);
    EXPECT_NE(two, one);
    const auto red = at(39, 20)[0];
    EXPECT_GT(red, 0) << "a soft brush lets what is below through";
    colours.undo();
    EXPECT_EQ(pixels(colours), one);
    colours.undo();
    EXPECT_EQ(pixels(colours), picture);
    EXPECT_TRUE(colours.undo().empty());
    colours.redo(), colours.redo();
    EXPECT_EQ(pixels(colours), two);
    colours.undo();
    colours.begin_stroke(hard, {1, 2, 3}, {-500, -500});
    EXPECT_FALSE(colours.end_stroke()) << "beside the picture";
    colours.set_step_limit(1);
    colours.begin_stroke(hard, {1, 2, 3}, {60, 50});
    EXPECT_TRUE(colours.end_stroke());
    colours.undo();
    EXPECT_EQ(pixels(colours), one);
    EXPECT_FALSE(colours.can_undo()) << "older steps were forgotten";
}

// The mean of four pixels each time, as of a picture whose last row and column go on.
TEST(PaintedColours, HalvesFollowTheStrokes) {
    constexpr int width = 130, height = 67;
    std::vector<uint8_t> picture;
    for (int i = 0; i < width * height * 3; ++i) picture.push_back(static_cast<uint8_t>(i * 11 % 253));
    PaintedColours colours(width, height, picture.data(), width * 3);
    const auto compare = [&](const char* when) {
        std::vector<uint8_t> rgb = pixels(colours);
        int wide = width, high = height;
        for (int level = 0; level <= 3; ++level) {
            std::vector<uint32_t> got(static_cast<size_t>(wide) * high);
            for (int t = 0; t < colours.tiles_wide() * colours.tiles_high(); ++t) colours.copy_tile(t, level, got.data(), wide);
            for (int i = 0; i < wide * high; ++i)
                ASSERT_EQ(got[i], 0xff000000u | rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2])
                    << when << ", level " << level << ", " << i;
            const int w = (wide + 1) / 2, h = (high + 1) / 2;
            std::vector<uint8_t> half;
            for (int y = 0; y < h; ++y)
                for (int x = 0; x < w; ++x)
                    for (int c = 0; c < 3; ++c) {
                        int sum = 2;
                        for (const int dy : {0, 1})
                            for (const int dx : {0, 1})
                                sum += rgb[(std::min(2 * y + dy, high - 1) * wide + std::min(2 * x + dx, wide - 1)) * 3 + c];
                        half.push_back(static_cast<uint8_t>(sum / 4));
                    }
            rgb = half, wide = w, high = h;
        }
    };
    compare("before");
    colours.begin_stroke({20, 0.5, false}, {250, 20, 60}, {60, 60});
    colours.stroke_to({125, 66});
    compare("during");
    EXPECT_TRUE(colours.end_stroke());
    compare("after");
    colours.undo();
    EXPECT_EQ(pixels(colours), picture);
    compare("taken back");
    colours.redo();
    compare("made again");
}

}  // namespace
}  // namespace imagelab
