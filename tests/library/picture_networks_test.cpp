// LoRAs and embeddings of a picture, found on this machine by hash and name.
#include "core/library/picture_networks.h"

#include <gtest/gtest.h>

#include "core/library/model_hashes.h"
#include "core/library/model_library.h"
#include "core/weights/safetensors.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class PictureNetworksTest : public testing::Test {
  protected:
    PictureNetworksTest() { ::setenv("HF_HUB_CACHE", (data_ / "hub").c_str(), 1); }
    ~PictureNetworksTest() override { ::unsetenv("HF_HUB_CACHE"); }
    fs::path write(const std::string& name, float value, const std::map<std::string, std::string>& metadata = {}) {
        const std::vector<float> values(256, value);
        const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
        fs::create_directories(data_ / "models/loras");
        const fs::path path = data_ / "models/loras" / (name + ".safetensors");
        write_safetensors(
            path,
            {{"lora_unet_x.lora_down.weight", {DType::f32, {2, 64}, bytes}}, {"lora_unet_x.lora_up.weight", {DType::f32, {64, 2}, bytes}}},
            metadata);
        return path;
    }
    std::vector<ModelFile> models(bool hashed) {
        ModelLibrary library = ModelLibrary::scan(data_.path());
        if (hashed) library.hash_all({}, {});
        return library.models();
    }
    TempFolder data_;
};

TEST_F(PictureNetworksTest, ARenamedLoraIsFoundByItsHash) {
    const fs::path ink = write("renamed ink", 0.1f), wash = write("wash", 0.2f);
    Imported picture;
    picture.request.loras = {{"ink", 0.8, 0.3}, {"wash", 1, {}}, {"gone", 0.5, {}}};
    picture.request.prompt = "a cat <lora:ink:0.5>, <lora:lost:1>";
    picture.loras = {{"ink", lora_hash(ink)}, {"wash", lora_hash(wash)}, {"gone", "0123456789ab"}};
    const PictureNetworks found = networks_of_picture(models(true), picture, data_.path());
    ASSERT_EQ(found.loras.size(), 2u);
    EXPECT_EQ(found.loras[0], (LoraUse{ink.string(), 0.8, 0.3}));
    EXPECT_EQ(found.loras[1].name, wash.string());
    ASSERT_EQ(found.missing_loras.size(), 2u);
    EXPECT_EQ(name_with_hash(found.missing_loras[0]), "gone (0123456789ab)");
    EXPECT_EQ(name_with_hash(found.missing_loras[1]), "lost");
    EXPECT_EQ(found.prompt, "a cat <lora:renamed ink:0.5>, <lora:lost:1>");
    ASSERT_FALSE(found.renamed.empty());
    EXPECT_EQ(found.renamed.front().is, "renamed ink");
    EXPECT_TRUE(found.other_files.empty());
    // The hash is remembered: a second look at the library knows it without reading the file.
    EXPECT_EQ(networks_of_picture(models(false), picture, data_.path()).loras.size(), 2u);
}

TEST_F(PictureNetworksTest, WhatKohyaWroteIntoTheHeaderIsTheHash) {
    const std::string hash(64, 'a');
    const fs::path ink = write("other name", 0.1f, {{"sshs_model_hash", hash}});
    Imported picture;
    picture.request.loras = {{"ink", 1, {}}};
    picture.loras = {{"ink", hash.substr(0, 12)}};
    const PictureNetworks found = networks_of_picture(models(false), picture, data_.path());
    ASSERT_EQ(found.loras.size(), 1u);
    EXPECT_EQ(found.loras.front().name, ink.string());
}

TEST_F(PictureNetworksTest, AnotherFileOfTheSameNameIsTold) {
    const fs::path ink = write("ink", 0.1f);
    Imported picture;
    picture.request.loras = {{"ink", 1, {}}};
    picture.loras = {{"ink", "ffffffffffff"}};
    const PictureNetworks found = networks_of_picture(models(true), picture, data_.path());
    ASSERT_EQ(found.loras.size(), 1u);
    EXPECT_EQ(found.other_files, std::vector<std::string>{"ink"});
    picture.loras.clear();
    EXPECT_TRUE(networks_of_picture(models(true), picture, data_.path()).other_files.empty()) << "it tells no hash";
}

TEST_F(PictureNetworksTest, MissingEmbeddingsAreNamed) {
    const std::vector<float> values(128, 0.5f);
    const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
    fs::create_directories(data_ / "models/embeddings");
    write_safetensors(data_ / "models/embeddings/neg.safetensors",
                      {{"clip_l", {DType::f32, {1, 64}, bytes}}, {"clip_g", {DType::f32, {1, 96}, bytes}}});
    const std::vector<ModelFile> all = models(true);
    Imported picture;
    picture.embeddings = {{"neg", ""}, {"easy", "c74b4e810b03"}, {"old name", all.front().sha256.substr(0, 12)}};
    const PictureNetworks found = networks_of_picture(all, picture, data_.path());
    ASSERT_EQ(found.missing_embeddings.size(), 1u);
    EXPECT_EQ(name_with_hash(found.missing_embeddings.front()), "easy (c74b4e810b03)");
    ASSERT_EQ(found.renamed.size(), 1u);
    EXPECT_EQ(found.renamed.front().is, "neg");
}

}  // namespace
}  // namespace imagelab::test
