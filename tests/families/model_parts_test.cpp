// A model put together of parts from elsewhere.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstring>

#include "core/weights/convert.h"
#include "core/weights/convert_file.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/ldm_checkpoint.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

std::vector<float> values(const TensorView& view) {
    const std::string bytes = bytes_of(view);
    std::vector<float> read(static_cast<size_t>(element_count(view.shape)));
    convert_to_f32(view.dtype, reinterpret_cast<const std::byte*>(bytes.data()), read.size(), read.data());
    return read;
}

std::map<std::string, std::vector<float>> values_in(const std::shared_ptr<const WeightMap>& weights) {
    std::map<std::string, std::vector<float>> all;
    for (const auto& [name, view] : weights->tensors()) {
        auto& read = all[name];
        if (!view.source) {
            read = values(view);
            continue;
        }
        read.resize(static_cast<size_t>(element_count(view.shape)));
        view.source->read(0, element_count(view.shape), read.data());
    }
    return all;
}

class ModelParts : public testing::Test {
  protected:
    ModelParts() {
        for (const char* part : {"tokenizer", "tokenizer_2"}) fs::copy(tiny() / part, folder_ / part);
        write_single_file(whole(), DType::f16);
    }
    static fs::path tiny() { return small_model_dir("tiny64"); }
    fs::path whole() const { return folder_ / "whole.safetensors"; }
    // The tensors of the whole file under `prefix`, as a file of their own under `instead`.
    fs::path split_off(const std::string& prefix, const std::string& instead, const char* name) const {
        const auto file = open_weight_file(whole());
        TensorViews views;
        for (const auto& [tensor, view] : file->tensors)
            if (tensor.starts_with(prefix)) views[instead + tensor.substr(prefix.size())] = view;
        write_safetensors(folder_ / name, views);
        return folder_ / name;
    }
    static SdxlFiles opened(const ModelSources& sources) {
        const auto model = open_model(sources);
        if (!model) throw std::runtime_error(model.error());
        return dynamic_cast<const SdxlFiles&>(**model);
    }
    static std::string failure(const ModelSources& sources) {
        const auto model = open_model(sources);
        return model ? "" : model.error();
    }
    static void expect_same(const SdxlFiles& one, const SdxlFiles& other) {
        EXPECT_EQ(values_in(one.unet_weights), values_in(other.unet_weights));
        EXPECT_EQ(values_in(one.text_encoder_weights), values_in(other.text_encoder_weights));
        EXPECT_EQ(values_in(one.text_encoder_2_weights), values_in(other.text_encoder_2_weights));
        EXPECT_EQ(values_in(one.vae_weights), values_in(other.vae_weights));
        EXPECT_EQ(one.configuration(), other.configuration());
    }

    TempFolder folder_;
};

TEST_F(ModelParts, AllOfAnotherFolderMakeItsModel) {
    ModelSources sources{small_model_dir("h16"), tiny()};
    sources.unet = sources.text_encoder = sources.text_encoder_2 = sources.tokenizer = sources.tokenizer_2 = tiny();
    const SdxlFiles made = opened(sources), own = opened({tiny()});
    expect_same(made, own);
    EXPECT_EQ(made.tokenizer_dir, tiny() / "tokenizer");
    EXPECT_EQ(made.tokenizer_2_dir, tiny() / "tokenizer_2");
}

TEST_F(ModelParts, SplitFilesAndWholeCheckpointsGiveTheirs) {
    const SdxlFiles own = opened({whole()});
    const std::string unet = "model.diffusion_model.", first = "conditioner.embedders.0.transformer.",
                      second = "conditioner.embedders.1.model.";
    for (const std::string prefix : {"", "model.diffusion_model.", "diffusion_model."}) {
        ModelSources sources{whole()};
        sources.unet = split_off(unet, prefix, "unet.safetensors");
        expect_same(opened(sources), own);
    }
    for (const std::string prefix : {"", "clip_l.transformer.", "text_encoders.clip_l.transformer."}) {
        ModelSources sources{whole()};
        sources.text_encoder = split_off(first, prefix, "clip_l.safetensors");
        expect_same(opened(sources), own);
    }
    for (const std::string prefix : {"", "clip_g.transformer."}) {
        ModelSources sources{whole()};
        sources.text_encoder_2 = split_off(second, prefix, "clip_g.safetensors");
        expect_same(opened(sources), own);
    }
    // Everything but the parts is missing: a model of nothing else than its VAE.
    ModelSources sources{whole()};
    sources.unet = sources.text_encoder = sources.text_encoder_2 = sources.vae = whole();
    expect_same(opened(sources), own);
}

