// Seed resize as A1111's ImageRNG draws it, from torch's noise and from an NVIDIA GPU's.
#include "core/pipelines/picture_noise.h"

#include <gtest/gtest.h>

#include "core/samplers/variation.h"

namespace imagelab {
namespace {

// Where a place of the picture lies in noise of `from` columns or rows: Python's floor division, and slices that end inside.
int place_in(int at, int from, int to) {
    const int room = to - from;
    const int before = (room - (((room % 2) + 2) % 2)) / 2, length = before >= 0 ? from : from + 2 * before;
    const int there = at - (before > 0 ? before : 0);
    return there < 0 || there >= length ? -1 : there + (before < 0 ? -before : 0);
}

TEST(PictureNoise, OfAnotherSizeStandsInTheMiddle) {
    for (const NoiseSource source : {NoiseSource::cpu, NoiseSource::nv}) {
        for (const SeedSize size : {SeedSize{64, 24}, SeedSize{24, 72}, SeedSize{104, 88}, SeedSize{8, 8}}) {
            Request request;
            request.seed = 77, request.noise_source = source, request.seed_resize_from = size;
            request.variation_seed = 5, request.variation_strength = size.width == 64 ? 0.4 : 0;
            constexpr int channels = 4, height = 5, width = 6;
            TorchGenerator generator = picture_generator(request, 0), same = picture_generator(request, 0);
            const std::vector<float> noise = first_noise(request, 0, generator, {channels, height, width, 8});
            const std::vector<float> around = same.randn(noise.size());
            EXPECT_EQ(generator.randn(40), same.randn(40)) << "it goes on from the draw at the picture's size";
            const int rows = size.height / 8, columns = size.width / 8;
            std::vector<float> small = picture_generator(request, 0).randn(static_cast<size_t>(channels * rows * columns));
            if (request.variation_strength > 0)
                small = varied_noise(small, same.like(5).randn(small.size()), request.variation_strength, rows, columns);
            for (int i = 0; i < channels * height * width; ++i) {
                const int y = place_in(i / width % height, rows, height), x = place_in(i % width, columns, width);
                const bool inside = y >= 0 && x >= 0;
                const int plane = i / (width * height) * rows;
                ASSERT_EQ(noise[static_cast<size_t>(i)],
                          inside ? small[static_cast<size_t>((plane + y) * columns + x)] : around[static_cast<size_t>(i)])
                    << size.width << "x" << size.height << " at " << i;
            }
        }
    }
}

TEST(PictureNoise, OfThePicturesOwnSizeIsOneDraw) {
    Request request;
    request.seed = 77, request.seed_resize_from = {48, 40};
    TorchGenerator generator = picture_generator(request, 0), same = picture_generator(request, 0);
    EXPECT_EQ(first_noise(request, 0, generator, {4, 5, 6, 8}), same.randn(120));
    EXPECT_EQ(generator.state(), same.state());
}

}  // namespace
}  // namespace imagelab
