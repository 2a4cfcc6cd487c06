#include "core/families/model_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/weights/detect.h"
#include "core/weights/keys_sdxl.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden_dir.h"
#include "tests/support/inpaint_model.h"
#include "tests/support/ldm_checkpoint.h"
#include "tests/support/opened.h"
#include "tests/support/shape_models.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using test::bytes_of;
using test::golden_dir;
using test::TempFolder;

fs::path copy_of(const std::string& golden, const TempFolder& folder) {
    fs::create_directories(folder / golden);
    for (const auto& entry : fs::directory_iterator(golden_dir() / golden)) {  // the model, not the pictures it made
        if (entry.is_directory() || entry.path().filename() == "model_index.json") {
            fs::copy(entry.path(), folder / golden / entry.path().filename(), fs::copy_options::recursive);
        }
    }
    return folder / golden;
}

std::string failure_of(const fs::path& path) {
    const Result<SdxlFiles> opened = test::open_sdxl(path);
    return opened ? "opened" : opened.error();
}

void expect_says(const std::string& said, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) EXPECT_NE(said.find(part), std::string::npos) << said << "\nlacks: " << part;
}

void edit_json(const fs::path& path, const std::function<void(nlohmann::json&)>& edit) {
    nlohmann::json value = nlohmann::json::parse(std::ifstream(path));
    edit(value);
    std::ofstream(path) << value;
}

void edit_weights(const fs::path& path, const std::function<void(TensorViews&)>& edit) {
    Result<OpenedWeights> opened = open_weight_file(path);
    edit(opened->tensors);
    write_safetensors(path.string() + ".new", opened->tensors);
    fs::rename(path.string() + ".new", path);
}

void expect_same(const TensorViews& found, const TensorViews& expected) {
    for (const auto& [name, view] : expected) {
        const auto it = found.find(name);
        ASSERT_NE(it, found.end()) << name;
        EXPECT_EQ(it->second.shape, view.shape) << name;
        EXPECT_EQ(it->second.dtype, view.dtype) << name;
        EXPECT_EQ(bytes_of(it->second), bytes_of(view)) << name;
    }
    for (const auto& [name, view] : found) EXPECT_TRUE(expected.contains(name)) << name;
}

class Golden : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Models, Golden, testing::Values("tiny64", "odd", "h16"));

