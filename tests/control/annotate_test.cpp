// Annotators: Canny as OpenCV has it, the others as their headers say.
#include <gtest/gtest.h>

#include "core/control/annotate.h"
#include "core/control/lineart.h"
#include "core/control/plane.h"
#include "core/control/scribble.h"
#include "core/control/softedge.h"
#include "tests/support/golden.h"
#include "tests/support/parity_report.h"

namespace imagelab::test {
namespace {

RgbImage image_of(const naive::HostTensor& tensor) {
    RgbImage image{static_cast<int>(tensor.shape.at(1)), static_cast<int>(tensor.shape.at(0)), {}};
    for (const float value : tensor.values) image.pixels.push_back(static_cast<uint8_t>(value));
    return image;
}

// A dark line of three pixels across a light ground that grows brighter, with a bright line beside it.
RgbImage ruled(int side) {
    RgbImage image{side, side, std::vector<uint8_t>(static_cast<size_t>(3) * side * side)};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const bool dark = std::abs(x - side / 2) <= 1, bright = std::abs(y - side / 4) <= 1;
            const int value = dark ? 20 : bright ? 250 : 150 + 60 * x / side;
            for (int c = 0; c < 3; ++c) image.pixels[static_cast<size_t>(3 * (y * side + x) + c)] = static_cast<uint8_t>(value);
        }
    }
    return image;
}

int value_at(const RgbImage& image, int x, int y) {
    return image.pixels[static_cast<size_t>(3 * (y * image.width + x))];
}

TEST(Annotators, CannyEqualsOpenCvs) {
    const auto tensors = read_tensors(golden_path("canny.safetensors"));
    int compared = 0;
    for (const auto& [name, expected] : tensors) {
        const size_t dot = name.find('.');
        if (name.substr(dot) == ".picture") continue;
        const std::string thresholds = name.substr(dot + 1);
        const size_t line = thresholds.find('_');
        const RgbImage edges = canny(image_of(tensors.at(name.substr(0, dot) + ".picture")),
                                     {std::stoi(thresholds.substr(0, line)), std::stoi(thresholds.substr(line + 1))});
        ASSERT_EQ(edges.pixels.size(), 3 * expected.values.size()) << name;
        double others = 0;
        for (size_t i = 0; i < expected.values.size(); ++i) {
            others += edges.pixels[3 * i] != static_cast<uint8_t>(expected.values[i]);
            ASSERT_EQ(edges.pixels[3 * i], edges.pixels[3 * i + 1]);
        }
        expect_parity("canny " + name + ", share of other pixels", "opencv", others / static_cast<double>(expected.values.size()), 0.0);
        ++compared;
    }
    EXPECT_EQ(compared, 8);
}

TEST(Annotators, LinesAreWhereThePictureIsDarkerThanItsSurroundings) {
    for (const int side : {128, 512}) {
        const RgbImage picture = ruled(side);
        const RgbImage lines = lineart(picture);
        EXPECT_EQ(lines.width, side);
        EXPECT_GT(value_at(lines, side / 2, 3 * side / 4), 120) << side;
        EXPECT_LT(value_at(lines, side / 8, 3 * side / 4), 8) << "the even ground";
        EXPECT_LT(value_at(lines, side / 8, side / 4), 8) << "a bright line is none";
    }
    const RgbImage flat{16, 9, std::vector<uint8_t>(3 * 16 * 9, 90)};
    for (const RgbImage& none : {scribble(flat), lineart(flat), canny(flat)}) EXPECT_EQ(none.pixels, std::vector<uint8_t>(3 * 16 * 9, 0));
}

