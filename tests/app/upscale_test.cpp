// imagelab upscale: transparency, tiles, what it refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "tests/support/golden.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

RgbImage waves(int width, int height, double phase) {
    RgbImage image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<uint8_t>(128 + 100 * std::sin(x * 0.4 + y * 0.2 + phase + c) * std::cos(y * 0.3)));
    return image;
}

std::string command(const fs::path& picture, const fs::path& to, const std::string& more) {
    return "upscale '" + picture.string() + "' --output '" + to.string() + "' --device cpu --dtype f32 " + more;
}

std::string model(const char* name) {
    return " --model '" + (test::golden_path("upscalers") / name).string() + "' ";
}

TEST(UpscaleProgram, KeepsWhatIsTransparent) {
    const test::TempFolder folder;
    RgbImage opacity{24, 16, std::vector<uint8_t>(24 * 16 * 3, 255)};
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 12; ++x)
            for (int c = 0; c < 3; ++c) opacity.pixels[static_cast<size_t>((y * 24 + x) * 3 + c)] = 0;
    write_clear_picture(folder / "clear.png", {waves(24, 16, 0), opacity}, {}, {});
    const auto back = read_clear_picture(folder / "clear.png");
    ASSERT_TRUE(back && *back);
    EXPECT_EQ((*back)->colours.pixels, waves(24, 16, 0).pixels);
    EXPECT_EQ((*back)->opacity.pixels, opacity.pixels);
    for (const char* name : {"large.png", "large.webp", "large.tif"}) {
        SCOPED_TRACE(name);
        const Ran ran = run_program(command(folder / "clear.png", folder / name, ""));
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        const auto made = read_clear_picture(folder / name);
        ASSERT_TRUE(made) << made.error();
        ASSERT_TRUE(*made) << "it is not opaque";
        const RgbImage& clear = (*made)->opacity;
        ASSERT_EQ(clear.width, 96);
        EXPECT_LT(clear.pixels[(32 * 96 + 8) * 3], 20);
        EXPECT_GT(clear.pixels[(32 * 96 + 88) * 3], 235);
    }
    ASSERT_EQ(run_program(command(folder / "clear.png", folder / "flat.jpg", "")).exit_code, 0);
    EXPECT_GT(read_picture(folder / "flat.jpg").value().pixels[(32 * 96 + 8) * 3], 235) << "over white";
}

TEST(UpscaleProgram, TilesCannotBeTold) {
    const test::TempFolder folder;
    write_png(folder / "p.png", waves(70, 45, 1), {});
    for (const char* name : {"compact_x2.safetensors", "ncnn_x2.param"}) {
        SCOPED_TRACE(name);
        const Ran whole = run_program(command(folder / "p.png", folder / "whole.png", model(name)));
        ASSERT_EQ(whole.exit_code, 0) << whole.err;
        const Ran tiled = run_program(command(folder / "p.png", folder / "tiled.png", model(name) + "--tile 16"));
        ASSERT_EQ(tiled.exit_code, 0) << tiled.err;
        const RgbImage a = read_picture(folder / "whole.png").value(), b = read_picture(folder / "tiled.png").value();
        ASSERT_EQ(a.width, 140);
        int worst = 0;
        for (size_t i = 0; i < a.pixels.size(); ++i) worst = std::max(worst, std::abs(a.pixels[i] - b.pixels[i]));
        EXPECT_LE(worst, 1);
    }
}

// A single tile may take long: what is done of it is told.
TEST(UpscaleProgram, TellsHowFarItIsWithinATile) {
    const test::TempFolder folder;
    write_png(folder / "p.png", waves(64, 48, 1), {});
    write_png(folder / "q.png", waves(64, 48, 2), {});
    const Ran ran = run_program("upscale '" + (folder / "p.png").string() + "' '" + (folder / "q.png").string() + "' --output '" +
                                (folder / "large").string() + "' --device cpu --dtype f32");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    for (const char* share : {"  0 %", " 2", " 4", " 5", " 7", " 9", "100 %"}) EXPECT_NE(ran.err.find(share), std::string::npos) << ran.err;
    EXPECT_TRUE(fs::exists(folder / "large" / "q.png"));
}

TEST(UpscaleProgram, WhatCannotBeDoneIsRefused) {
    const test::TempFolder folder;
    write_png(folder / "p.png", waves(8, 8, 0), {});
    EXPECT_EQ(run_program(command(folder / "p.png", folder / "q.png", "--scale 9")).exit_code, 2);
    EXPECT_EQ(run_program(command(folder / "p.png", folder / "q.png", "--scale 0.5")).exit_code, 2);
    EXPECT_EQ(run_program(command(folder / "p.png", folder / "q.png", "--tile -1")).exit_code, 2);
    fs::copy_file(test::golden_path("upscalers") / "ncnn_x2.param", folder / "lone.param");
    const Ran lone = run_program(command(folder / "p.png", folder / "q.png", "--model '" + (folder / "lone.param").string() + "'"));
    EXPECT_EQ(lone.exit_code, 3);
    EXPECT_NE(lone.err.find("lone.bin"), std::string::npos) << lone.err;
}

}  // namespace
}  // namespace imagelab