TEST_P(Golden, FolderOpensWithTheConfigurationItsFilesState) {
    const fs::path folder = golden_dir() / GetParam();
    const Result<SdxlFiles> opened = test::open_sdxl(folder);
    ASSERT_TRUE(opened) << opened.error();
    const auto read = [&](const char* part) { return nlohmann::json::parse(std::ifstream(folder / part)); };
    const nlohmann::json unet = read("unet/config.json"), vae = read("vae/config.json"), text = read("text_encoder/config.json"),
                         text_2 = read("text_encoder_2/config.json");
    const UnetConfig& found = opened->unet;
    const size_t levels = found.channels.size();
    EXPECT_EQ(nlohmann::json(found.channels), unet["block_out_channels"]);
    EXPECT_EQ(nlohmann::json(found.heads), unet["attention_head_dim"]);
    EXPECT_EQ(found.norm_groups, unet["norm_num_groups"]);
    EXPECT_EQ(found.context_width, unet["cross_attention_dim"]);
    EXPECT_EQ(found.addition_width, unet["projection_class_embeddings_input_dim"]);
    EXPECT_EQ(found.time_id_width, unet["addition_time_embed_dim"]);
    EXPECT_EQ(found.linear_projection, unet["use_linear_projection"]);
    EXPECT_EQ(found.mid_transformer_layers, unet["transformer_layers_per_block"].back());
    for (size_t i = 0; i < levels; ++i) {
        const size_t mirror = levels - 1 - i;
        EXPECT_EQ(found.layers[i], unet["layers_per_block"].is_array() ? unet["layers_per_block"][i] : unet["layers_per_block"]);
        const int down = unet["down_block_types"][i] == "DownBlock2D" ? 0 : unet["transformer_layers_per_block"][i].get<int>();
        EXPECT_EQ(found.down_transformer_layers[i], std::vector<int>(static_cast<size_t>(found.layers[i]), down));
        const nlohmann::json& up = unet["reverse_transformer_layers_per_block"];
        const int above =
            unet["up_block_types"][i] == "UpBlock2D" ? 0 : (up.is_null() ? unet["transformer_layers_per_block"][mirror] : up[i]).get<int>();
        EXPECT_EQ(found.up_transformer_layers[i], std::vector<int>(static_cast<size_t>(found.layers[mirror]) + 1, above));
    }
    EXPECT_EQ(nlohmann::json(opened->vae.channels), vae["block_out_channels"]);
    EXPECT_EQ(opened->vae.layers, vae["layers_per_block"]);
    EXPECT_EQ(opened->vae.norm_groups, vae["norm_num_groups"]);
    EXPECT_FLOAT_EQ(opened->vae.scaling_factor, vae["scaling_factor"].get<float>());
    for (const auto& [clip, config] : {std::pair(opened->text_encoder, text), std::pair(opened->text_encoder_2, text_2)}) {
        EXPECT_EQ(clip.vocab_size, config["vocab_size"]);
        EXPECT_EQ(clip.width, config["hidden_size"]);
        EXPECT_EQ(clip.layers, config["num_hidden_layers"]);
        EXPECT_EQ(clip.heads, config["num_attention_heads"]);
        EXPECT_EQ(clip.mlp_width, config["intermediate_size"]);
        EXPECT_EQ(clip.eos_token, config["eos_token_id"] == 2 ? clip.vocab_size - 1 : config["eos_token_id"].get<int>());
    }
    EXPECT_EQ(opened->text_encoder.projection_width, 0);
    EXPECT_EQ(opened->text_encoder_2.projection_width, text_2["projection_dim"]);
    EXPECT_EQ(opened->text_encoder.activation, ClipTextConfig::Activation::quick_gelu);
    EXPECT_EQ(opened->text_encoder_2.activation, ClipTextConfig::Activation::gelu);
    EXPECT_EQ(opened->text_encoder.pad_token, opened->text_encoder.vocab_size - 1);  // "<|endoftext|>" and "!", as SDXL's tokenizers
    EXPECT_EQ(opened->text_encoder_2.pad_token, 0);
    EXPECT_EQ(opened->tokenizer_dir, folder / "tokenizer");
    EXPECT_EQ(opened->tokenizer_2_dir, folder / "tokenizer_2");
    EXPECT_EQ(opened->force_zeros_for_empty_prompt, read("model_index.json")["force_zeros_for_empty_prompt"]);
    EXPECT_EQ(opened->name, GetParam());
    EXPECT_EQ(opened->layout, "diffusers folder");
    EXPECT_EQ(opened->noise.betas, NoiseScheduleConfig::Betas::scaled_linear);
    EXPECT_EQ(opened->noise.timestep_spacing, NoiseScheduleConfig::TimestepSpacing::leading);
    EXPECT_EQ(opened->noise.steps_offset, 1);
    EXPECT_EQ(opened->noise.set_alpha_to_one, false);
}

TEST_P(Golden, SingleFileGivesTheSameNamesShapesAndBytes) {
    const Result<SdxlFiles> folder = test::open_sdxl(golden_dir() / GetParam());
    ASSERT_TRUE(folder) << folder.error();
    test::Gathered checkpoint = test::ldm_checkpoint(*folder);
    const std::vector<int64_t> ids(77);
    checkpoint.views["conditioner.embedders.0.transformer.text_model.embeddings.position_ids"] = {
        DType::i64, {1, 77}, reinterpret_cast<const std::byte*>(ids.data())};
    checkpoint.views["conditioner.embedders.1.model.logit_scale"] = {DType::f32, {}, reinterpret_cast<const std::byte*>(ids.data())};
    checkpoint.views["denoiser.sigmas"] = {DType::f32, {10}, reinterpret_cast<const std::byte*>(ids.data())};
    const TempFolder temp;
    write_safetensors(temp / "m.safetensors", checkpoint.views);
    const Result<OpenedWeights> file = open_weight_file(temp / "m.safetensors");
    ASSERT_TRUE(file) << file.error();
    const SdxlTensors parts = split_sdxl_single_file(file->tensors);
    expect_same(parts.unet, folder->unet_weights->tensors());
    expect_same(parts.vae, folder->vae_weights->tensors());
    expect_same(parts.text_encoder, folder->text_encoder_weights->tensors());
    expect_same(parts.text_encoder_2, folder->text_encoder_2_weights->tensors());
    EXPECT_TRUE(parts.text_encoder_2.at("text_projection.weight").transposed);
    for (const auto& [name, view] : parts.unet) ASSERT_TRUE(file->files.front()->holds(view.data)) << name;  // a view, no copy
}

