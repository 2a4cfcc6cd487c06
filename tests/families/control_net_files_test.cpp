// ControlNets on the disk: both layouts, pickles, names of the library, what is none.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "core/families/control_net_files.h"
#include "core/families/model_files.h"
#include "core/library/model_file.h"
#include "core/library/network_paths.h"
#include "core/weights/keys_control.h"
#include "core/weights/keys_sdxl.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

const OpenedModel& tiny_sdxl() {
    static const OpenedModel model = open_model(small_model_dir("tiny64")).value();
    return model;
}

// Modules outside the UNet's copy, as the original numbers them: control64 has four hint channels.
std::string original_module(const std::string& module) {
    const std::string hint = "controlnet_cond_embedding.", down = "controlnet_down_blocks.";
    if (module == hint + "conv_in") return "input_hint_block.0";
    if (module == hint + "conv_out") return "input_hint_block.14";
    if (module.starts_with(hint + "blocks."))
        return "input_hint_block." + std::to_string(2 + 2 * std::stoi(module.substr(hint.size() + 7)));
    if (module.starts_with(down)) return "zero_convs." + module.substr(down.size()) + ".0";
    return module == "controlnet_mid_block" ? "middle_block_out.0" : "";
}

// control64's tensors under the original's names.
TensorViews original_names(const TensorViews& tensors, const std::string& prefix) {
    std::map<std::string, std::string> modules;
    std::vector<std::string> of_unet;
    for (const auto& [name, view] : tensors) {
        const std::string module = name.substr(0, name.rfind('.'));
        modules[module] = original_module(module);
        if (modules[module].empty()) of_unet.push_back(module);
    }
    for (const OriginalName& name : ldm_unet_names(of_unet)) modules[name.canonical] = name.original;
    TensorViews renamed;
    for (const auto& [name, view] : tensors) {
        const size_t dot = name.rfind('.');
        renamed.emplace(prefix + modules.at(name.substr(0, dot)) + name.substr(dot), view);
    }
    return renamed;
}

// A pickle as torch.save writes it: a dictionary of f16 tensors.
std::string pickled(const TensorViews& tensors) {
    PickleWriter pickle;
    pickle.raw("}(");
    std::vector<std::string> storages;
    for (const auto& [name, view] : tensors) {
        std::vector<int64_t> strides(view.shape.size(), 1);
        for (size_t i = strides.size(); i-- > 1;) strides[i - 1] = strides[i] * view.shape[i];
        pickle.text(name).tensor("HalfStorage", std::to_string(storages.size()), element_count(view.shape), 0, view.shape, strides);
        storages.emplace_back(reinterpret_cast<const char*>(view.data), view.bytes());
    }
    return torch_zip(pickle.raw("u").done(), storages);
}

TEST(ControlNetFiles, BothLayoutsAndPicklesHoldTheSameNetwork) {
    const TempFolder folder;
    const OpenedWeights own = open_weight_folder(small_model_dir("control64"), "diffusion_pytorch_model").value();
    const auto expected = open_control_net(small_model_dir("control64"), *tiny_sdxl());
    ASSERT_TRUE(expected) << expected.error();
    EXPECT_EQ((*expected)->config.hint_channels, (std::vector<int>{4, 8, 8, 12}));
    EXPECT_EQ((*expected)->config.residuals(), 5) << "conv_in, a resnet, a downsampler, a resnet, the middle";
    EXPECT_EQ((*expected)->name, "control64");
    write_safetensors(folder / "plain.safetensors", own.tensors);
    write_safetensors(folder / "original.safetensors", original_names(own.tensors, ""));
    write_safetensors(folder / "prefixed.safetensors", original_names(own.tensors, "control_model."));
    write_file(folder / "pickled.pth", pickled(original_names(own.tensors, "control_model.")));
    for (const char* name : {"plain.safetensors", "original.safetensors", "prefixed.safetensors", "pickled.pth"}) {
        const auto opened = open_control_net(folder / name, *tiny_sdxl());
        ASSERT_TRUE(opened) << name << ": " << opened.error();
        EXPECT_EQ((*opened)->config, (*expected)->config) << "heads and groups are the UNet's";
        for (const auto& [tensor, view] : (*expected)->weights->tensors()) {
            const TensorView* other = (*opened)->weights->find(tensor);
            ASSERT_NE(other, nullptr) << name << " " << tensor;
            ASSERT_EQ(other->shape, view.shape) << tensor;
            EXPECT_EQ(std::memcmp(other->data, view.data, view.bytes()), 0) << name << " " << tensor;
        }
    }
    const auto plain = open_control_net(small_model_dir("control64_plain"), *tiny_sdxl());
    ASSERT_TRUE(plain) << plain.error();
    EXPECT_EQ((*plain)->config.unet.mid_transformer_layers, 0);
    EXPECT_EQ((*plain)->config.unet.down_transformer_layers, (std::vector<std::vector<int>>{{0}, {0}}));
}

