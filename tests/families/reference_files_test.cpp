// Adapters for reference pictures and image encoders on the disk: where they are looked for, names of the library, what is none.
#include "core/families/reference_files.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/families/model_files.h"
#include "core/library/model_file.h"
#include "core/library/network_paths.h"
#include "core/weights/keys_reference.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

const OpenedModel& tiny_base() {
    static const OpenedModel model = open_model(small_model_dir("tiny64")).value();
    return model;
}
fs::path published() {
    return small_model_dir("ip64") / "sdxl_models";
}
OpenedWeights basic() {
    return open_weight_file(published() / "ip64.safetensors").value();
}

TEST(ReferenceFiles, BasicAndPlusTellTheirStructure) {
    const auto opened = open_reference_adapter(published() / "ip64.safetensors", *tiny_base());
    ASSERT_TRUE(opened) << opened.error();
    const ReferenceAdapterFiles& first = **opened;
    EXPECT_EQ(first.name, "ip64");
    EXPECT_EQ(first.projection.tokens, 4);
    EXPECT_EQ(first.projection.context_width, 192);
    EXPECT_FALSE(first.projection.perceives());
    EXPECT_EQ(first.encoder->path, published() / "image_encoder");
    EXPECT_EQ(first.encoder->config.heads, 2);
    EXPECT_EQ(first.encoder->config.activation, ClipTextConfig::Activation::gelu);
    EXPECT_EQ(first.attention->tensors().size(), 8u) << "four layers of cross attention";
    EXPECT_NE(first.attention->find("mid_block.attentions.0.transformer_blocks.0.attn2.to_v_ip.weight"), nullptr);
    const auto plus = open_reference_adapter(published() / "ip64-plus.safetensors", *tiny_base());
    ASSERT_TRUE(plus) << plus.error();
    EXPECT_EQ((*plus)->projection.layers, 4);
    EXPECT_EQ((*plus)->projection.tokens, 6);
    EXPECT_EQ((*plus)->projection.heads, 1);
    EXPECT_EQ((*plus)->projection.input_width, (*plus)->encoder->config.width);
}

// A dictionary of dictionaries, as the .bin files are.
TEST(ReferenceFiles, PicklesHoldTheSame) {
    const TempFolder folder;
    const OpenedWeights own = basic();
    PickleWriter pickle;
    std::vector<std::string> storages;
    pickle.raw("}(");
    for (const std::string group : {"image_proj", "ip_adapter"}) {
        pickle.text(group).raw("}(");
        for (const auto& [name, view] : own.tensors) {
            if (!name.starts_with(group + ".")) continue;
            std::vector<int64_t> strides(view.shape.size(), 1);
            for (size_t i = strides.size(); i-- > 1;) strides[i - 1] = strides[i] * view.shape[i];
            pickle.text(name.substr(group.size() + 1))
                .tensor("HalfStorage", std::to_string(storages.size()), element_count(view.shape), 0, view.shape, strides);
            storages.emplace_back(reinterpret_cast<const char*>(view.data), view.bytes());
        }
        pickle.raw("u");
    }
    write_file(folder / "ip64.bin", torch_zip(pickle.raw("u").done(), storages));
    fs::copy(published() / "image_encoder", folder / "image_encoder", fs::copy_options::recursive);
    const auto opened = open_reference_adapter(folder / "ip64.bin", *tiny_base());
    ASSERT_TRUE(opened) << opened.error();
    const auto expected = open_reference_adapter(published() / "ip64.safetensors", *tiny_base()).value();
    for (const auto& [name, view] : expected->attention->tensors()) {
        const TensorView* other = (*opened)->attention->find(name);
        ASSERT_NE(other, nullptr) << name;
        EXPECT_EQ(std::memcmp(other->data, view.data, view.bytes()), 0) << name;
    }
    EXPECT_EQ(inspect_model(folder / "ip64.bin").kind, "ip-adapter");
}

