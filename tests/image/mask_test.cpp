#include "core/image/mask.h"

#include <gtest/gtest.h>

#include <OpenImageIO/imageio.h>

#include "core/image/blurred_fill.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

GreyImage rectangle(int width, int height, const PictureBox& white) {
    GreyImage mask{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height)};
    for (int y = white.top; y < white.bottom; ++y) {
        for (int x = white.left; x < white.right; ++x) mask.pixels[static_cast<size_t>(y) * width + x] = 255;
    }
    return mask;
}

RgbImage many_colours(int width, int height) {
    RgbImage image{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i) image.pixels.push_back(static_cast<uint8_t>(i * 37 % 251));
    return image;
}

fs::path write(const fs::path& path, int width, int height, int channels, const std::vector<uint8_t>& samples) {
    const auto writer = OIIO::ImageOutput::create(path.string());
    OIIO::ImageSpec spec(width, height, channels, OIIO::TypeDesc::UINT8);
    spec.attribute("oiio:UnassociatedAlpha", 1);
    EXPECT_TRUE(writer->open(path.string(), spec) && writer->write_image(OIIO::TypeDesc::UINT8, samples.data()) && writer->close());
    return path;
}

TEST(Masks, ArePaintedWhereTheyAreLightOrTransparent) {
    const TempFolder folder;
    const auto grey = read_mask(write(folder / "grey.png", 3, 1, 1, {0, 90, 255}));
    ASSERT_TRUE(grey) << grey.error();
    EXPECT_EQ(grey->mask.pixels, (std::vector<uint8_t>{0, 90, 255}));
    EXPECT_FALSE(grey->by_transparency);
    const auto coloured = read_mask(write(folder / "rgb.png", 2, 1, 3, {255, 0, 0, 255, 255, 255}));
    EXPECT_EQ(coloured->mask.pixels, (std::vector<uint8_t>{76, 255})) << "Pillow's L of pure red";
    const auto alpha = read_mask(write(folder / "rgba.png", 3, 1, 4, {9, 9, 9, 255, 9, 9, 9, 100, 250, 250, 250, 0}));
    EXPECT_EQ(alpha->mask.pixels, (std::vector<uint8_t>{0, 155, 255}));
    EXPECT_TRUE(alpha->by_transparency);
    const auto opaque = read_mask(write(folder / "opaque.png", 2, 1, 4, {0, 0, 0, 255, 255, 255, 255, 255}));
    EXPECT_EQ(opaque->mask.pixels, (std::vector<uint8_t>{0, 255})) << "alpha that says nothing is none";
    EXPECT_FALSE(read_mask(folder / "none.png"));
}

TEST(Masks, ABlurEndsWhereItSays) {
    const GreyImage mask = rectangle(60, 40, {20, 10, 40, 30});
    EXPECT_EQ(blurred(mask, 0).pixels, mask.pixels);
    const GreyImage soft = blurred(mask, 2);  // 5 pixels
    const auto at = [&](int x, int y) { return int{soft.pixels[static_cast<size_t>(y) * 60 + x]}; };
    EXPECT_EQ(at(30, 20), 255);
    EXPECT_EQ(at(14, 20), 0);
    EXPECT_GT(at(16, 20), 0);
    EXPECT_NEAR(at(20, 20) + at(19, 20), 255, 1) << "half at the edge";
    EXPECT_EQ(at(19, 20), at(40, 20));
    EXPECT_EQ(at(30, 9), at(30, 30));
    for (const uint8_t value : blurred(rectangle(7, 5, {0, 0, 7, 5}), 9).pixels) EXPECT_EQ(value, 255) << "edges are mirrored";
}