TEST(Annotators, StrokesOfAScribbleFollowContoursAndTexturesFallAway) {
    constexpr int side = 512;
    RgbImage picture = ruled(side);
    for (int y = 0; y < side; ++y) {  // a dark square on the right, a checkered one on the left
        for (int x = 0; x < side; ++x) {
            const bool square = x >= 330 && x < 470 && y >= 300 && y < 440, checks = x >= 40 && x < 180 && y >= 300 && y < 440;
            if (!square && !checks) continue;
            const int value = square ? 60 : 170 + 12 * ((x + y) % 2);
            for (int c = 0; c < 3; ++c) picture.pixels[static_cast<size_t>(3 * (y * side + x) + c)] = static_cast<uint8_t>(value);
        }
    }
    const RgbImage strokes = scribble(picture);
    int thick = 0;
    for (int x = 310; x < 350; ++x) thick += value_at(strokes, x, 370) == 255;
    EXPECT_GE(thick, 5);
    EXPECT_LE(thick, 7) << "one stroke along the side of the square";
    for (int y = 310; y < 430; ++y)
        for (int x = 50; x < 170; ++x) ASSERT_EQ(value_at(strokes, x, y), 0) << "checks at " << x << " " << y;
    EXPECT_EQ(value_at(strokes, 400, 370), 0) << "within the square";
    for (const uint8_t value : strokes.pixels) ASSERT_TRUE(value == 0 || value == 255);
}

TEST(Annotators, APictureOfOnePixelHasNoLines) {
    const RgbImage one{1, 1, {10, 20, 30}};
    for (const RgbImage& none : {scribble(one), lineart(one), canny(one)}) EXPECT_EQ(none.pixels, std::vector<uint8_t>(3, 0));
}

TEST(Annotators, BlurKeepsTheSumAndAnEvenGround) {
    Plane point{41, 31, std::vector<float>(41 * 31, 0.0f)};
    point.at(20, 15) = 1000;
    const Plane blurred = gaussian_blur(point, 2);
    double sum = 0;
    for (const float value : blurred.values) sum += value;
    EXPECT_NEAR(sum, 1000, 0.01);
    EXPECT_NEAR(blurred.at(22, 15) / blurred.at(20, 15), std::exp(-0.5), 1e-4) << "one deviation beside the middle";
    EXPECT_NEAR(blurred.at(20, 17), blurred.at(22, 15), 1e-4);
    const Plane even{7, 5, std::vector<float>(35, 42.0f)};
    for (const float value : gaussian_blur(even, 9).values) EXPECT_NEAR(value, 42, 1e-3);
}

TEST(Annotators, WhatNeedsANetworkIsRefusedWithWhatToDo) {
    const RgbImage picture = ruled(32);
    EXPECT_EQ(annotated(picture, ControlType::none).pixels, picture.pixels);
    EXPECT_EQ(annotated(picture, ControlType::tile).pixels, picture.pixels);
    for (const ControlType type : {ControlType::depth, ControlType::pose, ControlType::normal, ControlType::segmentation}) {
        EXPECT_NE(cannot_annotate(type).find("type none"), std::string::npos);
        EXPECT_THROW(annotated(picture, type), Error);
    }
    EXPECT_EQ(cannot_annotate(ControlType::lineart), "");
    EXPECT_TRUE(networks_annotate(ControlType::lineart) && networks_annotate(ControlType::pose));
    EXPECT_FALSE(networks_annotate(ControlType::canny));
}

TEST(Annotators, SoftEdgesAreAsStrongAsTheStep) {
    constexpr int side = 64;
    RgbImage steps{side, side, {}};
    for (int i = 0; i < side * side; ++i)
        steps.pixels.insert(steps.pixels.end(), 3, static_cast<uint8_t>(i % side < 20 ? 40 : i % side < 44 ? 72 : 200));
    const RgbImage edges = softedge(steps);
    const int weak = std::max(value_at(edges, 19, 30), value_at(edges, 20, 30)),
              strong = std::max(value_at(edges, 43, 30), value_at(edges, 44, 30));
    EXPECT_GT(weak, 60);
    EXPECT_GT(strong, weak + 40);
    EXPECT_LT(value_at(edges, 32, 30), 2) << "even ground";
}

}  // namespace
}  // namespace imagelab::test
