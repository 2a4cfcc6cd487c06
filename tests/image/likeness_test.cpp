#include "core/image/likeness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

// Checks in colour with ramps, and the same with noise everywhere and a lighter right side.
RgbImage checks(bool spoiled) {
    RgbImage image{97, 80, {}};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            for (int c = 0; c < 3; ++c) {
                int value = (x * 3 + y * 5 + (x / 8 + y / 8) % 2 * 90 + c * 40) % 256;
                if (spoiled) value = std::clamp(value + (x * 7 + y * 13 + c * 29) % 21 - 10 + (x > 40 ? 8 : 0), 0, 255);
                image.pixels.push_back(static_cast<uint8_t>(value));
            }
        }
    }
    return image;
}

// PSNR, SSIM and CIELAB by scikit-image 0.25 (structural_similarity with gaussian_weights, sigma 1.5, no sample covariance, cut to whole
// windows); the deviation by scipy's convolve2d from the authors' GMSD.m.
TEST(LikenessOfPictures, IsThatOfTheReferencePrograms) {
    const Likeness found = likeness(checks(false), checks(true));
    EXPECT_NEAR(found.psnr, 29.608960174861615, 1e-9);
    EXPECT_NEAR(found.ssim, 0.9928256209972713, 1e-9);
    EXPECT_NEAR(found.perceptual_error, 0.008351840885687526, 1e-9);
    EXPECT_NEAR(found.colour_shift, 1.645029083933967, 2e-3);  // scikit-image's matrix has more digits
}

TEST(LikenessOfPictures, OfAPictureAndItselfIsWhole) {
    const Likeness found = likeness(checks(false), checks(false));
    EXPECT_TRUE(std::isinf(found.psnr));
    EXPECT_EQ(found.ssim, 1);
    EXPECT_EQ(found.perceptual_error, 0);
    EXPECT_EQ(found.colour_shift, 0);
    const RgbImage difference = difference_picture(checks(false), checks(false), 8);
    EXPECT_TRUE(std::all_of(difference.pixels.begin(), difference.pixels.end(), [](uint8_t value) { return value == 128; }));
    EXPECT_THROW(likeness(checks(false), RgbImage{10, 10, std::vector<uint8_t>(300)}), Error);
}

}  // namespace
}  // namespace imagelab