TEST(OwnVae, StandsInForOneThatIsMissing) {
    const TempFolder temp;
    const fs::path folder = copy_of("tiny64", temp);
    test::Gathered checkpoint = test::ldm_checkpoint(test::open_sdxl(folder).value());
    std::erase_if(checkpoint.views, [](const auto& item) { return item.first.starts_with("first_stage_model."); });
    write_safetensors(folder / "no-vae.safetensors", checkpoint.views);
    expect_says(failure_of(folder / "no-vae.safetensors"), {"has no VAE", "--vae"});
    const Result<SdxlFiles> file = test::open_sdxl(folder / "no-vae.safetensors", folder / "vae");
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ(file->vae_path, folder / "vae");
    const Result<SdxlFiles> whole = test::open_sdxl(folder);
    fs::rename(folder / "vae", temp / "elsewhere");
    const Result<SdxlFiles> parts = test::open_sdxl(folder, temp / "elsewhere");
    ASSERT_TRUE(parts) << parts.error();
    expect_same(parts->vae_weights->tensors(), whole->vae_weights->tensors());
}

TEST(OwnVae, FolderAndBothNamingsOfAFileTakeTheModelsPlace) {
    const TempFolder temp;
    const fs::path model = golden_dir() / "tiny64", vae = model / "vae";
    const Result<SdxlFiles> plain = test::open_sdxl(model), folder = test::open_sdxl(model, vae), whole = test::open_sdxl(model, model);
    ASSERT_TRUE(folder) << folder.error();
    ASSERT_TRUE(whole) << whole.error();
    EXPECT_TRUE(plain->vae_path.empty());
    EXPECT_EQ(folder->vae_path, vae);
    expect_same(folder->vae_weights->tensors(), plain->vae_weights->tensors());
    const test::Gathered original = test::ldm_checkpoint(*plain);
    TensorViews bare;
    for (const auto& [name, view] : original.views)
        if (const std::string prefix = "first_stage_model."; name.starts_with(prefix)) bare[name.substr(prefix.size())] = view;
    ASSERT_FALSE(bare.empty());
    write_safetensors(temp / "bare.safetensors", bare);
    write_safetensors(temp / "diffusers.safetensors", plain->vae_weights->tensors());
    for (const char* name : {"bare.safetensors", "diffusers.safetensors"}) {
        const Result<SdxlFiles> opened = test::open_sdxl(model, temp / name);
        // Without a config.json the groups are SDXL's 32, which these small levels may not divide into: then that is what is said.
        if (!opened) {
            EXPECT_NE(opened.error().find("32 groups"), std::string::npos) << opened.error();
            fs::copy_file(vae / "config.json", (temp / name).replace_extension(".json"), fs::copy_options::overwrite_existing);
        }
        const Result<SdxlFiles> again = test::open_sdxl(model, temp / name);
        ASSERT_TRUE(again) << again.error();
        expect_same(again->vae_weights->tensors(), plain->vae_weights->tensors());
    }
    EXPECT_FALSE(test::open_sdxl(model, temp / "none.safetensors"));
    EXPECT_FALSE(test::open_sdxl(model, model / "unet")) << "no VAE";
}

TEST(SingleFile, OpensWithTheConfigurationOfItsShapes) {
    const TempFolder temp;
    const fs::path folder = copy_of("tiny64", temp);
    const Result<SdxlFiles> from_folder = test::open_sdxl(folder);
    ASSERT_TRUE(from_folder) << from_folder.error();
    write_safetensors(folder / "model.safetensors", test::ldm_checkpoint(*from_folder).views);  // beside the folder's tokenizers
    const Result<SdxlFiles> opened = test::open_sdxl(folder / "model.safetensors");
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ(opened->layout, "single file");
    EXPECT_EQ(opened->name, "model");
    const UnetConfig &unet = opened->unet, &expected = from_folder->unet;
    EXPECT_EQ(unet.channels, expected.channels);
    EXPECT_EQ(unet.layers, expected.layers);
    EXPECT_EQ(unet.heads, expected.heads);
    EXPECT_EQ(unet.down_transformer_layers, expected.down_transformer_layers);
    EXPECT_EQ(unet.up_transformer_layers, expected.up_transformer_layers);
    EXPECT_EQ(unet.time_id_width, expected.time_id_width);
    EXPECT_EQ(opened->text_encoder.heads, from_folder->text_encoder.heads);
    EXPECT_EQ(opened->text_encoder_2.heads, from_folder->text_encoder_2.heads);
    EXPECT_EQ(opened->text_encoder_2.activation, ClipTextConfig::Activation::gelu);
    EXPECT_EQ(opened->text_encoder.pad_token, from_folder->text_encoder.pad_token);
    EXPECT_EQ(opened->text_encoder_2.pad_token, 0);
    EXPECT_FLOAT_EQ(opened->vae.scaling_factor, 0.13025f);
    EXPECT_TRUE(opened->force_zeros_for_empty_prompt);
    EXPECT_EQ(opened->noise.prediction, NoiseScheduleConfig::Prediction::epsilon);

    edit_weights(folder / "model.safetensors", [](TensorViews& tensors) {
        tensors["v_pred"] = {DType::f32, {0}, nullptr};
        tensors["ztsnr"] = {DType::f32, {0}, nullptr};
    });
    const Result<SdxlFiles> marked = test::open_sdxl(folder / "model.safetensors");
    ASSERT_TRUE(marked) << marked.error();
    EXPECT_EQ(marked->noise.prediction, NoiseScheduleConfig::Prediction::v_prediction);
    EXPECT_TRUE(marked->noise.rescale_betas_zero_snr);

    fs::remove_all(folder / "tokenizer");
    expect_says(failure_of(folder / "model.safetensors"), {"tokenizer", "vocab.json", "49408"});
}