TEST(ControlNetFiles, WhatIsCutShortOrTooLongIsNamed) {
    const TempFolder folder;
    OpenedWeights own = open_weight_folder(small_model_dir("control64"), "diffusion_pytorch_model").value();
    const auto failure = [&](const TensorViews& tensors) {
        write_safetensors(folder / "x.safetensors", tensors);
        const auto opened = open_control_net(folder / "x.safetensors", *tiny_sdxl());
        return opened ? "" : opened.error();
    };
    TensorViews less = own.tensors, more = own.tensors;
    less.erase("controlnet_down_blocks.2.weight");
    more["down_blocks.0.something.weight"] = own.tensors.at("conv_in.bias");
    EXPECT_NE(failure(less).find("controlnet_down_blocks.2.weight"), std::string::npos) << failure(less);
    EXPECT_NE(failure(more).find("down_blocks.0.something.weight"), std::string::npos) << failure(more);
}

// What each relative is called, and that none of them is taken for another kind.
TEST(ControlNetFiles, RelativesAreToldApart) {
    const TempFolder folder;
    const float zeros[4096] = {};
    const auto inspected = [&](const std::vector<std::string>& names) {
        TensorViews views;
        for (const std::string& name : names) views[name] = {DType::f32, {4}, reinterpret_cast<const std::byte*>(zeros)};
        write_safetensors(folder / "x.safetensors", views);
        return inspect_model(folder / "x.safetensors");
    };
    const std::string hint = "input_hint_block.0.weight", added = "label_emb.0.0.weight";
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{hint, added}, "controlnet"},
        {{"control_model." + hint, "control_model." + added}, "controlnet"},
        {{"controlnet_cond_embedding.conv_in.weight", "add_embedding.linear_1.weight"}, "controlnet"},
        {{hint}, "controlnet-sd"},
        {{"control_model." + hint}, "controlnet-sd"},
        {{hint, added, "difference"}, "controlnet-sd"},
        {{"controlnet_cond_embedding.conv_in.weight", "add_embedding.linear_1.weight", "task_embedding"}, "controlnet-union"},
        {{"lora_controlnet", "input_blocks.1.0.in_layers.2.up"}, "control-lora"},
        {{"lllite_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.down.0.weight"}, "lllite"},
        {{"adapter.body.0.resnets.0.block1.weight", "adapter.conv_in.weight"}, "t2i-adapter"},
        {{"body.0.block1.weight", "conv_in.weight"}, "t2i-adapter"},
        {{"controlnet_blocks.0.weight", "controlnet_x_embedder.weight"}, "controlnet-dit"},
        {{"lora_unet_x.lora_down.weight", "lora_unet_x.lora_up.weight"}, "lora"},
    };
    for (const auto& [names, kind] : cases) {
        const ModelFile found = inspected(names);
        EXPECT_EQ(found.kind, kind) << names.front() << ": " << found.reason;
        EXPECT_EQ(found.state, ModelFile::State::other);
        if (runs_as_control(kind) || kind == "lora") continue;
        const auto opened = open_control_net(folder / "x.safetensors", *tiny_sdxl());
        ASSERT_FALSE(opened) << kind;
        EXPECT_NE(opened.error().find(found.reason), std::string::npos) << opened.error();
    }
}

const OpenedModel& small_h16() {
    static const OpenedModel model = open_model(small_model_dir("h16")).value();
    return model;
}

// Those of three levels fit h16 and say what they miss in another model.
TEST(ControlNetFiles, RelativesFitTheModelThatTheyWereMadeFor) {
    const std::pair<const char*, const char*> refused[] = {
        {"t2i16", "made for another model"}, {"lllite16", "has no place in this model"}, {"control_lora16", "made for this model"}};
    for (const auto& [name, reason] : refused) {
        const auto opened = open_control_net(small_model_dir(name), *small_h16());
        ASSERT_TRUE(opened) << opened.error();
        const auto other = open_control_net(small_model_dir(name), *tiny_sdxl());
        ASSERT_FALSE(other) << name;
        EXPECT_NE(other.error().find(reason), std::string::npos) << other.error();
    }
}

