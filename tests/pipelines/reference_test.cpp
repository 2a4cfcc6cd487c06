// What stands between a reference picture and the UNet, against transformers and diffusers; when references count.
#include "core/pipelines/reference.h"

#include <gtest/gtest.h>

#include "core/cpu/cpu_device.h"
#include "core/families/model_files.h"
#include "core/models/reference.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

const OpenedModel& tiny() {
    static const OpenedModel model = open_model(small_model_dir("tiny64")).value();
    return model;
}
OpenedReferenceAdapter adapter(const char* name) {
    return open_reference_adapter(small_model_dir("ip64") / "sdxl_models" / name, *tiny()).value();
}
const naive::Tensors& parts() {
    static const naive::Tensors tensors = read_tensors(small_model_dir("tiny64") / "referenced_parts.safetensors");
    return tensors;
}
RgbImage picture(const std::string& name) {
    return read_picture(small_model_dir("tiny64") / (name + ".png")).value();
}

TEST(References, PicturesArePreparedAsClipImageProcessorDoes) {
    const ClipVisionConfig config = adapter("ip64.safetensors")->encoder->config;
    ASSERT_EQ(config.image_size, 32);
    ASSERT_EQ(config.patch, 8);
    for (const char* name : {"init", "init_large", "control"}) {
        const std::vector<float> patches = encoder_patches(picture(name), config);
        const naive::HostTensor& expected = parts().at(std::string("pixels.") + name);  // [3, side, side]
        ASSERT_EQ(patches.size(), expected.values.size());
        const int side = config.image_size, patch = config.patch, across = side / patch;
        double worst = 0;
        for (int c = 0; c < 3; ++c) {
            for (int y = 0; y < side; ++y) {
                for (int x = 0; x < side; ++x) {
                    const int row = (y / patch) * across + x / patch;
                    const size_t at = static_cast<size_t>((row * 3 + c) * patch * patch + (y % patch) * patch + x % patch);
                    const size_t there = static_cast<size_t>((c * side + y) * side + x);
                    worst = std::max(worst, std::abs(double{patches[at]} - expected.values[there]));
                }
            }
        }
        EXPECT_LT(worst, 1e-5) << name;
    }
}

TEST(References, EncodersAndProjectionsSayWhatDiffusersDoes) {
    const auto device = make_cpu_device();
    for (const std::string name : {"ip64", "ip64-plus"}) {
        const OpenedReferenceAdapter opened = adapter((name + ".safetensors").c_str());
        const auto encoder = std::make_shared<ImageEncoder>(*device, opened->encoder, DType::f32, 0);
        ReferenceReader reader(*device, opened, encoder, DType::f32, 0);
        const std::vector<float> patches = reader.patches_of(picture("init_large"));
        EXPECT_FALSE(reader.remembers(patches));
        const ReferenceReading reading = reader.read(patches, {}, CancelToken());
        for (const auto& [key, values] : {std::pair("tokens." + name, reading.with), {"tokens." + name + ".without", reading.without}}) {
            const naive::HostTensor& expected = parts().at(key);
            EXPECT_LE(relative_error({expected.shape, values}, expected), 2e-5) << key;
        }
        EXPECT_GT(encoder->network.resident_bytes(), 0);
        reader.unload();
        EXPECT_EQ(encoder->network.resident_bytes(), 0);
        EXPECT_TRUE(reader.remembers(patches));
        EXPECT_EQ(reader.read(patches, {}, CancelToken()).with, reading.with);
        EXPECT_FALSE(encoder->network.loaded()) << "what is remembered needs no network";
    }
}

TEST(References, LongPicturesAreCutBeforeTheyGrow) {
    const ClipVisionConfig config;
    for (const auto& [width, height] : {std::pair(1, 5000), {5000, 1}, {3, 2}, {1, 1}}) {
        const RgbImage image{width, height, std::vector<uint8_t>(size_t{3} * width * height, 200)};
        const std::vector<float> patches = encoder_patches(image, config);
        ASSERT_EQ(patches.size(), size_t{3} * 224 * 224);
        for (const size_t i : {size_t{0}, patches.size() - 1}) EXPECT_NEAR(patches[i], i == 0 ? 1.1274 : 1.3638, 1e-3);
    }
}

TEST(References, CountFromTheirStartToTheirEnd) {
    const ReferenceUse use{"a.png", "", 0.8, 0.25, 0.75};
    std::vector<float> scales;
    for (int step = 0; step < 8; ++step) scales.push_back(reference_scale(use, step, 8));
    EXPECT_EQ(scales, (std::vector<float>{0, 0, 0.8f, 0.8f, 0.8f, 0.8f, 0, 0}));
}

// diffusers numbers the layers on the way down, then on the way up, then the middle.
TEST(References, CrossAttentionIsNumberedAsDiffusersDoes) {
    const std::vector<CrossAttention> all = cross_attentions(UnetConfig());
    ASSERT_EQ(all.size(), 70u);
    const auto at = [&](size_t number) { return all.at(number / 2).name; };
    EXPECT_EQ(at(1), "down_blocks.1.attentions.0.transformer_blocks.0.attn2");
    EXPECT_EQ(at(47), "down_blocks.2.attentions.1.transformer_blocks.9.attn2");
    EXPECT_EQ(at(49), "up_blocks.0.attentions.0.transformer_blocks.0.attn2");
    EXPECT_EQ(at(119), "up_blocks.1.attentions.2.transformer_blocks.1.attn2");
    EXPECT_EQ(at(121), "mid_block.attentions.0.transformer_blocks.0.attn2");
    EXPECT_EQ(at(139), "mid_block.attentions.0.transformer_blocks.9.attn2");
    EXPECT_EQ(all[0].channels, 640);
    EXPECT_EQ(all[24].channels, 1280);
    EXPECT_EQ(all[59].channels, 640);
}

}  // namespace
}  // namespace imagelab::test