TEST(SingleFile, VPredictionIsKnownByMetadataBesideAndByName) {
    const TempFolder temp;
    const fs::path folder = copy_of("tiny64", temp);
    const auto noise = [&](const char* name, const std::map<std::string, std::string>& metadata) {
        write_safetensors(folder / name, test::ldm_checkpoint(test::open_sdxl(folder).value()).views, metadata);
        return test::open_sdxl(folder / name).value().noise;
    };
    using Prediction = NoiseScheduleConfig::Prediction;
    EXPECT_EQ(noise("a.safetensors", {}).prediction, Prediction::epsilon);
    EXPECT_EQ(noise("a.safetensors", {{"modelspec.prediction_type", "v"}}).prediction, Prediction::v_prediction);
    EXPECT_TRUE(noise("a.safetensors", {{"ss_zero_terminal_snr", "True"}}).rescale_betas_zero_snr);
    EXPECT_EQ(noise("NoobAI-XL-Vpred-v1.0.safetensors", {}).prediction, Prediction::v_prediction);
    EXPECT_EQ(noise("NoobAI-XL-Vpred-v1.0.safetensors", {{"modelspec.prediction_type", "epsilon"}}).prediction, Prediction::epsilon);
    test::write_file(folder / "a.yaml", "model:\n  params:\n    parameterization: \"v\"\n");
    EXPECT_EQ(noise("a.safetensors", {}).prediction, Prediction::v_prediction);
}

TEST(SingleFile, WhatShapesCannotTellIsSaid) {
    const TempFolder temp;
    for (const char* name : {"h16", "odd"}) {
        const Result<SdxlFiles> folder = test::open_sdxl(golden_dir() / name);
        ASSERT_TRUE(folder) << folder.error();
        write_safetensors(temp / "m.safetensors", test::ldm_checkpoint(*folder).views);
        expect_says(failure_of(temp / "m.safetensors"), {"m.safetensors", "head size", "config.json"});
        try {
            detect_vae(*folder->vae_weights, {});
            ADD_FAILURE() << "a VAE of " << folder->vae.channels[0] << " channels has no 32 groups";
        } catch (const Error& trouble) {
            expect_says(trouble.what(), {"32 groups", "config.json"});
        }
    }
}

