#include "core/adapters/patched_weights.h"

#include <gtest/gtest.h>

#include "core/weights/convert.h"
#include "tests/adapters/adapter_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/small_models.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

const std::string layer = "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q",
                  kohya = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q",
                  sgm = "lora_unet_input_blocks_3_1_transformer_blocks_0_attn1_to_q";

naive::Tensors tensors_of(const NeededTensors& needed) {
    naive::Tensors tensors;
    float seed = 0;
    for (const auto& [name, shape] : needed) tensors[name] = host_tensor(shape, seed += 1);
    return tensors;
}

// A UNet and a second text encoder with numbers, the encoder's projection stored the other way round.
struct Model {
    UnetConfig config;
    naive::Tensors unet_tensors, text_tensors;
    std::shared_ptr<const HostWeights> unet, text;
    AdapterKeys keys;

    explicit Model(int channels = 4)
        : config(unet_config(channels)),
          unet_tensors(tensors_of(needed_tensors(unet_part({}, config)))),
          text_tensors(tensors_of(needed_tensors(clip_part("", {}, small_models().front().text_encoder_2)))),
          unet(std::make_shared<HostWeights>(unet_tensors, DType::f32)),
          text(std::make_shared<HostWeights>(text_tensors, DType::f32, std::set<std::string>{"text_projection.weight"})),
          keys(parts()) {}

    static UnetConfig unet_config(int channels) {
        UnetConfig config = small_models().front().unet;
        config.in_channels = channels;
        return config;
    }
    std::vector<AdapterComponent> parts() const { return {{"text_encoder_2", text.get()}, {"unet", unet.get()}}; }
};

naive::Tensors lora(const std::string& name, const Shape& weight, float seed, int64_t rank = 2) {
    const int64_t columns = element_count(weight) / weight[0];
    return {{name + ".lora_up.weight", host_tensor({weight[0], rank}, seed)},
            {name + ".lora_down.weight", host_tensor({rank, columns}, seed + 1)}};
}

std::shared_ptr<const AdapterFile> opened_file(const std::filesystem::path& path) {
    auto file = AdapterFile::open(path);
    EXPECT_TRUE(file.ok()) << (file ? "" : file.error());
    return file ? *file : nullptr;
}

// base + factor * up down.
void add_lora(naive::HostTensor& weight, const naive::Tensors& parts, const std::string& name, double factor) {
    const naive::HostTensor &up = parts.at(name + ".lora_up.weight"), &down = parts.at(name + ".lora_down.weight");
    const int64_t rows = up.shape[0], rank = up.shape[1], columns = down.shape[1];
    for (int64_t i = 0; i < rows * columns; ++i) {
        double sum = weight.values[static_cast<size_t>(i)];
        for (int64_t k = 0; k < rank; ++k)
            sum += factor * up.values[static_cast<size_t>(i / columns * rank + k)] *
                   down.values[static_cast<size_t>(k * columns + i % columns)];
        weight.values[static_cast<size_t>(i)] = static_cast<float>(sum);
    }
}

// Read in pieces that begin and end within rows.
naive::HostTensor read(const WeightMap& weights, const std::string& name, int64_t piece) {
    const TensorView& view = *weights.find(name);
    naive::HostTensor tensor{view.shape, std::vector<float>(static_cast<size_t>(element_count(view.shape)))};
    const auto count = static_cast<int64_t>(tensor.values.size());
    for (int64_t at = 0; at < count; at += piece) {
        EXPECT_TRUE(
            read_elements(view, at, std::min(piece, count - at), DType::f32, reinterpret_cast<std::byte*>(tensor.values.data() + at)));
    }
    return tensor;
}

std::string error_of(const Result<std::shared_ptr<const PatchedWeights>>& result) {
    return result ? "" : result.error();
}

TEST(PatchedWeights, SeveralAdaptersInOrderAndNothingElse) {
    const Model model;
    const TempFolder temp;
    const Shape shape = model.unet->find(layer + ".weight")->shape;
    naive::Tensors first = lora(kohya, shape, 1), second = lora(sgm, shape, 5, 3);
    first[kohya + ".alpha"] = {{}, {1}};
    const std::vector<AppliedAdapter> adapters{{opened_file(write_adapter(temp / "a.safetensors", first)), 0.7, 0.1},
                                               {opened_file(write_adapter(temp / "b.safetensors", second)), -0.5, 0.1}};
    const auto patched = PatchedWeights::make(model.unet, "unet", model.keys, adapters);
    ASSERT_TRUE(patched.ok()) << patched.error();
    naive::HostTensor expected = model.unet_tensors.at(layer + ".weight");
    add_lora(expected, first, kohya, 0.7 * 1 / 2);
    add_lora(expected, second, sgm, -0.5);
    for (const int64_t piece : {int64_t{7}, int64_t{1} << 20})
        EXPECT_LE(relative_error(read(**patched, layer + ".weight", piece), expected), 1e-6) << piece;
    EXPECT_EQ((*patched)->touched(), std::set<std::string>{layer + ".weight"});
    EXPECT_GT((*patched)->adapter_bytes(), 0u);
    for (const auto& [name, view] : (*patched)->tensors()) {
        if (name == layer + ".weight") continue;
        EXPECT_EQ(view.data, model.unet->find(name)->data) << name;
        EXPECT_EQ(view.source, nullptr) << name;
    }
    EXPECT_EQ((*patched)->find(layer + ".weight")->source->in_file().size(), 6u);
}

