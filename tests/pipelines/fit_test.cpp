#include "core/pipelines/fit.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

// Columns 0..width-1 in red, rows in green.
RgbImage ramp(int width, int height) {
    RgbImage image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int v : {x, y, 7}) image.pixels.push_back(static_cast<uint8_t>(v));
    return image;
}

int red(const RgbImage& image, int x, int y) {
    return image.pixels[3 * static_cast<size_t>(y * image.width + x)];
}
int green(const RgbImage& image, int x, int y) {
    return image.pixels[3 * static_cast<size_t>(y * image.width + x) + 1];
}

TEST(Fit, CropKeepsTheMiddle) {
    const RgbImage out = fitted(ramp(100, 40), 40, 40, StartFit::crop);
    ASSERT_EQ(out.width, 40);
    ASSERT_EQ(out.height, 40);
    EXPECT_EQ(red(out, 0, 0), 30);
    EXPECT_EQ(red(out, 39, 39), 69);
    EXPECT_EQ(green(out, 0, 39), 39);
}

TEST(Fit, PadKeepsAllAndDrawsTheEdgesOut) {
    const RgbImage out = fitted(ramp(40, 20), 40, 40, StartFit::pad);
    ASSERT_EQ(out.height, 40);
    EXPECT_EQ(green(out, 5, 0), 0);
    EXPECT_EQ(green(out, 5, 10), 0);
    EXPECT_EQ(green(out, 5, 15), 5);
    EXPECT_EQ(green(out, 5, 39), 19);
    EXPECT_EQ(red(out, 39, 20), 39);
}

TEST(Fit, SizesAreMetWhateverTheShape) {
    for (const StartFit fit : {StartFit::stretch, StartFit::crop, StartFit::pad})
        for (const auto& [width, height] : {std::pair{64, 8}, {8, 64}, {24, 24}, {1000, 8}}) {
            const RgbImage out = fitted(ramp(37, 23), width, height, fit);
            EXPECT_EQ(out.width, width);
            EXPECT_EQ(out.height, height);
            EXPECT_EQ(out.pixels.size(), static_cast<size_t>(width) * height * 3);
        }
    EXPECT_EQ(fitted(ramp(30, 20), 24, 24, StartFit::stretch).pixels, resize(ramp(30, 20), 24, 24).pixels);
    EXPECT_THROW(fitted({}, 8, 8, StartFit::crop), Error);
}

}  // namespace
}  // namespace imagelab