TEST(ReferenceFiles, TheEncoderIsTheFirstThatFits) {
    const TempFolder folder;
    const fs::path adapter = folder / "models/ipadapter/ip64.safetensors";
    fs::create_directories(adapter.parent_path());
    fs::copy_file(published() / "ip64.safetensors", adapter);
    const auto encoder = [&] {
        const auto opened = open_reference_adapter(adapter, *tiny_base());
        return opened ? (*opened)->encoder->path.string() : opened.error();
    };
    EXPECT_NE(encoder().find("its image encoder is missing, one that gives an embedding of 40 numbers"), std::string::npos) << encoder();
    // From the last place to the first.
    const auto put = [&](const fs::path& place) {
        fs::create_directories(place.parent_path());
        fs::copy(published() / "image_encoder", place, fs::copy_options::recursive);
        return place.string();
    };
    const std::string comfy = put(folder / "models/clip_vision/vit");
    EXPECT_EQ(encoder(), comfy);
    const std::string shared = put(folder / "models/models/image_encoder");
    EXPECT_EQ(encoder(), shared);
    const std::string above = put(folder / "models/image_encoder");
    EXPECT_EQ(encoder(), above);
    // One of another width is passed over.
    const std::string beside = put(folder / "models/ipadapter/image_encoder");
    EXPECT_EQ(encoder(), beside);
    OpenedWeights own = open_weight_file(published() / "image_encoder/model.safetensors").value();
    own.tensors["visual_projection.weight"] = rows_of(own.tensors.at("visual_projection.weight"), 0, 24);
    fs::remove(fs::path(beside) / "model.safetensors");
    write_safetensors(fs::path(beside) / "model.safetensors", own.tensors);
    EXPECT_EQ(encoder(), above);
    for (const std::string& place : {above, shared, comfy}) fs::remove_all(place);
    EXPECT_NE(encoder().find("gives 24"), std::string::npos) << encoder();
}

TEST(ReferenceFiles, FoldersHoldOne) {
    const TempFolder folder;
    const auto found = [](const fs::path& path) {
        try {
            return reference_adapter_file(path).string();
        } catch (const Error& error) {
            return std::string(error.what());
        }
    };
    EXPECT_NE(found(folder.path()).find("there is no IP-Adapter in it"), std::string::npos);
    fs::copy_file(published() / "ip64.safetensors", folder / "ip64.safetensors");
    EXPECT_EQ(found(folder.path()), folder / "ip64.safetensors");
    fs::create_directory(folder / "sdxl_models");
    fs::copy_file(published() / "ip64-plus.safetensors", folder / "sdxl_models/plus.safetensors");
    EXPECT_EQ(found(folder.path()), folder / "sdxl_models/plus.safetensors");
    fs::copy_file(published() / "ip64.safetensors", folder / "sdxl_models/basic.safetensors");
    EXPECT_NE(found(folder.path()).find("basic.safetensors, plus.safetensors): name the file"), std::string::npos) << found(folder.path());
    EXPECT_EQ(found(folder / "ip64.safetensors"), folder / "ip64.safetensors");
}

TEST(ReferenceFiles, WhatDoesNotFitIsRefusedByWhatItIs) {
    const TempFolder folder;
    fs::copy(published() / "image_encoder", folder / "image_encoder", fs::copy_options::recursive);
    const auto failure = [&](const TensorViews& tensors, const ModelFiles& base) {
        write_safetensors(folder / "x.safetensors", tensors);
        const auto opened = open_reference_adapter(folder / "x.safetensors", base);
        return opened ? std::string() : opened.error();
    };
    const OpenedWeights own = basic();
    EXPECT_EQ(failure(own.tensors, *tiny_base()), "");
    const OpenedModel other = open_model(small_model_dir("h16")).value(), pixart = open_model(small_model_dir("sigma72")).value();
    EXPECT_NE(failure(own.tensors, *other).find("it makes tokens of width 192, the model's text is 80 wide"), std::string::npos)
        << failure(own.tensors, *other);
    EXPECT_NE(failure(own.tensors, *pixart).find("is shown no reference pictures"), std::string::npos);
    TensorViews less = own.tensors, more = own.tensors, torn = own.tensors;
    less.erase("ip_adapter.7.to_k_ip.weight");
    more["image_proj.something.weight"] = own.tensors.at("image_proj.norm.bias");
    torn["ip_adapter.3.to_v_ip.weight"] = rows_of(own.tensors.at("ip_adapter.3.to_v_ip.weight"), 0, 32);
    EXPECT_NE(failure(less, *tiny_base()).find("it has 3 attention layers, the model's UNet 4"), std::string::npos)
        << failure(less, *tiny_base());
    EXPECT_NE(failure(more, *tiny_base()).find("something.weight"), std::string::npos) << failure(more, *tiny_base());
    EXPECT_NE(failure(torn, *tiny_base()).find("to_v_ip.weight"), std::string::npos) << failure(torn, *tiny_base());
    const auto encoder = open_reference_adapter(published() / "image_encoder/model.safetensors", *tiny_base());
    EXPECT_NE(encoder.error().find("this is a CLIP image encoder"), std::string::npos);
    const auto model = open_reference_adapter(small_model_dir("tiny64") / "unet/diffusion_pytorch_model.safetensors", *tiny_base());
    EXPECT_NE(model.error().find("UNet"), std::string::npos);
}