TEST(PatchedWeights, StrengthZeroIsTheBase) {
    const Model model;
    const TempFolder temp;
    const naive::Tensors parts = lora(kohya, model.unet->find(layer + ".weight")->shape, 1);
    const auto file = opened_file(write_adapter(temp / "a.safetensors", parts));
    const auto none = PatchedWeights::make(model.unet, "unet", model.keys, {{file, 0, 1}});
    ASSERT_TRUE(none.ok());
    EXPECT_TRUE((*none)->touched().empty());
    EXPECT_EQ((*none)->find(layer + ".weight")->data, model.unet->find(layer + ".weight")->data);
    BlockWeights blocks = *BlockWeights::parse("1,1,1,1,0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1");  // IN03
    EXPECT_TRUE((*PatchedWeights::make(model.unet, "unet", model.keys, {{file, 1, 1, blocks}}))->touched().empty());
    blocks = *BlockWeights::parse("0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0");
    EXPECT_EQ((*PatchedWeights::make(model.unet, "unet", model.keys, {{file, 1, 1, blocks}}))->touched().size(), 1u);
}

TEST(PatchedWeights, TransposedBase) {
    const Model model;
    const TempFolder temp;
    const std::string name = "lora_te2_text_projection", weight = "text_projection.weight";
    const naive::Tensors parts = lora(name, model.text->find(weight)->shape, 1);
    const auto file = opened_file(write_adapter(temp / "a.safetensors", parts));
    ASSERT_TRUE(model.text->find(weight)->transposed);
    const auto patched = PatchedWeights::make(model.text, "text_encoder_2", model.keys, {{file, 0.1, 0.7}});
    ASSERT_TRUE(patched.ok()) << patched.error();
    naive::HostTensor expected = model.text_tensors.at(weight);
    add_lora(expected, parts, name, 0.7);
    EXPECT_FALSE((*patched)->find(weight)->transposed);
    EXPECT_LE(relative_error(read(**patched, weight, 50), expected), 1e-6);
}

TEST(PatchedWeights, BiasAndNormAndBothSpellingsOnce) {
    const Model model;
    const TempFolder temp;
    const Shape shape = model.unet->find(layer + ".weight")->shape, bias = model.unet->find("conv_out.bias")->shape;
    naive::Tensors parts = lora(kohya, shape, 1), twice = lora(sgm, shape, 9);
    parts.merge(twice);
    parts["unet.conv_out.diff_b"] = host_tensor(bias, 4);
    parts["diffusion_model.out.0.w_norm"] = host_tensor(model.unet->find("conv_norm_out.weight")->shape, 4);
    parts[kohya + ".diff_b"] = host_tensor({shape[0]}, 2);  // to_q has no bias
    const auto file = opened_file(write_adapter(temp / "a.safetensors", parts));
    const auto patched = PatchedWeights::make(model.unet, "unet", model.keys, {{file, 1, 1}});
    ASSERT_TRUE(patched.ok()) << patched.error();
    EXPECT_EQ((*patched)->touched(), (std::set<std::string>{layer + ".weight", "conv_out.bias", "conv_norm_out.weight"}));
    naive::HostTensor expected = model.unet_tensors.at(layer + ".weight");
    add_lora(expected, parts, kohya, 1);
    EXPECT_LE(relative_error(read(**patched, layer + ".weight", 1 << 20), expected), 1e-6);
    const auto unplaced = unplaced_keys(*file, model.keys, model.parts());
    ASSERT_TRUE(unplaced.ok()) << unplaced.error();
    EXPECT_EQ(*unplaced, (std::vector<std::string>{kohya + ".diff_b", sgm + ".lora_down.weight", sgm + ".lora_up.weight"}));
}