// The original counts an adapter's blocks through, and older adapters read smaller patches.
TEST(ControlNetFiles, AdaptersOfTheOriginalAndOfOtherModels) {
    const TempFolder folder;
    const OpenedWeights own = open_weight_folder(small_model_dir("t2i16"), "diffusion_pytorch_model").value();
    TensorViews original, older;
    for (const auto& [name, view] : own.tensors) {
        std::string renamed = name.substr(std::string("adapter.").size());
        const size_t resnets = renamed.find(".resnets.");
        if (const size_t body = renamed.find("body."); body == 0) {
            const int number =
                2 * std::stoi(renamed.substr(5)) + (resnets == std::string::npos ? 0 : std::stoi(renamed.substr(resnets + 9)));
            const size_t rest = resnets == std::string::npos ? renamed.find('.', 5) : renamed.find('.', resnets + 9);
            renamed = "body." + std::to_string(number) + renamed.substr(rest);
        }
        original.emplace(renamed, view);
        older.emplace(renamed, renamed == "conv_in.weight" ? TensorView{view.dtype, {16, 192, 6, 6}, view.data} : view);
    }
    EXPECT_EQ(canonical_t2i_adapter(original).size(), own.tensors.size());
    for (const auto& [name, view] : canonical_t2i_adapter(own.tensors)) {
        const TensorViews from_original = canonical_t2i_adapter(original);
        ASSERT_TRUE(from_original.contains(name)) << name;
        EXPECT_EQ(from_original.at(name).data, view.data) << name;
    }
    write_safetensors(folder / "older.safetensors", older);
    const auto opened = open_control_net(folder / "older.safetensors", *small_h16());
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find("Stable Diffusion 1.x"), std::string::npos) << opened.error();
}

TEST(ControlNetFiles, APairOfAControlLoraThatDoesNotFitIsNamed) {
    const TempFolder folder;
    const OpenedWeights own = open_weight_folder(small_model_dir("control_lora16"), "diffusion_pytorch_model").value();
    const auto up = std::find_if(own.tensors.begin(), own.tensors.end(), [](const auto& tensor) { return tensor.first.ends_with(".up"); });
    const std::string module = up->first.substr(0, up->first.size() - 3);
    const auto failure = [&](const TensorViews& tensors) {
        write_safetensors(folder / "x.safetensors", tensors);
        const auto opened = open_control_net(folder / "x.safetensors", *small_h16());
        return opened ? "" : opened.error();
    };
    TensorViews alone = own.tensors, turned = own.tensors;
    alone.erase(module + ".down");
    turned.at(module + ".up").shape = {up->second.shape[1], up->second.shape[0]};
    EXPECT_NE(failure(alone).find(".down\" is missing"), std::string::npos) << failure(alone);
    EXPECT_NE(failure(turned).find("do not make the change"), std::string::npos) << failure(turned);
}

TEST(ControlNetFiles, AreFoundByNameAndByType) {
    const TempFolder data;
    const auto put = [&](const char* net, const std::string& place) {
        fs::create_directories(data / ("models/" + place));
        fs::copy_file(small_model_dir(net) / "diffusion_pytorch_model.safetensors",
                      data / ("models/" + place + "/diffusion_pytorch_model.safetensors"));
        return data / ("models/" + place + "/diffusion_pytorch_model.safetensors");
    };
    const fs::path canny = put("control64", "controlnet-canny-sdxl"), pose = put("control64_plain", "some-OpenPose-XL");
    const auto found = [&](ControlType type, const std::string& name) {
        const auto path = control_net_path({.type = type, .model = name}, data.path());
        return path ? path->string() : path.error();
    };
    EXPECT_EQ(found(ControlType::canny, ""), canny);
    EXPECT_EQ(found(ControlType::pose, ""), pose);
    EXPECT_EQ(found(ControlType::none, "controlnet canny SDXL"), canny);
    EXPECT_EQ(found(ControlType::canny, "some-openpose-xl"), pose) << "a name counts more than the type";
    EXPECT_EQ(found(ControlType::none, pose.string()), pose);
    EXPECT_NE(found(ControlType::tile, "").find("no ControlNet here has tile in its name"), std::string::npos);
    EXPECT_NE(found(ControlType::tile, "").find("there are: controlnet-canny-sdxl, some-OpenPose-XL"), std::string::npos);
    EXPECT_NE(found(ControlType::none, "").find("needs its network"), std::string::npos);
    EXPECT_NE(found(ControlType::canny, "nothing").find("there is no ControlNet \"nothing\" here"), std::string::npos);
    EXPECT_EQ(inspect_model(canny).name, "controlnet-canny-sdxl");
    const fs::path knows_all = put("control64_union", "union");
    EXPECT_EQ(found(ControlType::tile, ""), knows_all) << "it knows every type";
    EXPECT_EQ(found(ControlType::canny, ""), canny);
    const auto opened = open_control_net(knows_all, *tiny_sdxl());
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ((*opened)->config.control_types, 8);
}

}  // namespace
}  // namespace imagelab::test
