// Sharpening and grain, and pictures of 16 bits.
#include "core/image/finishing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

FinePicture step(int width, int height) {
    FinePicture picture{width, height, {}};
    for (int i = 0; i < width * height; ++i) picture.pixels.insert(picture.pixels.end(), 3, i % width < width / 2 ? 0.4f : 0.6f);
    return picture;
}

TEST(Finishing, SharpeningAddsWhatABlurTakesAway) {
    FinePicture picture = step(40, 5);
    sharpen(picture, 0.8, 1.5);
    const auto at = [&](int x) { return picture.pixels[static_cast<size_t>((2 * 40 + x) * 3)]; };
    EXPECT_NEAR(at(2), 0.4, 1e-5) << "far from the edge nothing changes";
    // Of a step of 0.2 a Gaussian leaves half of what lies beyond the pixel's middle; at x = 19 that begins at half a pixel.
    double share = 0, all = 0;
    for (int i = -5; i <= 5; ++i) all += std::exp(-0.5 * i * i / 2.25), share += i >= 1 ? std::exp(-0.5 * i * i / 2.25) : 0;
    EXPECT_NEAR(at(19), 0.4 - 0.8 * 0.2 * share / all, 1e-4);
    EXPECT_NEAR(at(20), 0.6 + 0.8 * 0.2 * share / all, 1e-4);
    FinePicture same = step(40, 5);
    sharpen(same, 0, 3);
    EXPECT_EQ(same.pixels, step(40, 5).pixels);
}

TEST(Finishing, GrainIsThatOfItsSeedAndStrongestInTheMiddle) {
    const auto grained = [](float level, uint64_t seed) {
        FinePicture picture{64, 64, std::vector<float>(64 * 64 * 3, level)};
        add_grain(picture, 0.4, seed);
        return picture.pixels;
    };
    EXPECT_EQ(grained(0.5f, 7), grained(0.5f, 7));
    EXPECT_NE(grained(0.5f, 7), grained(0.5f, 8));
    const auto deviation = [](const std::vector<float>& values) {
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        double squares = 0;
        for (const float value : values) squares += (value - mean) * (value - mean);
        return std::sqrt(squares / static_cast<double>(values.size()));
    };
    EXPECT_NEAR(deviation(grained(0.5f, 7)), 0.4 / 8, 0.002);
    EXPECT_NEAR(deviation(grained(0.9f, 7)), 0.4 / 8 * 0.36, 0.002);
    EXPECT_EQ(deviation(grained(1, 7)), 0);
    const auto pixels = grained(0.5f, 7);
    EXPECT_EQ(pixels[0], pixels[1]) << "grey";
}

TEST(Finishing, SixteenBitsHoldWhatLiesBetweenTwoOf255Steps) {
    const TempFolder folder;
    FinePicture picture{16, 1, {}};
    for (int i = 0; i < 16; ++i) picture.pixels.insert(picture.pixels.end(), 3, (100 + static_cast<float>(i) / 16) / 255);
    for (const PictureFormat format : {PictureFormat::png, PictureFormat::tiff}) {
        const auto path = folder / ("fine" + std::string(picture_extension(format)));
        write_fine_picture(path, picture, {{"parameters", "a cat"}}, format);
        const auto coarse = read_picture(path);
        ASSERT_TRUE(coarse);
        EXPECT_NEAR(coarse->pixels[0], 100, 1);
        EXPECT_NEAR(coarse->pixels[45], 101, 1);
    }
    std::ifstream file(folder / "fine.png", std::ios::binary);
    std::string head(26, '\0');
    file.read(head.data(), 26);
    EXPECT_EQ(head[24], 16) << "bits of a sample in IHDR";
    EXPECT_EQ(read_png_texts(folder / "fine.png")->front().value, "a cat");
    EXPECT_THROW(write_fine_picture(folder / "x.jpg", picture, {}, PictureFormat::jpeg), Error);
}

}  // namespace
}  // namespace imagelab::test
