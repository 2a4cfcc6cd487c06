#include "core/adapters/textual_inversion.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/image/png_text.h"
#include "tests/adapters/adapter_fixture.h"
#include "tests/support/golden_dir.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

const EncoderWidths sdxl{{"text_encoder", 8}, {"text_encoder_2", 12}}, sd1{{"text_encoder", 8}};

std::string error_of(const Result<TextualInversion>& result) {
    return result ? "" : result.error();
}

std::string base64(const std::string& text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < text.size(); i += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; ++j) bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0u);
        for (size_t j = 0; j < 4; ++j) out += i + j <= text.size() ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

std::filesystem::path png_with(const std::filesystem::path& path, const std::string& text) {
    std::ifstream in(golden_dir() / "tiny64" / "init.png", std::ios::binary);
    std::stringstream png;
    png << in.rdbuf();
    return write_file(path, with_png_texts(png.str(), {{"sd-ti-embedding", text}}));
}

TEST(TextualInversion, BothEncodersOfSdxl) {
    const TempFolder temp;
    const naive::HostTensor l = host_tensor({3, 8}, 1), g = host_tensor({3, 12}, 2);
    for (const auto& [first, second] : {std::pair("clip_l", "clip_g"), std::pair("text_encoders_0", "text_encoders_1")}) {
        const auto inversion = open_textual_inversion(write_adapter(temp / "my style.safetensors", {{first, l}, {second, g}}), sdxl);
        ASSERT_TRUE(inversion.ok()) << inversion.error();
        EXPECT_EQ(inversion->name, "my style");
        EXPECT_EQ(inversion->count(), 3);
        EXPECT_EQ(inversion->vectors.at("text_encoder").values, l.values);
        EXPECT_EQ(inversion->vectors.at("text_encoder_2").width, 12);
    }
    const auto alone = open_textual_inversion(write_adapter(temp / "g.safetensors", {{"clip_g", g}, {"step", host_tensor({1}, 1)}}), sdxl);
    ASSERT_TRUE(alone.ok()) << alone.error();
    EXPECT_EQ(alone->vectors.size(), 1u);
    EXPECT_EQ(alone->unknown_keys, std::vector<std::string>{"step"});
}

TEST(TextualInversion, OneEncoder) {
    const TempFolder temp;
    const naive::HostTensor vectors = host_tensor({2, 8}, 1), line = host_tensor({8}, 1);
    for (const char* key : {"emb_params", "string_to_param.*", "<cat-toy>"}) {
        const auto inversion = open_textual_inversion(write_adapter(temp / "a.safetensors", {{key, vectors}}), sd1);
        ASSERT_TRUE(inversion.ok()) << key << inversion.error();
        EXPECT_EQ(inversion->vectors.at("text_encoder").values, vectors.values) << key;
    }
    EXPECT_EQ(open_textual_inversion(write_adapter(temp / "b.safetensors", {{"<cat-toy>", line}}), sd1)->count(), 1);
}

TEST(TextualInversion, FilesOfTorch) {
    const auto vectors = open_textual_inversion(golden_dir() / "adapters/embedding.safetensors", sd1);
    ASSERT_TRUE(vectors.ok()) << vectors.error();
    const auto a1111 = open_textual_inversion(golden_dir() / "adapters/embedding.pt", sd1);
    ASSERT_TRUE(a1111.ok()) << a1111.error();
    EXPECT_EQ(a1111->vectors.at("text_encoder").values, vectors->vectors.at("text_encoder").values);
    EXPECT_EQ(a1111->unknown_keys, std::vector<std::string>{});
    const auto concept_of_diffusers = open_textual_inversion(golden_dir() / "adapters/embedding.bin", sd1);
    ASSERT_TRUE(concept_of_diffusers.ok()) << concept_of_diffusers.error();
    const std::vector<float>& both = vectors->vectors.at("text_encoder").values;
    EXPECT_EQ(concept_of_diffusers->vectors.at("text_encoder").values, std::vector<float>(both.begin(), both.begin() + 8));
}

TEST(TextualInversion, OtherModelsAreRefused) {
    const TempFolder temp;
    const auto of_sd1 = write_adapter(temp / "sd1.safetensors", {{"emb_params", host_tensor({2, 8}, 1)}});
    EXPECT_NE(
        error_of(open_textual_inversion(of_sd1, sdxl)).find("sd1.safetensors: its vectors of width 8 are for a model of one text encoder"),
        std::string::npos);
    const auto wide = write_adapter(temp / "wide.safetensors", {{"clip_l", host_tensor({2, 12}, 1)}, {"clip_g", host_tensor({2, 12}, 1)}});
    EXPECT_NE(error_of(open_textual_inversion(wide, sdxl)).find("its vectors for text_encoder have width 12"), std::string::npos);
    const auto other = write_adapter(temp / "other.safetensors", {{"a", host_tensor({2, 8}, 1)}, {"b", host_tensor({2, 8}, 1)}});
    EXPECT_NE(error_of(open_textual_inversion(other, sdxl)).find("it holds no vectors"), std::string::npos);
    const auto cube = write_adapter(temp / "cube.safetensors", {{"clip_l", host_tensor({2, 2, 8}, 1)}});
    EXPECT_NE(error_of(open_textual_inversion(cube, sdxl)).find("\"clip_l\" has shape [2, 2, 8]"), std::string::npos);
}

TEST(TextualInversion, TextOfAPng) {
    const TempFolder temp;
    const std::string json =
        R"({"string_to_token": {"*": 265}, "string_to_param": {"*": {"TORCHTENSOR": [[1, 2, 3, 4, 5, 6, 7, 8.5]]}}, "name": "x"})";
    const auto inversion = open_textual_inversion(png_with(temp / "style.png", base64(json)), sd1);
    ASSERT_TRUE(inversion.ok()) << inversion.error();
    EXPECT_EQ(inversion->vectors.at("text_encoder").values, (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8.5}));
    EXPECT_NE(error_of(open_textual_inversion(golden_dir() / "tiny64" / "init.png", sd1)).find("no text \"sd-ti-embedding\""),
              std::string::npos);
    for (const char* bad : {"!", "e30=", "eyJzdHJpbmdfdG9fcGFyYW0iOiB7fX0="})
        EXPECT_FALSE(open_textual_inversion(png_with(temp / "bad.png", bad), sd1).ok()) << bad;
    EXPECT_FALSE(
        open_textual_inversion(png_with(temp / "bad.png", base64(R"({"string_to_param": {"*": {"TORCHTENSOR": [[1], [1, 2]]}}})")), sd1)
            .ok());
}

TEST(TextualInversion, BundledWithALora) {
    const TempFolder temp;
    const auto file = AdapterFile::open(write_adapter(
        temp / "a.safetensors", {{"bundle_emb.sks.clip_l", host_tensor({2, 8}, 2)}, {"bundle_emb.sks.clip_g", host_tensor({2, 12}, 2)}}));
    ASSERT_TRUE(file.ok()) << file.error();
    const auto inversions = bundled_inversions(**file, sdxl);
    ASSERT_TRUE(inversions.ok()) << inversions.error();
    ASSERT_EQ(inversions->size(), 1u);
    EXPECT_EQ(inversions->front().name, "sks");
    EXPECT_EQ(inversions->front().vectors.size(), 2u);
}

}  // namespace
}  // namespace imagelab::test
