// Poses: drawn as controlnet_aux draws them with OpenCV (tests/reference/pose.py), and as OpenPose's JSON.
#include "core/control/pose.h"

#include <gtest/gtest.h>

#include "core/base/read_file.h"
#include "core/image/strokes.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

constexpr int golden_width = 200, golden_height = 256;

std::string golden_json() {
    return read_regular_file(golden_path("pose") / "pose.json").value();
}

TEST(Poses, AreDrawnAsTheReferenceDraws) {
    const auto expected = read_picture(golden_path("pose") / "pose.png");
    ASSERT_TRUE(expected) << expected.error();
    const auto poses = poses_from_json(golden_json(), golden_width, golden_height);
    ASSERT_TRUE(poses) << poses.error();
    ASSERT_EQ(poses->size(), 2u);
    const RgbImage drawn = pose_picture(*poses, golden_width, golden_height);
    int differing = 0, painted = 0;
    for (size_t i = 0; i < drawn.pixels.size(); i += 3) {
        const auto same = [&](size_t c) { return drawn.pixels[i + c] == expected->pixels[i + c]; };
        if (!same(0) || !same(1) || !same(2)) ++differing;
        if (expected->pixels[i] + expected->pixels[i + 1] + expected->pixels[i + 2] > 0) ++painted;
    }
    EXPECT_GT(painted, 4000);
    EXPECT_LE(differing, 4) << "coordinates pass through six digits and a division by the size";
}

TEST(Poses, AJsonIsReadBackAtAnySize) {
    auto poses = poses_from_json(golden_json(), golden_width, golden_height);
    ASSERT_TRUE(poses);
    const auto same = poses_from_json(pose_json(*poses, golden_width, golden_height), golden_width, golden_height);
    ASSERT_TRUE(same) << same.error();
    EXPECT_EQ(*same, *poses);
    const auto twice = poses_from_json(pose_json(*poses, golden_width, golden_height), 2 * golden_width, golden_height);
    ASSERT_TRUE(twice);
    EXPECT_NEAR((*twice)[0].body[4].x, 2 * (*poses)[0].body[4].x, 1e-9);
    EXPECT_NEAR((*twice)[0].body[4].y, (*poses)[0].body[4].y, 1e-9);
    EXPECT_FALSE((*twice)[1].body[3].seen);
    std::string numbers = "0.5, 0.25, 1";
    for (int i = 1; i < 18; ++i) numbers += ", 0, 0, 0";
    const auto shares = poses_from_json("{\"people\": [{\"pose_keypoints_2d\": [" + numbers + "]}]}", 100, 80);
    ASSERT_TRUE(shares) << shares.error();
    EXPECT_EQ((*shares)[0].body[0], (PosePoint{50, 20, true}));
    EXPECT_FALSE((*shares)[0].body[1].seen);
}

TEST(Poses, WhatIsNoJsonOfPosesIsRefused) {
    const auto trouble = [](const std::string& text) {
        const auto poses = poses_from_json(text, 64, 64);
        return poses ? std::string() : poses.error();
    };
    EXPECT_NE(trouble("{}").find("people"), std::string::npos);
    EXPECT_NE(trouble("[1").find("JSON"), std::string::npos);
    EXPECT_NE(trouble("{\"people\": [3]}").find("no object"), std::string::npos);
    EXPECT_NE(trouble("{\"people\": [{\"pose_keypoints_2d\": [1, 2]}]}").find("has 2 numbers and needs 54"), std::string::npos);
    EXPECT_NE(trouble("{\"people\": [{\"face_keypoints_2d\": {\"a\": 1}}]}").find("no list of numbers"), std::string::npos);
    EXPECT_EQ(trouble("{\"people\": []}"), "");
    EXPECT_EQ(pose_picture({}, 8, 8).pixels, std::vector<uint8_t>(192, 0));
}

TEST(Strokes, StayWithinThePicture) {
    RgbImage image{16, 12, std::vector<uint8_t>(16 * 12 * 3)};
    thick_line(image, {-40, -30}, {60, 45}, 3, {9, 9, 9});
    fill_circle(image, {-2, 5}, 4, {9, 9, 9});
    fill_convex(image, ellipse_corners({100, 100}, 300, 4, 45), {9, 9, 9});
    fill_convex(image, {{-5, 3}}, {9, 9, 9});
    EXPECT_EQ(image.pixels.size(), 16u * 12u * 3u);
    EXPECT_GT(std::count(image.pixels.begin(), image.pixels.end(), 9), 60);
}

}  // namespace
}  // namespace imagelab::test
