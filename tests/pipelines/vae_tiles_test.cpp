// A picture through a trained autoencoder in tiles beside the same at once: the same picture, in which no column tells where tiles meet.
#include "core/pipelines/vae_tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/devices.h"

namespace imagelab::test {
namespace {

constexpr int unit = 8;

// Mean step between each column and the next.
std::vector<double> steps_across(const std::vector<float>& image, int width, int height) {
    std::vector<double> steps(static_cast<size_t>(width) - 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x + 1 < width; ++x) {
            const size_t at = 3 * (static_cast<size_t>(y) * width + x);
            steps[static_cast<size_t>(x)] += std::abs(image[at] - image[at + 3]) * 127.5 / height;
        }
    return steps;
}

double mean_difference(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

class VaeTilesOfDemo : public testing::Test {
  protected:
    VaeTilesOfDemo() {
        const auto read = read_picture(IMAGELAB_SOURCE_DIR "/resources/models/demo/samples.png");
        if (!read) throw Error(read.error());
        picture = resize(*read, width, height);
        const VaeConfig& vae = model->files().vae;
        whole = encode_picture(*model, picture, {}, {});
        latents = whole.mode(vae);
        image = decode_latents(*model, latents, height / unit, width / unit, {}, {});
    }
    static VaeTiles tiles(int side) { return {tile_axis(width / unit, side, side / 4), tile_axis(height / unit, side, side / 4)}; }

    static constexpr int width = 512, height = 192;
    std::unique_ptr<DiffusionModel> model =
        make_model(*test_devices().front(), open_model(IMAGELAB_SOURCE_DIR "/resources/models/demo").value(), DType::f32);
    RgbImage picture;
    Posterior whole;
    std::vector<float> latents, image;
};

TEST_F(VaeTilesOfDemo, OneTileIsTheWhole) {
    EXPECT_EQ(decode_tiles(*model, latents, tiles(64), {}), image);
    const Posterior again = encode_tiles(*model, network_pixels(picture), tiles(64), {}, {});
    EXPECT_EQ(again.mean, whole.mean);
    EXPECT_EQ(again.deviation, whole.deviation);
}

TEST_F(VaeTilesOfDemo, DecodedTilesAreTheSamePictureWithoutAColumnThatStandsOut) {
    const VaeTiles cut = tiles(24);
    ASSERT_GE(cut.across.count(), 3);
    EXPECT_EQ(cut.down.count(), 1);
    const std::vector<float> tiled = decode_tiles(*model, latents, cut, {});
    ASSERT_EQ(tiled.size(), image.size());
    RecordProperty("mean_of_255", std::to_string(mean_difference(tiled, image) * 127.5));
    // Its norms and attention see 24 of 64 columns: 2.0 here, 1.3 with 56.
    EXPECT_LE(mean_difference(tiled, image) * 127.5, 2.2);
    // A step beside those around it, where a tile begins or ends, as in the picture that was decoded at once.
    const auto stands_out = [](const std::vector<double>& steps, int x) {
        const auto around = std::span(steps).subspan(static_cast<size_t>(x - 8), 17);
        return steps[static_cast<size_t>(x)] * 17 / std::accumulate(around.begin(), around.end(), 0.1);
    };
    const std::vector<double> here = steps_across(tiled, width, height), there = steps_across(image, width, height);
    for (int tile = 1; tile < cut.across.count(); ++tile)
        for (const int x : {cut.across.begins[tile] * unit - 1, (cut.across.begins[tile - 1] + cut.across.side) * unit - 1})
            EXPECT_LE(stands_out(here, x), 1.25 * stands_out(there, x) + 0.25) << "column " << x;
}

TEST_F(VaeTilesOfDemo, EncodedTilesAreTheSameLatents) {
    const VaeTiles cut = tiles(16);
    ASSERT_GE(cut.count(), 8);
    const Posterior tiled = encode_tiles(*model, network_pixels(picture), cut, {}, {});
    double spread = 0;
    for (const float value : whole.mean) spread += std::abs(value) / static_cast<double>(whole.mean.size());
    EXPECT_LE(mean_difference(tiled.mean, whole.mean), 0.05 * spread);
    const std::vector<float> again = decode_latents(*model, tiled.mode(model->files().vae), height / unit, width / unit, {}, {});
    EXPECT_LE(mean_difference(again, image) * 127.5, 2);
}

}  // namespace
}  // namespace imagelab::test
