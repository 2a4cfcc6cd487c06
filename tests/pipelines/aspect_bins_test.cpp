// Sizes PixArt was trained in, and the way back to the size asked for (diffusers PixArtImageProcessor).
#include "core/pipelines/aspect_bins.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

TEST(AspectBins, AreDiffusers) {
    EXPECT_EQ(aspect_bin(128, {1024, 1024}), (PictureSize{1024, 1024}));
    EXPECT_EQ(aspect_bin(128, {480, 640}), (PictureSize{832, 1152}));
    EXPECT_EQ(aspect_bin(128, {4096, 16}), (PictureSize{2048, 512}));
    EXPECT_EQ(aspect_bin(64, {512, 512}), (PictureSize{512, 512}));
    EXPECT_EQ(aspect_bin(64, {768, 512}), (PictureSize{608, 416}));
    EXPECT_EQ(aspect_bin(32, {120, 200}), (PictureSize{192, 320}));
    EXPECT_EQ(aspect_bin(256, {2048, 1024}), (PictureSize{2816, 1408}));
    EXPECT_EQ(aspect_bin(16, {128, 128}), std::nullopt);
}

TEST(AspectBins, PicturesAreCoveredAndCropped) {
    const std::vector<float> image{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};  // 2 x 2 greys
    EXPECT_EQ(resize_and_crop(image, {2, 2}, {2, 2}), image);
    // 2 x 2 grows to 4 x 4, of which the middle two columns stay.
    const std::vector<float> tall = resize_and_crop(image, {2, 2}, {4, 2});
    const std::vector<float> greys{0.25f, 0.75f, 0.75f, 1.25f, 1.75f, 2.25f, 2.25f, 2.75f};
    ASSERT_EQ(tall.size(), greys.size() * 3);
    for (size_t i = 0; i < tall.size(); ++i) EXPECT_FLOAT_EQ(tall[i], greys[i / 3]) << i;
}

}  // namespace
}  // namespace imagelab