TEST_F(ModelParts, AUnetOfGgufIsOne) {
    const fs::path unet = split_off("model.diffusion_model.", "", "unet.safetensors");
    const auto converted = convert_file({unet, folder_ / "unet.gguf", "f16"}, {}, {});
    ASSERT_TRUE(converted) << converted.error();
    ModelSources sources{whole()};
    sources.unet = folder_ / "unet.gguf";
    EXPECT_EQ(values_in(opened(sources).unet_weights), values_in(opened({whole()}).unet_weights));
}

TEST_F(ModelParts, WhatIsMissingOrWrongIsNamed) {
    const fs::path unet = split_off("model.diffusion_model.", "", "unet.safetensors");
    EXPECT_NE(failure({unet}).find("lone UNet"), std::string::npos) << failure({unet});
    EXPECT_NE(failure({unet}).find("--unet"), std::string::npos) << failure({unet});
    ModelSources sources{whole()};
    sources.unet = folder_ / "nowhere.safetensors";
    EXPECT_NE(failure(sources).find("there is no such unet"), std::string::npos) << failure(sources);
    sources.unet = split_off("first_stage_model.", "", "vae.safetensors");
    EXPECT_NE(failure(sources).find("there is no SDXL UNet in it; this is a VAE alone"), std::string::npos) << failure(sources);
    sources = {whole()};
    sources.text_encoder = unet;
    EXPECT_NE(failure(sources).find("there is no first text encoder"), std::string::npos) << failure(sources);
    sources = {whole()};
    sources.unet = small_model_dir("h16");
    EXPECT_NE(failure(sources).find("the UNet attends to text 80 wide"), std::string::npos) << failure(sources);
    sources = {whole()};
    sources.tokenizer = folder_.path() / "..";
    EXPECT_NE(failure(sources).find("there is no tokenizer"), std::string::npos) << failure(sources);
    sources = {small_model_dir("sigma72")};
    sources.unet = unet;
    EXPECT_NE(failure(sources).find("model.unet: PixArt takes no part of that name"), std::string::npos) << failure(sources);
    sources = {small_model_dir("refiner64")};
    sources.text_encoder = whole();
    EXPECT_NE(failure(sources).find("the SDXL refiner reads by the second text encoder alone"), std::string::npos) << failure(sources);
}

TEST_F(ModelParts, VaesAreBlendedByTheirShares) {
    // Another VAE of the same structure: its values are those of the first in other order of sign.
    const auto file = open_weight_file(whole());
    TensorViews views;
    std::vector<std::unique_ptr<std::vector<float>>> kept;
    for (const auto& [name, view] : file->tensors) {
        if (!name.starts_with("first_stage_model.")) continue;
        auto& numbers = kept.emplace_back(std::make_unique<std::vector<float>>(values(view)));
        for (size_t i = 0; i < numbers->size(); ++i) (*numbers)[i] *= i % 3 == 0 ? -0.5f : 1.25f;
        views[name] = {DType::f32, view.shape, reinterpret_cast<const std::byte*>(numbers->data())};
    }
    const fs::path other = folder_ / "other.safetensors";
    write_safetensors(other, views);
    const auto blended = [&](double share) {
        ModelSources sources{whole()};
        sources.vae_mix = {{other, share}};
        return values_in(opened(sources).vae_weights);
    };
    const auto own = values_in(opened({whole()}).vae_weights), theirs = values_in(opened({whole(), other}).vae_weights);
    EXPECT_EQ(blended(0), own);
    EXPECT_EQ(blended(1), theirs);
    const auto quarter = blended(0.25);
    for (const auto& [name, numbers] : quarter) {
        for (size_t i = 0; i < numbers.size(); ++i)
            ASSERT_FLOAT_EQ(numbers[i], 0.75f * own.at(name)[i] + 0.25f * theirs.at(name)[i]) << name << " " << i;
    }
    ModelSources sources{whole()};
    sources.vae_mix = {{small_model_dir("h16"), 0.5}};
    EXPECT_NE(failure(sources).find("another structure than the model's"), std::string::npos) << failure(sources);
}

}  // namespace
}  // namespace imagelab::test
