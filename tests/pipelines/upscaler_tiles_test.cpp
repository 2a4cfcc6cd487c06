// Tiles of an enlarged picture: their shares, and that no seam is left.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/image/tiles.h"
#include "core/library/network_paths.h"
#include "core/pipelines/upscaler.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"

namespace imagelab {
namespace {

TEST(Tiles, CoverThePictureAndTheirSharesAddUpToOne) {
    struct Given {
        int extent, largest, overlap, unit;
    };
    for (const Given& given : {Given{1, 192, 24, 1}, Given{192, 192, 24, 1}, Given{193, 192, 24, 1}, Given{500, 192, 24, 1},
                               Given{1004, 190, 24, 4}, Given{97, 32, 31, 1}}) {
        SCOPED_TRACE(given.extent);
        const TileAxis axis = tile_axis(given.extent, given.largest, given.overlap, given.unit);
        EXPECT_LE(axis.side, given.largest);
        EXPECT_EQ(axis.begins.front(), 0);
        EXPECT_EQ(axis.begins.back() + axis.side, given.extent);
        std::vector<double> sums(static_cast<size_t>(given.extent) * 2, 0), more = sums;
        for (int tile = 0; tile < axis.count(); ++tile) {
            EXPECT_EQ(axis.begins[tile] % given.unit, 0);
            EXPECT_TRUE(tile == 0 || axis.begins[tile - 1] + axis.side - axis.begins[tile] >= given.overlap) << tile;
            const auto shares = tile_shares(axis, tile, 2);
            for (size_t i = 0; i < shares.size(); ++i) sums[static_cast<size_t>(axis.begins[tile]) * 2 + i] += shares[i];
            const int margin = (given.overlap - 1) / 2;
            const auto wary = tile_shares(axis, tile, 2, margin);
            for (size_t i = 0; i < wary.size(); ++i) more[static_cast<size_t>(axis.begins[tile]) * 2 + i] += wary[i];
            for (int i = 0; tile > 0 && i < 2 * margin; ++i) EXPECT_EQ(wary[static_cast<size_t>(i)], 0) << "beside the edge";
        }
        for (const double sum : sums) EXPECT_NEAR(sum, 1, 1e-6);
        for (const double sum : more) EXPECT_NEAR(sum, 1, 1e-6);
    }
    EXPECT_THROW(tile_axis(10, 8, 8), Error);
    EXPECT_THROW(tile_axis(10, 192, 24, 4), Error);
}

// Waves of several directions and a disc, so that every column has edges.
RgbImage drawing(int width, int height) {
    RgbImage image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double wave = 60 * std::sin(x * 0.31 + y * 0.17) + 40 * std::cos(y * 0.43 - x * 0.11);
            const bool inside = (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2) < height * height / 9;
            for (int c = 0; c < 3; ++c) image.pixels.push_back(static_cast<uint8_t>(128 + (inside ? wave : -wave) / (1 + c)));
        }
    }
    return image;
}

// Mean step of brightness between each column and the next.
std::vector<double> column_steps(const RgbImage& image) {
    std::vector<double> steps(image.width - 1, 0);
    for (int y = 0; y < image.height; ++y) {
        const uint8_t* row = image.pixels.data() + static_cast<size_t>(y) * image.width * 3;
        for (int x = 0; x + 1 < image.width; ++x) steps[x] += std::abs(row[3 * x] - row[3 * x + 3]) / static_cast<double>(image.height);
    }
    return steps;
}

TEST(Tiles, LeaveNoSeam) {
    const auto files = open_upscaler(bundled_upscaler());
    ASSERT_TRUE(files) << files.error();
    Device& device = *test::test_devices().front();
    Upscaler upscaler(device, *files, DType::f32, 0, 130);
    const RgbImage picture = drawing(250, 40);
    ASSERT_EQ(upscaler.tiles(picture.width, picture.height), 2);
    EXPECT_EQ(Upscaler(device, *files, DType::f32).tiles(256, 256), 1) << "as memory asks";
    int told = 0, of = 0;
    std::vector<double> shares;
    const RgbImage tiled = upscaler.enlarge(
        picture, {{}, [&](int done, int all) { told = done, of = all; }, [&](double share) { shares.push_back(share); }}, {});
    EXPECT_EQ(told, 2);
    EXPECT_EQ(of, 2);
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_GT(std::count_if(shares.begin(), shares.end(), [](double share) { return share < 0.4; }), 4) << "within the first tile";
    EXPECT_NEAR(shares.back(), 1, 1e-9);
    ASSERT_EQ(tiled.width, 1000);
    ASSERT_EQ(tiled.height, 160);

    // The whole at once, by the same network.
    Program& program = upscaler.network.ready({1, picture.height, picture.width, 0}, {}, {});
    std::vector<float> values;
    for (const uint8_t value : picture.pixels) values.push_back(static_cast<float>(value) / 255.0f);
    program.write("image", std::span<const float>(values));
    program.run({});
    const std::vector<float> whole = program.read("image");
    double worst = 0, sum = 0;
    RgbImage expected{tiled.width, tiled.height, {}};
    for (size_t i = 0; i < whole.size(); ++i) {
        expected.pixels.push_back(static_cast<uint8_t>(std::nearbyint(std::clamp(whole[i], 0.0f, 1.0f) * 255)));
        const double difference = std::abs(static_cast<double>(expected.pixels[i]) - tiled.pixels[i]);
        worst = std::max(worst, difference), sum += difference;
    }
    EXPECT_LE(worst, 1) << "tiles share all that the network sees";
    EXPECT_LE(sum / static_cast<double>(whole.size()), 0.001);
    const std::vector<double> here = column_steps(tiled), there = column_steps(expected);
    for (size_t x = 0; x < here.size(); ++x) EXPECT_NEAR(here[x], there[x], 0.15) << "column " << x;
}