TEST(PatchedWeights, FourChannelsOnAnInpaintingModel) {
    const Model model(9);
    const TempFolder temp;
    const int64_t out = model.unet->find("conv_in.weight")->shape[0];
    const naive::Tensors parts{{"lora_unet_conv_in.lora_up.weight", host_tensor({out, 2, 1, 1}, 1)},
                               {"lora_unet_conv_in.lora_down.weight", host_tensor({2, 4, 3, 3}, 2)}};
    const auto patched =
        PatchedWeights::make(model.unet, "unet", model.keys, {{opened_file(write_adapter(temp / "a.safetensors", parts)), 1, 1}});
    ASSERT_TRUE(patched.ok()) << patched.error();
    const naive::HostTensor base = model.unet_tensors.at("conv_in.weight"), found = read(**patched, "conv_in.weight", 1 << 20);
    for (size_t i = 0; i < base.values.size(); ++i) EXPECT_EQ(found.values[i] == base.values[i], i % 81 >= 36) << i;
}

TEST(PatchedWeights, AdaptersOfAnotherModelAreRefusedByName) {
    const Model model;
    const TempFolder temp;
    const std::string to_k = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";
    const int64_t rows = model.unet->find("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight")->shape[0];
    const auto sd1 = opened_file(write_adapter(temp / "sd1.safetensors", lora(to_k, {rows, 768}, 1)));
    const std::string error = error_of(PatchedWeights::make(model.unet, "unet", model.keys, {{sd1, 1, 1}}));
    EXPECT_NE(error.find("sd1.safetensors: tensor \"" + to_k + ".lora_"), std::string::npos) << error;
    EXPECT_NE(error.find("768 columns, expected"), std::string::npos) << error;
    EXPECT_NE(error.find("it was made for Stable Diffusion 1.x"), std::string::npos) << error;
    const auto flux = opened_file(write_adapter(temp / "flux.safetensors", lora("lora_unet_double_blocks_0_img_attn_qkv", {9, 4}, 1)));
    const auto unplaced = unplaced_keys(*flux, model.keys, model.parts());
    ASSERT_FALSE(unplaced.ok());
    EXPECT_NE(unplaced.error().find("none of its 1 modules is in this model"), std::string::npos) << unplaced.error();
    EXPECT_NE(unplaced.error().find("made for FLUX"), std::string::npos) << unplaced.error();
}

TEST(PatchedWeights, DamagedNumbersAreNamed) {
    const Model model;
    const TempFolder temp;
    naive::Tensors parts = lora(kohya, model.unet->find(layer + ".weight")->shape, 1);
    parts.at(kohya + ".lora_down.weight").values[3] = std::nanf("");
    const auto patched =
        PatchedWeights::make(model.unet, "unet", model.keys, {{opened_file(write_adapter(temp / "nan.safetensors", parts)), 1, 1}});
    ASSERT_TRUE(patched.ok());
    float value = 0;
    try {
        (*patched)->find(layer + ".weight")->source->read(0, 1, &value);
        FAIL() << "no error";
    } catch (const Error& trouble) {
        EXPECT_NE(std::string(trouble.what()).find("nan.safetensors: tensor \"" + kohya + ".lora_down.weight\" holds NaN"),
                  std::string::npos);
    }
}

TEST(BlockWeights, AsTheExtensionWritesThem) {
    const BlockWeights twelve = *BlockWeights::parse("0.5, 1,2,3,4,5,6,7,8,9,10,11");
    EXPECT_EQ(twelve.factor("text_encoder_2", ""), 0.5);
    EXPECT_EQ(twelve.factor("unet", "input_blocks.4.1.proj_in"), 1);
    EXPECT_EQ(twelve.factor("unet", "input_blocks.5.0.in_layers.2"), 2);
    EXPECT_EQ(twelve.factor("unet", "input_blocks.1.0.in_layers.2"), 0);  // has no value
    EXPECT_EQ(twelve.factor("unet", "middle_block.1.proj_in"), 5);
    EXPECT_EQ(twelve.factor("unet", "output_blocks.5.1.proj_in"), 11);
    EXPECT_EQ(twelve.factor("unet", "time_embed.0"), 1);
    const BlockWeights twenty = *BlockWeights::parse("0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19");
    EXPECT_EQ(twenty.factor("unet", "input_blocks.0.0"), 1);
    EXPECT_EQ(twenty.factor("unet", "output_blocks.8.0.in_layers.2"), 19);
    EXPECT_EQ(BlockWeights().factor("unet", "middle_block.1"), 1);
    EXPECT_NE(BlockWeights::parse("1,2,3").error().find("3 values, expected 12 or 20"), std::string::npos);
    EXPECT_FALSE(BlockWeights::parse("1,x").ok());
}

}  // namespace
}  // namespace imagelab::test