TEST(ReferenceFiles, RelativesAreToldApart) {
    const TempFolder folder;
    static const float zeros[4096] = {};
    const auto kind_of = [&](const std::vector<std::pair<std::string, Shape>>& tensors) {
        TensorViews views;
        for (const auto& [name, shape] : tensors) views[name] = {DType::f32, shape, reinterpret_cast<const std::byte*>(zeros)};
        write_safetensors(folder / "x.safetensors", views);
        const ModelFile file = inspect_model(folder / "x.safetensors");
        EXPECT_EQ(file.state, ModelFile::State::other) << file.reason;
        return file.kind;
    };
    const std::string key = "ip_adapter.1.to_k_ip.weight";
    EXPECT_EQ(kind_of({{"image_proj.proj.weight", {4, 2}}, {"image_proj.norm.weight", {2048}}, {key, {4}}}), "ip-adapter");
    EXPECT_EQ(kind_of({{"image_proj.latents", {1, 4, 2}}, {"image_proj.norm_out.weight", {2048}}, {key, {4}}}), "ip-adapter");
    EXPECT_EQ(kind_of({{"image_proj.proj.weight", {4, 2}}, {"image_proj.norm.weight", {768}}, {key, {4}}}), "ip-adapter-sd");
    EXPECT_EQ(kind_of({{"image_proj.proj.0.weight", {4, 2}}, {"image_proj.norm.weight", {2048}}, {key, {4}}}), "ip-adapter-faceid");
    EXPECT_EQ(kind_of({{"image_proj.other.weight", {4}}, {"ip_adapter.0.weight", {4}}}), "ip-adapter-other");
    EXPECT_EQ(kind_of({{"vision_model.embeddings.patch_embedding.weight", {4, 3, 2, 2}}, {"visual_projection.weight", {4, 4}}}),
              "image encoder");
    EXPECT_EQ(kind_of({{"visual.transformer.resblocks.0.attn.in_proj_weight", {4}}, {"visual.proj", {4}}}), "image encoder");
    EXPECT_EQ(inspect_model(published() / "image_encoder/model.safetensors").name, "image_encoder");
}

TEST(ReferenceFiles, AreFoundByNameAndWithoutOne) {
    const TempFolder data;
    const auto found = [&](const std::string& name) {
        const auto path = reference_adapter_path({.image = "a.png", .model = name}, data.path());
        return path ? path->string() : path.error();
    };
    EXPECT_NE(found("").find("there is no adapter for reference pictures (IP-Adapter) here"), std::string::npos) << found("");
    fs::create_directories(data / "models/ip");
    fs::copy_file(published() / "ip64.safetensors", data / "models/ip/b-adapter.safetensors");
    fs::copy_file(published() / "ip64-plus.safetensors", data / "models/ip/c-adapter.safetensors");
    EXPECT_EQ(found(""), data / "models/ip/b-adapter.safetensors");
    EXPECT_EQ(found("C-Adapter"), data / "models/ip/c-adapter.safetensors");
    EXPECT_EQ(found(published().string()), published());
    EXPECT_NE(found("nothing").find("there are: b-adapter, c-adapter"), std::string::npos) << found("nothing");
    EXPECT_NE(found("/nowhere").find("there is no such file or folder"), std::string::npos);
}

}  // namespace
}  // namespace imagelab::test
