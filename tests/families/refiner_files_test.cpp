// SDXL's refiner as a diffusers folder and as an original checkpoint.
#include <gtest/gtest.h>

#include "core/library/model_file.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/ldm_checkpoint.h"
#include "tests/support/opened.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> names_in(const std::shared_ptr<const WeightMap>& weights) {
    std::map<std::string, std::string> all;
    for (const auto& [name, view] : weights->tensors()) all[name] = bytes_of(view);
    return all;
}

// The small refiner as its authors write checkpoints: OpenCLIP is the first and only embedder.
fs::path write_checkpoint(const fs::path& folder, const SdxlFiles& model, bool vae = true) {
    Gathered gathered;
    gathered.add(ldm_unet(model.unet), *model.unet_weights);
    if (vae) gathered.add(ldm_vae(model.vae), *model.vae_weights);
    gathered.add(ldm_open_clip(model.text_encoder_2), *model.text_encoder_2_weights);
    TensorViews renamed;
    const std::string second = "conditioner.embedders.1.", first = "conditioner.embedders.0.";
    for (const auto& [name, view] : gathered.views) renamed[name.starts_with(second) ? first + name.substr(second.size()) : name] = view;
    fs::copy(small_model_dir("refiner64") / "tokenizer_2", folder / "tokenizer_2");
    write_safetensors(folder / "refiner.safetensors", renamed);
    return folder / "refiner.safetensors";
}

TEST(RefinerFiles, AFolderOpens) {
    const auto model = open_sdxl(small_model_dir("refiner64"));
    ASSERT_TRUE(model) << model.error();
    EXPECT_TRUE(model->only_refines());
    EXPECT_EQ(model->kind(), "sdxl-refiner");
    EXPECT_EQ(model->unet.time_ids, 5);
    EXPECT_FALSE(model->force_zeros_for_empty_prompt);
    EXPECT_EQ(model->parts().size(), 3u);
    EXPECT_EQ(model->embedding_widths().size(), 1u);
    EXPECT_TRUE(model->prompt_reader({}));
    const ModelFile file = inspect_model(small_model_dir("refiner64"));
    EXPECT_EQ(file.kind, "sdxl-refiner");
    EXPECT_EQ(file.state, ModelFile::State::ready) << file.reason;
    EXPECT_FALSE(open_sdxl(small_model_dir("tiny64"))->only_refines());
}

TEST(RefinerFiles, ACheckpointIsTheSameModel) {
    const TempFolder folder;
    const auto model = open_sdxl(small_model_dir("refiner64"));
    ASSERT_TRUE(model) << model.error();
    const fs::path written = write_checkpoint(folder.path(), *model);
    const auto single = open_sdxl(written);
    ASSERT_TRUE(single) << single.error();
    EXPECT_TRUE(single->only_refines());
    EXPECT_EQ(single->unet.time_ids, 5);
    EXPECT_EQ(single->unet.time_id_width, model->unet.time_id_width);
    EXPECT_FALSE(single->force_zeros_for_empty_prompt);
    EXPECT_EQ(names_in(single->unet_weights), names_in(model->unet_weights));
    EXPECT_EQ(names_in(single->text_encoder_2_weights), names_in(model->text_encoder_2_weights));
    const ModelFile file = inspect_model(written);
    EXPECT_EQ(file.kind, "sdxl-refiner");
    EXPECT_EQ(file.state, ModelFile::State::ready) << file.reason;
}

TEST(RefinerFiles, WithAnothersVaeItNeedsNone) {
    const TempFolder folder;
    const auto model = open_sdxl(small_model_dir("refiner64"));
    ASSERT_TRUE(model) << model.error();
    const fs::path written = write_checkpoint(folder.path(), *model, false);
    const auto without = open_sdxl(written);
    ASSERT_FALSE(without);
    EXPECT_NE(without.error().find("has no VAE"), std::string::npos) << without.error();
    const auto with = open_sdxl(written, small_model_dir("tiny64"));
    ASSERT_TRUE(with) << with.error();
    EXPECT_EQ(names_in(with->vae_weights), names_in(open_sdxl(small_model_dir("tiny64"))->vae_weights));
}

}  // namespace
}  // namespace imagelab::test
