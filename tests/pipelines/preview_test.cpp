#include "core/pipelines/preview.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/cpu/cpu_device.h"
#include "core/families/diffusion_model.h"
#include "core/families/model_files.h"
#include "core/pipelines/latents.h"
#include "tests/build_paths.h"

namespace imagelab {
namespace {

// A red apple on white, as the bundled model draws: what the preview shows has its colours, and white is white.
TEST(LatentPreviews, HaveTheColoursOfThePicture) {
    const auto device = make_cpu_device();
    const auto model = make_model(*device, open_model(IMAGELAB_SOURCE_DIR "/resources/models/demo").value(), DType::f32);
    constexpr int size = 128;
    RgbImage picture{size, size, std::vector<uint8_t>(size * size * 3, 255)};
    for (int i = 0; i < size * size; ++i) {
        const int x = i % size - size / 2, y = i / size - size / 2;
        if (x * x + y * y < 40 * 40) picture.pixels[i * 3] = 200, picture.pixels[i * 3 + 1] = 30, picture.pixels[i * 3 + 2] = 40;
    }
    const LatentPreview preview = LatentPreview::of(*model, {});
    const std::vector<float> latents = encode_picture(*model, picture, {}, {}).mode(model->files().vae);
    const int scale = model->files().vae.downscale(), side = size / scale;
    const RgbImage shown = preview.render(latents, side, side);
    const auto pixel = [&](int x, int y) {
        return std::array<int, 3>{shown.pixels[(y * side + x) * 3], shown.pixels[(y * side + x) * 3 + 1],
                                  shown.pixels[(y * side + x) * 3 + 2]};
    };
    const auto [red, green, blue] = pixel(1, 1);
    EXPECT_GT(std::min({red, green, blue}), 225) << red << " " << green << " " << blue;
    const auto [r, g, b] = pixel(side / 2, side / 2);
    EXPECT_NEAR(r, 200, 45);
    EXPECT_NEAR(g, 30, 45);
    EXPECT_NEAR(b, 40, 45);
}

}  // namespace
}  // namespace imagelab
