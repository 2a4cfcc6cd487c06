// An original single-file checkpoint of each type opens as the diffusers folder it was made of: the same configuration, the same weights.
#include <gtest/gtest.h>

#include <cstring>

#include "core/families/model_files.h"
#include "core/weights/convert.h"
#include "tests/support/golden.h"
#include "tests/support/opened.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

std::vector<float> values_of(const TensorView& view) {
    std::vector<float> stored(element_count(view.shape));
    convert_to_f32(view.dtype, view.data, stored.size(), stored.data());
    if (!view.transposed) return stored;
    std::vector<float> values(stored.size());
    const int64_t rows = view.shape[0], columns = view.shape[1];
    for (int64_t i = 0; i < rows; ++i) {
        for (int64_t j = 0; j < columns; ++j) values[i * columns + j] = stored[j * rows + i];
    }
    return values;
}

void expect_same(const WeightMap& single, const WeightMap& folder, DType dtype) {
    EXPECT_EQ(single.tensors().size(), folder.tensors().size());
    for (const auto& [name, expected] : folder.tensors()) {
        const TensorView* view = single.find(name);
        ASSERT_TRUE(view) << name;
        EXPECT_EQ(view->dtype, dtype) << name;
        ASSERT_EQ(view->shape, expected.shape) << name;
        const auto values = values_of(*view), folder_values = values_of(expected);
        for (size_t i = 0; i < values.size(); ++i) {
            const float rounded = dtype == DType::bf16 ? bf16_to_f32(f32_to_bf16(folder_values[i])) : folder_values[i];
            ASSERT_EQ(values[i], rounded) << name << " element " << i;
        }
    }
}

void expect_same(const ClipTextConfig& a, const ClipTextConfig& b) {
    EXPECT_EQ(std::tie(a.vocab_size, a.width, a.layers, a.heads, a.mlp_width, a.projection_width, a.activation, a.eos_token),
              std::tie(b.vocab_size, b.width, b.layers, b.heads, b.mlp_width, b.projection_width, b.activation, b.eos_token));
}

void expect_same_configurations(const SdxlFiles& a, const SdxlFiles& b) {
    expect_same(a.text_encoder, b.text_encoder);
    expect_same(a.text_encoder_2, b.text_encoder_2);
    EXPECT_EQ(std::tie(a.unet.channels, a.unet.layers, a.unet.down_transformer_layers, a.unet.up_transformer_layers, a.unet.heads),
              std::tie(b.unet.channels, b.unet.layers, b.unet.down_transformer_layers, b.unet.up_transformer_layers, b.unet.heads));
    EXPECT_EQ(std::tie(a.unet.mid_transformer_layers, a.unet.context_width, a.unet.time_id_width, a.unet.addition_width),
              std::tie(b.unet.mid_transformer_layers, b.unet.context_width, b.unet.time_id_width, b.unet.addition_width));
    EXPECT_EQ(std::tie(a.unet.norm_groups, a.unet.linear_projection), std::tie(b.unet.norm_groups, b.unet.linear_projection));
    EXPECT_EQ(std::tie(a.vae.channels, a.vae.layers, a.vae.norm_groups, a.vae.scaling_factor),
              std::tie(b.vae.channels, b.vae.layers, b.vae.norm_groups, b.vae.scaling_factor));
    EXPECT_EQ(a.force_zeros_for_empty_prompt, b.force_zeros_for_empty_prompt);
}

class SingleFile : public testing::TestWithParam<DType> {};

TEST_P(SingleFile, OpensAsTheFolderItWasMadeOf) {
    const auto folder = test::open_sdxl(test::small_model_dir("tiny64"));
    ASSERT_TRUE(folder) << folder.error();
    const test::TempFolder place;
    const std::filesystem::path path = place / "tiny64.safetensors";
    test::write_single_file(path, GetParam());
    // A checkpoint with a vocabulary of its own brings its tokenizers beside it.
    for (const char* tokenizer : {"tokenizer", "tokenizer_2"}) {
        std::filesystem::create_directory_symlink(test::small_model_dir("tiny64") / tokenizer, place / tokenizer);
    }
    const auto single = test::open_sdxl(path);
    ASSERT_TRUE(single) << single.error();
    expect_same_configurations(*single, *folder);
    expect_same(*single->text_encoder_weights, *folder->text_encoder_weights, GetParam());
    expect_same(*single->text_encoder_2_weights, *folder->text_encoder_2_weights, GetParam());
    expect_same(*single->unet_weights, *folder->unet_weights, GetParam());
    expect_same(*single->vae_weights, *folder->vae_weights, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Types, SingleFile, testing::Values(DType::f32, DType::f16, DType::bf16),
                         [](const auto& test) { return std::string(dtype_name(test.param)); });

}  // namespace
}  // namespace imagelab