// Names and shapes as published, in a file with a hole for the 6.9 GB of weights.
TEST(SingleFile, PublishedSdxlOpensInMillisecondsFromItsHeader) {
    const UnetConfig unet;
    const VaeConfig vae;
    const ClipTextConfig first, second{.width = 1280,
                                       .layers = 32,
                                       .heads = 20,
                                       .mlp_width = 5120,
                                       .projection_width = 1280,
                                       .activation = ClipTextConfig::Activation::gelu};
    const auto parameters = [](const NeededTensors& tensors) {
        int64_t total = 0;
        for (const auto& [name, shape] : tensors) total += element_count(shape);
        return total;
    };
    EXPECT_EQ(parameters(test::needed_tensors(unet)), 2567463684);  // the published counts
    EXPECT_EQ(parameters(test::needed_tensors(vae)), 49490199 + 34163664);
    EXPECT_EQ(parameters(test::needed_tensors(first)), 123060480);
    EXPECT_EQ(parameters(test::needed_tensors(second)), 694659840);

    nlohmann::json header;
    int64_t position = 0;
    for (const auto& part : {test::ldm_unet(unet), test::ldm_vae(vae), test::ldm_clip(first), test::ldm_open_clip(second)}) {
        for (const auto& [name, tensor] : part) {
            const int64_t end = position + 2 * element_count(tensor.shape);
            header[name] = {{"dtype", "F16"}, {"shape", tensor.shape}, {"data_offsets", {position, end}}};
            position = end;
        }
    }
    const std::string text = header.dump();
    std::string bytes(8, '\0');
    const uint64_t length = text.size();
    std::memcpy(bytes.data(), &length, 8);
    const TempFolder temp;
    const fs::path path = test::write_file(temp / "sd_xl_base_1.0.safetensors", bytes + text);
    if (::truncate(path.c_str(), static_cast<off_t>(8 + text.size() + static_cast<size_t>(position))) != 0)
        GTEST_SKIP() << "no sparse files here";

    const auto begin = std::clock();  // of the processor: others on it do not count
    const Result<SdxlFiles> opened = test::open_sdxl(path);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_LT(seconds, 2.0);
    RecordProperty("open_ms", std::to_string(seconds * 1e3));
    EXPECT_EQ(opened->unet.channels, unet.channels);
    EXPECT_EQ(opened->unet.layers, unet.layers);
    EXPECT_EQ(opened->unet.heads, unet.heads);
    EXPECT_EQ(opened->unet.down_transformer_layers, unet.down_transformer_layers);
    EXPECT_EQ(opened->unet.up_transformer_layers, unet.up_transformer_layers);
    EXPECT_EQ(opened->unet.mid_transformer_layers, 10);
    EXPECT_EQ(opened->unet.context_width, 2048);
    EXPECT_EQ(opened->unet.addition_width, 2816);
    EXPECT_EQ(opened->unet.time_id_width, 256);
    EXPECT_TRUE(opened->unet.linear_projection);
    EXPECT_EQ(opened->vae.channels, vae.channels);
    EXPECT_EQ(opened->vae.layers, 2);
    EXPECT_EQ(opened->text_encoder.heads, 12);
    EXPECT_EQ(opened->text_encoder.eos_token, 49407);
    EXPECT_EQ(opened->text_encoder.pad_token, 49407);
    EXPECT_EQ(opened->text_encoder_2.heads, 20);
    EXPECT_EQ(opened->text_encoder_2.layers, 32);
    EXPECT_EQ(opened->text_encoder_2.projection_width, 1280);
    EXPECT_EQ(opened->text_encoder_2.pad_token, 0);
    EXPECT_TRUE(opened->tokenizer_dir.empty());
}

// SSD-1B and Vega (one resnet in the middle, other depths in each attention), KOALA-700M (no middle at all): shapes tell all of it.
TEST(ModelFolder, DistilledRelativesAreKnownByTheirShapes) {
    UnetConfig ssd, koala;
    ssd.down_transformer_layers = {{0, 0}, {2, 2}, {4, 4}}, ssd.up_transformer_layers = {{4, 4, 10}, {2, 1, 1}, {0, 0, 0}};
    ssd.mid_transformer_layers = 0, ssd.mid_resnets = 1;
    koala.layers = {1, 1, 1}, koala.down_transformer_layers = {{0}, {2}, {5}}, koala.up_transformer_layers = {{5, 5}, {2, 2}, {0, 0}};
    koala.mid_transformer_layers = 0, koala.mid_resnets = 0;
    const TempFolder temp;
    for (const UnetConfig& expected : {ssd, koala}) {
        test::write_sdxl_shapes(temp.path());
        test::write_shapes(temp / "unet/diffusion_pytorch_model.safetensors", test::needed_tensors(expected), DType::f16);
        const Result<SdxlFiles> opened = test::open_sdxl(temp.path());
        ASSERT_TRUE(opened) << opened.error();
        const UnetConfig& found = opened->unet;
        EXPECT_EQ(found.layers, expected.layers);
        EXPECT_EQ(found.down_transformer_layers, expected.down_transformer_layers);
        EXPECT_EQ(found.up_transformer_layers, expected.up_transformer_layers);
        EXPECT_EQ(found.mid_resnets, expected.mid_resnets);
        EXPECT_EQ(found.mid_transformer_layers, 0);
    }
}

