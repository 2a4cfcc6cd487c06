// Squares turned out of pictures and put back: against OpenCV and facexlib (tests/reference/faces.py).
#include "core/image/similarity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

using Points = std::vector<std::array<double, 2>>;

class Similarities : public testing::Test {
  protected:
    static RgbImage picture(const char* name) { return read_picture(golden_path("faces") / name).value(); }
    Similarity found() const { return similarity_between(facts_.at("from").get<Points>(), facts_.at("to").get<Points>()); }
    static int largest_difference(const RgbImage& a, const RgbImage& b) {
        EXPECT_EQ(a.pixels.size(), b.pixels.size());
        int largest = 0;
        for (size_t i = 0; i < std::min(a.pixels.size(), b.pixels.size()); ++i)
            largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
        return largest;
    }
    nlohmann::json facts_ = read_json_file(golden_path("faces") / "paste.json").value();
};

TEST_F(Similarities, IsTheNearestInTheSumOfSquares) {
    const Similarity made = found();
    const auto matrix = facts_.at("matrix").get<std::vector<std::vector<double>>>();
    EXPECT_NEAR(made.a, matrix[0][0], 1e-4);
    EXPECT_NEAR(made.b, matrix[1][0], 1e-4);
    EXPECT_NEAR(made.u, matrix[0][2], 0.01);
    EXPECT_NEAR(made.v, matrix[1][2], 0.01);
    const auto [x, y] = made.of(3, 7);
    const auto [back_x, back_y] = made.inverse().of(x, y);
    EXPECT_NEAR(back_x, 3, 1e-9);
    EXPECT_NEAR(back_y, 7, 1e-9);
    EXPECT_THROW(similarity_between(Points{{1, 1}}, Points{{1, 1}}), Error);
    EXPECT_THROW(similarity_between(Points{{1, 1}, {1, 1}}, Points{{1, 1}, {2, 2}}), Error);
}

// OpenCV places pixels to 1/32.
TEST_F(Similarities, SquaresAreTakenOutAndPutBackAsTheReferenceDoes) {
    const RgbImage aligned = square_of(picture("picture.png"), found(), 64, {132, 133, 135});
    EXPECT_LE(largest_difference(aligned, picture("aligned.png")), 3);
    RgbImage pasted = picture("picture.png");
    const PictureBox box = paste_square(pasted, aligned, picture("square.png"), found(), 1);
    EXPECT_GT(facts_.at("edge").get<int>(), 1);
    // But for two of the square's pixels at its rim, where the reference mixes it with black.
    const RgbImage theirs = picture("pasted.png");
    int compared = 0;
    for (int y = 0; y < theirs.height; ++y) {
        for (int x = 0; x < theirs.width; ++x) {
            const auto [u, v] = found().of(x, y);
            if (std::min({u, v, 63 - u, 63 - v}) < 2) continue;
            ++compared;
            const size_t i = static_cast<size_t>((y * theirs.width + x) * 3);
            for (size_t c = 0; c < 3; ++c) EXPECT_NEAR(pasted.pixels[i + c], theirs.pixels[i + c], 6) << x << ' ' << y;
        }
    }
    EXPECT_GT(compared, theirs.width * theirs.height / 2);
    EXPECT_GT(box.width(), 64);
    const RgbImage before = picture("picture.png");
    EXPECT_GT(largest_difference(pasted, before), 40);
    RgbImage half = before, none = before;
    paste_square(half, aligned, picture("square.png"), found(), 0.5);
    paste_square(none, aligned, picture("square.png"), found(), 0);
    EXPECT_EQ(none.pixels, before.pixels);
    const size_t middle = static_cast<size_t>((70 * before.width + 84) * 3);
    EXPECT_NEAR(half.pixels[middle], (before.pixels[middle] + pasted.pixels[middle]) / 2.0, 1);
}

// Faces of any size and place in a picture of much detail.
TEST_F(Similarities, WhatNothingWasMadeOfStaysAsItIs) {
    RgbImage noise{96, 80, {}};
    uint32_t state = 1;
    for (int i = 0; i < 96 * 80 * 3; ++i) noise.pixels.push_back(static_cast<uint8_t>((state = state * 1664525 + 1013904223) >> 24));
    for (const double scale : {4.0, 2.0, 1.0, 0.9}) {
        for (const double turn : {0.0, 0.6}) {
            const double a = scale * std::cos(turn), b = scale * std::sin(turn);
            const Similarity to_square{a, b, 32 - a * 48 + b * 40, 32 - b * 48 - a * 40};
            const RgbImage taken = square_of(noise, to_square, 64, {132, 133, 135});
            RgbImage pasted = noise;
            paste_square(pasted, taken, taken, to_square, 1);
            EXPECT_LE(largest_difference(pasted, noise), scale >= 1 ? 0 : 31) << scale << " " << turn;
        }
    }
    // A face twice as large as the square: all detail of what was there goes in the middle, none at the rim.
    const Similarity half{0.5, 0, -16, -12};
    const RgbImage taken = square_of(noise, half, 16, {132, 133, 135}), grey{16, 16, std::vector<uint8_t>(16 * 16 * 3, 100)};
    const auto at = [](const RgbImage& image, int x, int y) { return image.pixels[static_cast<size_t>((y * image.width + x) * 3)]; };
    RgbImage pasted = noise, same = noise;
    paste_square(pasted, taken, grey, half, 1);
    EXPECT_EQ(at(pasted, 48, 40), 100);
    paste_square(same, taken, taken, half, 1);
    for (int x = 0; x < noise.width; ++x) EXPECT_NEAR(at(same, x, 24), at(noise, x, 24), 2) << x;
}

TEST_F(Similarities, WhatLiesBeyondThePictureIsLeftOut) {
    RgbImage small{20, 10, std::vector<uint8_t>(600, 90)};
    const RgbImage square{64, 64, std::vector<uint8_t>(64 * 64 * 3, 200)};
    const auto pasted = [&](const Similarity& to_square) {
        const RgbImage taken = square_of(small, to_square, 64, {132, 133, 135});
        return paste_square(small, taken, square, to_square, 1);
    };
    EXPECT_EQ(pasted({1, 0, -500, -500}).width(), 0);
    const PictureBox box = pasted({1, 0, 30, 30});  // the square begins 30 pixels before the picture
    EXPECT_EQ(box, (PictureBox{0, 0, 20, 10}));
    EXPECT_EQ(small.pixels.front(), 200);
}

}  // namespace
}  // namespace imagelab::test