TEST(Masks, SurroundingsGrowToTheShapeAndStayInside) {
    EXPECT_EQ(bounds(rectangle(50, 40, {5, 6, 20, 30})), (PictureBox{5, 6, 20, 30}));
    EXPECT_EQ(bounds(rectangle(50, 40, {0, 0, 0, 0})), std::nullopt);
    // As A1111 and diffusers compute them (get_crop_region).
    EXPECT_EQ(surroundings(rectangle(90, 70, {30, 20, 54, 36}), 2, 56, 40), (PictureBox{28, 18, 56, 38}));
    EXPECT_EQ(surroundings(rectangle(90, 70, {8, 30, 68, 40}), 2, 56, 40), (PictureBox{6, 13, 70, 58}));
    EXPECT_EQ(surroundings(rectangle(100, 100, {90, 0, 100, 40}), 0, 64, 64), (PictureBox{60, 0, 100, 40})) << "shifted back inside";
    EXPECT_EQ(surroundings(rectangle(100, 20, {0, 0, 60, 20}), 8, 10, 90), (PictureBox{0, 0, 68, 20})) << "as far as it reaches";
}

TEST(Masks, NeighboursFlowInAndOthersStay) {
    RgbImage image{32, 16, std::vector<uint8_t>(32 * 16 * 3, 200)};
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 16; ++x) image.pixels[static_cast<size_t>(y * 32 + x) * 3] = 40;
    }
    const RgbImage before = image;
    const GreyImage mask = rectangle(32, 16, {4, 4, 28, 12});
    for (size_t i = 0; i < mask.pixels.size(); ++i) {
        if (mask.pixels[i] != 0) image.pixels[3 * i] = image.pixels[3 * i + 1] = 0;
    }
    fill_from_neighbours(image, mask);
    for (size_t i = 0; i < mask.pixels.size(); ++i) {
        if (mask.pixels[i] == 0) {
            EXPECT_EQ(image.pixels[3 * i], before.pixels[3 * i]);
        }
        EXPECT_EQ(image.pixels[3 * i + 1], 200) << "one colour all around";
    }
    const auto red = [&](int x, int y) { return int{image.pixels[static_cast<size_t>(y * 32 + x) * 3]}; };
    EXPECT_LT(red(5, 8), 80);
    EXPECT_GT(red(26, 8), 160);
    EXPECT_GE(red(20, 8), red(10, 8));
    RgbImage none = before;
    fill_from_neighbours(none, rectangle(32, 16, {0, 0, 32, 16}));
    EXPECT_EQ(none.pixels, before.pixels) << "nothing is around it";
}

// As A1111 fills, by Pillow's Gaussians (tests/reference/image_goldens.py).
TEST(Masks, BlursFlowInAsPillowsDo) {
    const fs::path data = fs::path(IMAGELAB_SOURCE_DIR) / "tests" / "image" / "data";
    const RgbImage source = read_picture(data / "source.png").value();
    for (const std::string name : {"hard", "grey", "whole"}) {
        RgbImage picture = source;
        const RgbImage mask = read_picture(data / ("filled_" + name + "_mask.png")).value();
        GreyImage grey{mask.width, mask.height, {}};
        for (size_t i = 0; i < mask.pixels.size(); i += 3) grey.pixels.push_back(mask.pixels[i]);
        fill_by_blurs(picture, grey);
        EXPECT_EQ(picture.pixels, read_picture(data / ("filled_" + name + ".png")).value().pixels) << name;
    }
}

TEST(Masks, APasteChangesNoOtherByte) {
    const RgbImage before = many_colours(20, 12), made{6, 5, std::vector<uint8_t>(6 * 5 * 3, 7)};
    RgbImage picture = before;
    GreyImage share = rectangle(20, 12, {5, 3, 8, 6});
    share.pixels[3 * 20 + 8] = 51;
    paste(picture, made, {4, 2, 10, 7}, share);
    for (size_t i = 0; i < picture.pixels.size(); ++i) {
        const int part = share.pixels[i / 3];
        if (part == 255) {
            EXPECT_EQ(picture.pixels[i], 7);
        } else if (part == 0) {
            EXPECT_EQ(picture.pixels[i], before.pixels[i]);
        } else {
            EXPECT_NEAR(picture.pixels[i], 0.2 * 7 + 0.8 * before.pixels[i], 0.51);
        }
    }
    EXPECT_THROW(paste(picture, made, {0, 0, 6, 6}, share), Error);
}

}  // namespace
}  // namespace imagelab::test