TEST(SingleFile, InpaintingModelsAreKnownByNineChannels) {
    const TempFolder temp;
    const fs::path folder = copy_of("tiny64", temp);
    test::write_inpaint_unet(folder / "unet");
    const auto model = test::open_sdxl(folder);
    ASSERT_TRUE(model) << model.error();
    EXPECT_EQ(model->unet.in_channels, 9);
    EXPECT_TRUE(model->reads_mask());
    EXPECT_EQ(model->kind(), "sdxl-inpainting");
    write_safetensors(temp / "m.safetensors", test::ldm_checkpoint(*model).views);
    fs::copy(folder / "tokenizer", temp / "tokenizer");
    fs::copy(folder / "tokenizer_2", temp / "tokenizer_2");
    const auto single = test::open_sdxl(temp / "m.safetensors");
    ASSERT_TRUE(single) << single.error();
    EXPECT_EQ(single->kind(), "sdxl-inpainting");
    EXPECT_FALSE(test::open_sdxl(golden_dir() / "tiny64")->reads_mask());
}

TEST(SingleFile, OtherKindsAreNamed) {
    const TempFolder temp;
    const float zero[16] = {};
    const auto said = [&](const std::map<std::string, Shape>& tensors) {
        TensorViews views;
        for (const auto& [name, shape] : tensors) views[name] = {DType::u8, shape, reinterpret_cast<const std::byte*>(zero)};
        write_safetensors(temp / "m.safetensors", views);
        return failure_of(temp / "m.safetensors");
    };
    const std::string unet = "model.diffusion_model.input_blocks.0.0.weight", vae = "first_stage_model.decoder.conv_in.weight";
    expect_says(said({{"cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", {1}}, {unet, {1}}, {vae, {1}}}),
                {"Stable Diffusion 1.x", "Image Lab runs SDXL"});
    expect_says(said({{"cond_stage_model.model.ln_final.bias", {1}}, {unet, {1}}, {vae, {1}}}), {"Stable Diffusion 2.x"});
    expect_says(said({{"model.diffusion_model.joint_blocks.0.x_block.mlp.fc1.weight", {1}}}), {"Stable Diffusion 3"});
    expect_says(said({{"double_blocks.0.img_attn.qkv.weight", {1}}}), {"Flux"});
    expect_says(said({{"lora_unet_input_blocks_4_1_proj_in.lora_down.weight", {1}}}), {"LoRA"});
    expect_says(said({{"unet.down_blocks.1.attentions.0.proj_in.lora_A.weight", {1}}}), {"LoRA"});
    expect_says(said({{"control_model.time_embed.0.weight", {1}}}), {"ControlNet"});
    expect_says(said({{"controlnet_cond_embedding.conv_in.weight", {1}}, {"down_blocks.0.resnets.0.conv1.weight", {1}}}), {"ControlNet"});
    expect_says(said({{"encoder.conv_in.weight", {1}}, {"decoder.conv_in.weight", {1}}}), {"VAE alone"});
    expect_says(said({{"first_stage_model.decoder.conv_in.weight", {1}}}), {"VAE alone"});
    expect_says(said({{"down_blocks.0.resnets.0.conv1.weight", {1}}, {"time_embedding.linear_1.weight", {1}}}), {"lone UNet"});
    expect_says(said({{unet, {1}}}), {"lone UNet"});
    expect_says(said({{"text_model.final_layer_norm.weight", {1}}}), {"text encoder"});
    expect_says(said({{"clip_g", {1}}, {"clip_l", {1}}}), {"textual inversion"});
    expect_says(said({{unet, {1, 8, 1, 1}}, {"conditioner.embedders.1.model.ln_final.bias", {1}}}), {"by instruction", "8 channels"});
    expect_says(said({{unet, {1, 4, 1, 1}}, {"conditioner.embedders.1.model.ln_final.bias", {1}}}), {"no VAE"});
    for (const char* left : {"cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", "lora_te1.alpha"})
        expect_says(said({{unet, {1, 4, 1, 1}}, {"conditioner.embedders.1.model.ln_final.bias", {1}}, {left, {1}}}), {"no VAE"});
    expect_says(said({{unet, {1, 4, 1, 1}}, {"conditioner.embedders.1.model.ln_final.bias", {1}}, {"edm_vpred.sigma_max", {1}}}),
                {"CosXL"});
    expect_says(said({{unet, {1, 4, 1, 1}}, {"conditioner.embedders.1.model.ln_final.bias", {1}}, {"edm_mean", {1}}}), {"Playground"});
    expect_says(said({{"nothing.known", {1}}}), {"no model that Image Lab knows", "\"nothing.known\""});
    expect_says(said({}), {"no tensors"});
    expect_says(failure_of(test::write_file(temp / "m.gguf", std::string("GGUF\3\0\0\0", 8) + std::string(64, '\0'))), {"no tensors"});
    expect_says(failure_of(test::write_file(temp / "m.ckpt", std::string("PK\3\4", 4) + std::string(64, '\0'))),
                {"archive has no directory", "cut short"});
    expect_says(failure_of(temp / "absent.safetensors"), {"no such file"});
    expect_says(failure_of(""), {"no model"});
}

