// A picture through a trained autoencoder in tiles beside the same at once: the same picture, in which no column tells where tiles meet.
#include "core/pipelines/vae_tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/image/picture.h"
#include "core/models/vae_kl.h"
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
    EXPECT_EQ(decode_tiles(*model, latents, tiles(64), {}, {}), image);
    const Posterior again = encode_tiles(*model, network_pixels(picture), tiles(64), {}, {});
    EXPECT_EQ(again.mean, whole.mean);
    EXPECT_EQ(again.deviation, whole.deviation);
}

TEST_F(VaeTilesOfDemo, DecodedTilesAreTheSamePictureWithoutAColumnThatStandsOut) {
    const VaeTiles cut = tiles(24);
    ASSERT_GE(cut.across.count(), 3);
    EXPECT_EQ(cut.down.count(), 1);
    const std::vector<float> tiled = decode_tiles(*model, latents, cut, {}, {});
    ASSERT_EQ(tiled.size(), image.size());
    RecordProperty("mean_of_255", std::to_string(mean_difference(tiled, image) * 127.5));
    // 2.0 where norms and attention see 24 of 64 columns.
    EXPECT_LE(mean_difference(tiled, image) * 127.5, 0.5);
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

TEST_F(VaeTilesOfDemo, SmallTilesInBothDirectionsAreTheSamePicture) {
    const VaeTiles cut = tiles(16);
    ASSERT_GE(cut.down.count(), 2);
    EXPECT_LE(mean_difference(decode_tiles(*model, latents, cut, {}, {}), image) * 127.5, 0.5);
}

TEST_F(VaeTilesOfDemo, TakeTheMemoryThatWasPlanned) {
    const NetworkShape all{1, height / unit, width / unit, 0};
    ResolvedRequest resolved;
    resolved.request.memory_budget = model->vae_decoder.cost(all).memory.running_bytes() - 1;
    const VaeTiles cut = decoding_tiles(resolved, *model, all);
    ASSERT_GT(cut.count(), 1) << "memory has no room for all at once";
    const MemoryPlan planned = decoding_cost(resolved, *model, all).memory;
    EXPECT_LE(planned.running_bytes(), resolved.request.memory_budget);

    decode_tiles(*model, latents, cut, {}, {});
    NetworkShape first = all;
    first.part = VaePart::latents;
    const int64_t features = int64_t{sizeof(float)} * all.height * all.width * model->files().vae.channels.back();
    const auto held =
        static_cast<double>(model->vae_decoder.resident_bytes() + features + model->vae_decoder.cost(first).memory.code_bytes);
    EXPECT_NEAR(held, static_cast<double>(planned.running_bytes()), 0.03 * static_cast<double>(planned.running_bytes()));
    EXPECT_GT(decoding_cost(resolved, *model, all).step_flops, model->vae_decoder.cost(all).step_flops) << "tiles go through several times";
}

TEST_F(VaeTilesOfDemo, StopWhereTheyAreCancelled) {
    CancelToken cancel;
    cancel.request();
    EXPECT_THROW(decode_tiles(*model, latents, tiles(24), {}, cancel), Cancelled);
    EXPECT_EQ(decode_tiles(*model, latents, tiles(64), {}, {}), image) << "and the decoder goes on";
}

TEST_F(VaeTilesOfDemo, EncodedTilesAreTheSameLatents) {
    const VaeTiles cut = tiles(16);
    ASSERT_GE(cut.count(), 8);
    const Posterior tiled = encode_tiles(*model, network_pixels(picture), cut, {}, {});
    double spread = 0;
    for (const float value : whole.mean) spread += std::abs(value) / static_cast<double>(whole.mean.size());
    EXPECT_LE(mean_difference(tiled.mean, whole.mean), 0.02 * spread);
    const std::vector<float> again = decode_latents(*model, tiled.mode(model->files().vae), height / unit, width / unit, {}, {});
    EXPECT_LE(mean_difference(again, image) * 127.5, 0.5);
}

// Both parts of an autoencoder, one tile of the whole size that goes by what it measures, beside the network in one piece: on each device
// in each of its dtypes, the encoder in f32 (software drivers take seconds to compile each network).
TEST(VaeParts, AreTheWhole) {
    constexpr int side = 4;
    const auto files = open_model(IMAGELAB_SOURCE_DIR "/resources/models/demo").value();
    const VaeConfig& vae = files->vae;
    const std::vector<float> shares(side, 1.0f), rows(side, 1.0f / (side * side)), own{1.0f};
    const auto run_tile = [&](Network& network, NetworkShape shape, const char* input, const std::vector<float>& values, int norms,
                              const char* output) {
        shape.part = VaePart::pixels;
        Program& program = network.ready(shape, {}, {});
        program.write(input, std::span<const float>(values));
        program.write("rows", std::span<const float>(rows));
        program.write("columns", std::span<const float>(shares));
        program.write("own", std::span<const float>(own));
        const std::vector<float> none(static_cast<size_t>(2 * norms * vae.norm_groups));
        program.write("norms", std::span<const float>(none));
        program.run({});
        EXPECT_EQ(program.read("moments").size(), none.size());
        return program.read(output);
    };
    const auto run_latents = [&](Network& network, const char* input, const std::vector<float>& values, const char* output) {
        Program& program = network.ready({.batch = 1, .height = side, .width = side, .part = VaePart::latents}, {}, {});
        program.write(input, std::span<const float>(values));
        program.run({});
        return program.read(output);
    };
    for (const auto& device : test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            SCOPED_TRACE(device->info().name + " " + std::string(dtype_name(dtype)));
            const double tolerance = dtype == DType::f32 ? 1e-3 : dtype == DType::f16 ? 1e-2 : 0.1;  // of values around 1
            const auto model = make_model(*device, files, dtype);
            std::vector<float> latents = TorchGenerator(1).randn(static_cast<size_t>(4 * side * side));
            const std::vector<float> image = decode_latents(*model, latents, side, side, {}, {});
            const std::vector<float> features = run_latents(model->vae_decoder, "latents", decoder_latents(vae, latents), "features");
            const NetworkShape tile{1, side, side, 0};
            EXPECT_LE(mean_difference(run_tile(model->vae_decoder, tile, "features", features, vae_decoder_norms(vae), "image"), image),
                      tolerance);

            if (dtype != DType::f32) continue;  // whose norms the decoder has gone through
            const NetworkShape picture{1, side * unit, side * unit, 0};
            const Posterior once = encode_pixels(model->vae_encoder, vae, image, picture.height, picture.width, {}, {});
            const std::vector<float> seen = run_tile(model->vae_encoder, picture, "image", image, vae_encoder_norms(vae), "features");
            const Posterior parts = posterior_of(vae, run_latents(model->vae_encoder, "features", seen, "moments"));
            EXPECT_LE(mean_difference(parts.mean, once.mean), tolerance);
        }
    }
}

}  // namespace
}  // namespace imagelab::test
