// The tiny autoencoder (TAESD) against diffusers' AutoencoderTiny, under every name it is published by.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/families/autoencoder.h"
#include "core/pipelines/latents.h"
#include "core/weights/safetensors.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

const fs::path& folder() {
    static const fs::path path = test::golden_path("tiny_vae");
    return path;
}

double largest_error(std::span<const float> made, std::span<const float> wanted) {
    EXPECT_EQ(made.size(), wanted.size());
    double error = 0, largest = 0;
    for (size_t i = 0; i < std::min(made.size(), wanted.size()); ++i) {
        error = std::max(error, std::abs(static_cast<double>(made[i]) - wanted[i]));
        largest = std::max(largest, std::abs(static_cast<double>(wanted[i])));
    }
    return error / largest;
}

void expect_as_diffusers(Device& device, const AutoencoderFiles& files) {
    const auto values = test::read_tensors(folder() / "values.safetensors");
    Network encoder = encoder_network(device, files.config, files.weights, DType::f32, 0);
    Network decoder = decoder_network(device, files.config, files.weights, DType::f32, 0);
    const auto &image = values.at("image"), &noise = values.at("noise");
    const int height = static_cast<int>(image.shape[2]), width = static_cast<int>(image.shape[3]);
    const Posterior posterior = encode_pixels(encoder, files.config, to_nhwc(image.values, 3), height, width, {}, {});
    EXPECT_LT(largest_error(posterior.mode(files.config), values.at("latents").values), 1e-4);
    TorchGenerator generator(1);
    EXPECT_LT(largest_error(posterior.sample(generator, files.config), values.at("latents").values), 1e-4) << "it has no spread";
    const std::vector<float> picture =
        decode_latents(decoder, files.config, noise.values, static_cast<int>(noise.shape[2]), static_cast<int>(noise.shape[3]), {}, {});
    EXPECT_LT(largest_error(to_chw(picture, 3), values.at("picture").values), 1e-4);
}

TEST(TinyVaes, AreAsDiffusersMakesThem) {
    const AutoencoderFiles files = open_autoencoder(folder());
    EXPECT_TRUE(files.config.tiny());
    EXPECT_EQ(files.config.downscale(), 8);
    EXPECT_EQ(files.config.tiny_encoder_blocks, (std::vector<int>{1, 2, 1, 2}));
    EXPECT_EQ(files.config.tiny_decoder_blocks, (std::vector<int>{1, 2, 1, 2}));
    for (const auto& device : test::test_devices()) expect_as_diffusers(*device, files);
}

// Its author's files: a half each, numbered from a clamp that comes before the decoder's first convolution.
TEST(TinyVaes, OpenUnderTheirAuthorsNames) {
    const test::TempFolder place;
    const auto opened = open_weight_folder(folder(), "diffusion_pytorch_model");
    ASSERT_TRUE(opened);
    std::map<std::string, TensorView> halves[2], both;
    for (const auto& [name, view] : opened->tensors) {
        const bool decodes = name.starts_with("decoder.layers.");
        const std::string rest = name.substr(std::string("decoder.layers.").size());
        const size_t dot = rest.find('.');
        const std::string numbered = std::to_string(std::stoi(rest.substr(0, dot)) + (decodes ? 1 : 0)) + rest.substr(dot);
        halves[decodes].emplace(numbered, view);
        both.emplace((decodes ? "taesd_decoder." : "taesd_encoder.") + numbered, view);
    }
    write_safetensors(place / "taesdxl_decoder.safetensors", halves[1]);
    EXPECT_THROW(
        {
            try {
                open_autoencoder(place / "taesdxl_decoder.safetensors");
            } catch (const Error& error) {
                EXPECT_NE(std::string(error.what()).find("put its encoder beside it"), std::string::npos) << error.what();
                throw;
            }
        },
        Error);
    write_safetensors(place / "taesdxl_encoder.safetensors", halves[0]);
    write_safetensors(place / "both.safetensors", both);
    Device& device = *test::test_devices().front();
    for (const char* file : {"taesdxl_decoder.safetensors", "taesdxl_encoder.safetensors", "both.safetensors"}) {
        SCOPED_TRACE(file);
        expect_as_diffusers(device, open_autoencoder(place / file));
    }
}

}  // namespace
}  // namespace imagelab