TEST(SingleFile, DtypesThatAreNotReadAreNamed) {
    const TempFolder temp;
    const std::string header = R"({"model.diffusion_model.out.0.weight":{"dtype":"F8_E8M0","shape":[8],"data_offsets":[0,8]}})";
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    expect_says(failure_of(test::write_file(temp / "m.safetensors", bytes + header + std::string(8, '\0'))),
                {"model.diffusion_model.out.0.weight", "F8_E8M0", "F16"});
}

TEST(Folder, OlderFilesAndVariants) {
    const TempFolder temp;
    const fs::path folder = copy_of("tiny64", temp);
    const Result<SdxlFiles> original = test::open_sdxl(golden_dir() / "tiny64");
    ASSERT_TRUE(original) << original.error();
    edit_weights(folder / "vae/diffusion_pytorch_model.safetensors", [](TensorViews& tensors) {
        TensorViews old;
        for (const auto& [key, value] : tensors) {
            std::string name = key;
            TensorView view = value;
            for (const auto& [from, to] :
                 {std::pair("to_q", "query"), std::pair("to_k", "key"), std::pair("to_v", "value"), std::pair("to_out.0", "proj_attn")}) {
                const size_t at = name.find(from);
                if (at == name.npos || name.find("attentions.0") == name.npos) continue;
                name.replace(at, std::strlen(from), to);
                if (view.shape.size() == 2) view.shape.insert(view.shape.end(), {1, 1});
            }
            old[name] = view;
        }
        tensors = old;
    });
    edit_weights(folder / "text_encoder/model.safetensors", [](TensorViews& tensors) {
        TensorViews bare;
        for (const auto& [name, view] : tensors) bare[name.starts_with("text_model.") ? name.substr(11) : name] = view;
        tensors = bare;
    });
    fs::rename(folder / "unet/diffusion_pytorch_model.safetensors", folder / "unet/diffusion_pytorch_model.fp16.safetensors");
    const Result<SdxlFiles> opened = test::open_sdxl(folder / "model_index.json");
    ASSERT_TRUE(opened) << opened.error();
    expect_same(opened->vae_weights->tensors(), original->vae_weights->tensors());
    expect_same(opened->text_encoder_weights->tensors(), original->text_encoder_weights->tensors());
    expect_same(opened->unet_weights->tensors(), original->unet_weights->tensors());
}

// What is said of a copy of tiny64 after `damage`.
void broken(const std::function<void(const fs::path&)>& damage, const std::vector<std::string>& parts) {
    const TempFolder own;
    const fs::path folder = copy_of("tiny64", own);
    damage(folder);
    expect_says(failure_of(folder), parts);
}
std::function<void(const fs::path&)> in_unet(std::function<void(TensorViews&)> edit) {
    return [=](const fs::path& f) { edit_weights(f / "unet/diffusion_pytorch_model.safetensors", edit); };
}
std::function<void(const fs::path&)> in_json(const char* file, std::function<void(nlohmann::json&)> edit) {
    return [=](const fs::path& f) { edit_json(f / file, edit); };
}

TEST(Folder, MissingFilesAreNamed) {
    const TempFolder temp;
    expect_says(failure_of(temp.path()), {"model_index.json", "expected a diffusers folder"});
    broken([](const fs::path& f) { fs::remove_all(f / "text_encoder_2"); }, {"the folder text_encoder_2 is missing"});
    broken([](const fs::path& f) { fs::remove_all(f / "vae"); }, {"the folder vae is missing"});
    broken([](const fs::path& f) { fs::remove_all(f / "scheduler"); }, {"scheduler_config.json is missing"});
    broken([](const fs::path& f) { fs::remove(f / "unet/config.json"); }, {"config.json", "no such file"});
    broken([](const fs::path& f) { fs::remove(f / "unet/diffusion_pytorch_model.safetensors"); },
           {"unet: diffusion_pytorch_model.safetensors is missing"});
    broken([](const fs::path& f) { fs::remove(f / "tokenizer/vocab.json"); }, {"tokenizer: vocab.json"});
    broken([](const fs::path& f) { test::write_file(f / "unet/config.json", std::string(200000, '[')); },
           {"unet/config.json: it nests deeper than 128 levels"});
    broken([](const fs::path& f) { fs::resize_file(f / "vae/diffusion_pytorch_model.safetensors", 100000); },
           {"vae/diffusion_pytorch_model.safetensors", "still downloading?"});
}