// The largest step between two columns near each, from `nearest` away: one that stands out among its neighbours is seen.
std::vector<double> steps_about(const std::vector<double>& steps, int nearest, int reach) {
    std::vector<double> most(steps.size(), 0);
    for (int x = 0; x < static_cast<int>(steps.size()); ++x) {
        for (int other = std::max(0, x - reach); other <= x + reach && other < static_cast<int>(steps.size()); ++other)
            if (std::abs(other - x) >= nearest) most[x] = std::max(most[x], steps[other]);
    }
    return most;
}

class TilesOfNetworks : public testing::TestWithParam<const char*> {};

// Networks that see the whole picture, or windows that lie otherwise in each tile: what they make is another picture in each, and the two
// are blended so that no column stands out.
TEST_P(TilesOfNetworks, LeaveNoColumnThatStandsOut) {
    const auto files = open_upscaler(test::golden_path("upscalers") / GetParam());
    ASSERT_TRUE(files) << files.error();
    Device& device = *test::test_devices().front();
    Upscaler tiled(device, *files, DType::f32, 0, 40), whole(device, *files, DType::f32);
    const RgbImage picture = drawing(232, 24);
    ASSERT_GE(tiled.tiles(picture.width, picture.height), 3);
    ASSERT_EQ(whole.tiles(picture.width, picture.height), 1);
    const RgbImage here = tiled.enlarge(picture, {}, {}), there = whole.enlarge(picture, {}, {});
    ASSERT_EQ(here.pixels.size(), there.pixels.size());
    double sum = 0;
    for (size_t i = 0; i < here.pixels.size(); ++i) sum += std::abs(here.pixels[i] - there.pixels[i]);
    EXPECT_LE(sum / static_cast<double>(here.pixels.size()), 6) << "the same picture";
    // Neither beside what the whole picture has there nor among its own neighbours.
    const std::vector<double> own = column_steps(here), whole_has = steps_about(column_steps(there), 0, 4), beside = steps_about(own, 2, 6);
    for (size_t x = 0; x < own.size(); ++x) EXPECT_LE(own[x], 1.35 * std::max(whole_has[x], beside[x]) + 0.5) << "column " << x;
}

INSTANTIATE_TEST_SUITE_P(All, TilesOfNetworks,
                         testing::Values("swinir_x2.safetensors", "hat_x2.safetensors", "dat_x1.safetensors", "omnisr_x2.pth",
                                         "plksr_x4.pth", "realplksr_x4.safetensors", "bsrgan_x2.safetensors"),
                         [](const auto& info) { return std::string(info.param, std::string(info.param).find('.')); });

TEST(Tiles, AnySizeIsReached) {
    const auto files = open_upscaler(bundled_upscaler());
    ASSERT_TRUE(files) << files.error();
    Upscaler upscaler(*test::test_devices().front(), *files, DType::f32);
    const RgbImage picture = drawing(13, 9);
    for (const double times : {1.5, 4.0, 5.0}) {
        const EnlargedSize size = enlarged_size(picture.width, picture.height, times);
        const RgbImage made = enlarged(picture, &upscaler, size, {}, {});
        EXPECT_EQ(made.width, std::lround(13 * times));
        EXPECT_EQ(made.height, std::lround(9 * times));
    }
    EXPECT_EQ(upscaler_passes(13, 9, 4, {65, 45}).size(), 2u);
    EXPECT_EQ(upscaler_passes(13, 9, 1, {65, 45}).size(), 1u);
}

TEST(Tiles, MemoryIsAsPlannedAndACancelActs) {
    const auto files = open_upscaler(bundled_upscaler());
    ASSERT_TRUE(files) << files.error();
    Upscaler upscaler(*test::test_devices().front(), *files, DType::f32);
    const RgbImage picture = drawing(21, 17);
    const MemoryPlan planned = upscaler.cost(picture.width, picture.height).memory;
    upscaler.enlarge(picture, {}, {});
    EXPECT_EQ(upscaler.network.resident_bytes(), planned.weight_bytes + planned.arena_bytes + planned.code_bytes);
    CancelToken cancel;
    cancel.request();
    EXPECT_THROW(upscaler.enlarge(picture, {}, cancel), Cancelled);
}

}  // namespace
}  // namespace imagelab
