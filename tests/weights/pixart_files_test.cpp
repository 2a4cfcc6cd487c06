// PixArt's transformer in a file of its own, as its authors publish it, with T5 and the VAE beside it.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/model_files.h"
#include "tests/support/golden.h"
#include "tests/support/network_cases.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using Json = nlohmann::json;

// The model's transformer under the original names (original.json of tests/reference/pixart.py), written to `path`.
void write_original(const std::string& model, const fs::path& path, const std::string& without = {}) {
    const ModelFiles files = open_model(test::small_model_dir(model)).value();
    std::map<std::string, std::vector<std::byte>> stacked;
    TensorViews tensors;
    for (const Json& entry : Json::parse(read_text_file(test::small_model_dir(model) / "original.json"))) {
        const auto name = entry.at(0).get<std::string>();
        if (name == without) continue;
        std::vector<std::byte>& bytes = stacked[name];
        TensorView whole;
        for (const Json& part : entry.at(1)) {
            const TensorView& view = files.transformer_weights->tensors().at(part.get<std::string>());
            bytes.insert(bytes.end(), view.data, view.data + view.bytes());
            const int64_t rows = whole.shape.empty() ? 0 : whole.shape[0];
            whole = view;
            whole.shape[0] += rows;
        }
        tensors[name] = whole;
    }
    for (auto& [name, view] : tensors) view.data = stacked[name].data();
    const std::vector<float> caption(static_cast<size_t>(files.caption_tokens * files.t5.width));
    tensors["y_embedder.y_embedding"] = {
        DType::f32, {files.caption_tokens, files.t5.width}, reinterpret_cast<const std::byte*>(caption.data())};
    const int64_t side = files.transformer.sample_size / files.transformer.patch;
    const std::vector<float> positions(static_cast<size_t>(side * side));
    tensors["pos_embed"] = {DType::f32, {1, side * side, 1}, reinterpret_cast<const std::byte*>(positions.data())};
    write_safetensors(path, tensors);
}

class PixartFiles : public testing::TestWithParam<std::string> {};

TEST_P(PixartFiles, OriginalNamesBecomeDiffusers) {
    const test::TempFolder folder;
    write_original(GetParam(), folder.path() / "model.safetensors");
    const auto file = open_weight_file(folder.path() / "model.safetensors");
    ASSERT_TRUE(file) << file.error();
    ASSERT_TRUE(is_original_pixart(file->tensors));
    TensorViews renamed = pixart_from_original(file->tensors);
    renamed.erase("pos_embed");
    const ModelFiles diffusers = open_model(test::small_model_dir(GetParam())).value();
    ASSERT_EQ(renamed.size(), diffusers.transformer_weights->tensors().size());
    for (const auto& [name, view] : diffusers.transformer_weights->tensors()) {
        const auto found = renamed.find(name);
        ASSERT_NE(found, renamed.end()) << name;
        ASSERT_EQ(found->second.shape, view.shape) << name;
        EXPECT_EQ(std::memcmp(found->second.data, view.data, view.bytes()), 0) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Models, PixartFiles, testing::ValuesIn(test::pixart_models()), [](const auto& test) { return test.param; });

TEST(PixartFile, OpensWithItsPartsBesideIt) {
    const test::TempFolder folder;
    write_original("sigma72", folder.path() / "PixArt.safetensors");
    for (const char* part : {"text_encoder", "vae", "tokenizer"})
        fs::copy(test::small_model_dir("sigma72") / part, folder.path() / part, fs::copy_options::recursive);
    const auto model = open_model(folder.path() / "PixArt.safetensors");
    ASSERT_TRUE(model) << model.error();
    const ModelFiles whole = open_model(test::small_model_dir("sigma72")).value();
    EXPECT_EQ(model->kind, ModelKind::pixart);
    EXPECT_EQ(model->layout, "single file");
    EXPECT_EQ(model->transformer.heads, whole.transformer.heads);
    EXPECT_EQ(model->transformer.sample_size, whole.transformer.sample_size);
    EXPECT_EQ(model->transformer.position_scale, whole.transformer.position_scale);
    EXPECT_EQ(model->caption_tokens, 300);
    EXPECT_EQ(model->noise.beta_end, whole.noise.beta_end);
    EXPECT_EQ(model->noise.betas, whole.noise.betas);
    EXPECT_EQ(model->noise.timestep_spacing, whole.noise.timestep_spacing);
    EXPECT_EQ(model->components().size(), 3u);
}

TEST(PixartFile, SaysWhatIsMissing) {
    const test::TempFolder folder;
    const auto error = [&] {
        const auto model = open_model(folder.path() / "PixArt.safetensors");
        return model ? std::string() : model.error();
    };
    write_original("sigma72", folder.path() / "PixArt.safetensors");
    EXPECT_NE(error().find("text_encoder"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "text_encoder", folder.path() / "text_encoder", fs::copy_options::recursive);
    EXPECT_NE(error().find("vae"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "vae", folder.path() / "vae", fs::copy_options::recursive);
    EXPECT_NE(error().find("spiece.model"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "tokenizer", folder.path() / "tokenizer", fs::copy_options::recursive);
    EXPECT_EQ(error(), "");
    write_original("sigma72", folder.path() / "PixArt.safetensors", "blocks.1.cross_attn.proj.weight");
    EXPECT_NE(error().find("transformer_blocks.1.attn2.to_out.0.weight"), std::string::npos) << error();
}

TEST(PixartFolder, IsReadAsItsConfigurationsSay) {
    const ModelFiles sigma = open_model(test::small_model_dir("sigma72")).value(),
                     alpha = open_model(test::small_model_dir("alpha")).value();
    EXPECT_EQ(sigma.kind, ModelKind::pixart);
    EXPECT_EQ(sigma.caption_tokens, 300);
    EXPECT_EQ(alpha.caption_tokens, 120);
    EXPECT_EQ(sigma.transformer.head_size, 72);
    EXPECT_EQ(alpha.transformer.head_size, 20);
    EXPECT_FALSE(sigma.transformer.size_conditions);
    EXPECT_TRUE(alpha.transformer.size_conditions);
    EXPECT_EQ(sigma.transformer.position_scale, 0.5);
    EXPECT_EQ(alpha.transformer.position_scale, 2);
    EXPECT_EQ(sigma.t5.head_size, 16);
    EXPECT_EQ(sigma.sample_size(), 32);
    EXPECT_EQ(sigma.noise.timestep_spacing, NoiseScheduleConfig::TimestepSpacing::linspace);
}

}  // namespace
}  // namespace imagelab