TEST(Folder, WrongTensorsAreNamedWithFoundAndExpected) {
    const std::string bias = "up_blocks.0.resnets.1.conv2.bias";
    broken(in_unet([&](TensorViews& t) { t.erase(bias); }),
           {"unet/diffusion_pytorch_model.safetensors: tensor \"" + bias + "\" is missing, expected shape [64]"});
    broken(in_unet([&](TensorViews& t) { t[bias].shape = {32, 2}; }), {"tensor \"" + bias + "\" has shape [32, 2], expected [64]"});
    broken(in_unet([&](TensorViews& t) { t[bias].dtype = DType::u8; }), {"tensor \"" + bias + "\" is stored as u8"});
    broken(in_unet([&](TensorViews& t) { t["time_embedding.cond_proj.weight"] = t[bias]; }),
           {"time_embedding.cond_proj.weight", "does not run"});
    broken(in_unet([&](TensorViews& t) { t["conv_in.weight"].shape = {0, 4, 3, 3}; }), {"conv_in.weight"});
    broken(in_unet([&](TensorViews& t) {
               t.erase("add_embedding.linear_1.weight"), t.erase("add_embedding.linear_1.bias"), t.erase("add_embedding.linear_2.weight"),
                   t.erase("add_embedding.linear_2.bias");
           }),
           {"add_embedding", "not a UNet of SDXL"});
}

TEST(Folder, ConfigurationsThatContradictAreNamed) {
    broken(in_json("unet/config.json", [](auto& j) { j["norm_num_groups"] = 0; }),
           {"unet/config.json: \"norm_num_groups\" is 0, expected a whole number from 1"});
    broken(in_json("unet/config.json", [](auto& j) { j["norm_num_groups"] = "x"; }), {"\"norm_num_groups\" is \"x\""});
    broken(in_json("unet/config.json", [](auto& j) { j["norm_num_groups"] = 24; }), {"do not divide into 24 groups"});
    broken(in_json("unet/config.json", [](auto& j) { j["attention_head_dim"] = 3; }), {"64 channels", "3 attention heads"});
    broken(in_json("unet/config.json",
                   [](auto& j) {
                       j["attention_head_dim"] = {1, -2};
                   }),
           {"\"attention_head_dim\" is [1,-2]", "a list of 2"});
    broken(in_json("unet/config.json",
                   [](auto& j) {
                       j["block_out_channels"] = {32, 96};
                   }),
           {"[32,64]", "says block_out_channels [32,96]"});
    broken(in_json("unet/config.json", [](auto& j) { j["resnet_time_scale_shift"] = "scale_shift"; }),
           {"\"resnet_time_scale_shift\" is \"scale_shift\"", "expected \"default\""});
    broken(in_json("unet/config.json", [](auto& j) { j["addition_time_embed_dim"] = 8; }), {"add_embedding.linear_1.weight"});
    broken(in_json("vae/config.json", [](auto& j) { j["latents_mean"] = {0, 0, 0, 0}; }), {"latents_mean", "expected null"});
    broken(in_json("text_encoder/config.json", [](auto& j) { j["hidden_act"] = "relu"; }), {"hidden_act", "relu"});
    broken(in_json("text_encoder/config.json", [](auto& j) { j["num_attention_heads"] = 7; }), {"64 wide", "7 heads"});
    broken(in_json("scheduler/scheduler_config.json", [](auto& j) { j["prediction_type"] = "flow"; }),
           {"scheduler_config.json", "prediction_type", "flow", "v_prediction"});
    broken(in_json("scheduler/scheduler_config.json", [](auto& j) { j["beta_end"] = 1.5; }), {"beta_end"});
    broken(in_json("tokenizer/special_tokens_map.json", [](auto& j) { j["pad_token"] = "<nope>"; }),
           {"padding token \"<nope>\" is not in vocab.json"});
    broken(in_json("model_index.json", [](auto& j) { j["_class_name"] = "StableDiffusionPipeline"; }), {"Stable Diffusion 1.x or 2.x"});
    broken(in_json("model_index.json", [](auto& j) { j["_class_name"] = "FluxPipeline"; }), {"Flux"});
    broken(in_json("model_index.json", [](auto& j) { j["text_encoder"] = {nullptr, nullptr}; }), {"attends to text 192 wide", "give 128"});
    broken(
        [](const fs::path& f) {
            fs::copy_file(f / "text_encoder/model.safetensors", f / "text_encoder_2/model.safetensors",
                          fs::copy_options::overwrite_existing);
        },
        {"text_projection.weight"});
}

}  // namespace
}  // namespace imagelab
