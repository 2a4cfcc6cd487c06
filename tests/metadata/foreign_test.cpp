// Pictures of other programs, made for the test from their documented formats.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/image/png_text.h"
#include "core/metadata/import.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using nlohmann::json;
using test::TempFolder;

const json comfy_graph = json::parse(R"({
    "3": {"class_type": "KSampler", "inputs": {"seed": 156680208700286, "steps": 25, "cfg": 7.5, "sampler_name": "dpmpp_2m", "scheduler": "karras",
          "denoise": 1.0, "model": ["10", 0], "positive": ["20", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd_xl_base_1.0.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": ["30", 0], "height": 1216, "batch_size": 2}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["31", 0], "clip": ["10", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text, watermark", "clip": ["10", 1]}},
    "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "ink.safetensors", "strength_model": 0.8, "strength_clip": 1, "model": ["4", 0], "clip": ["4", 1]}},
    "20": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0], "strength": 1}},
    "30": {"class_type": "PrimitiveInt", "inputs": {"value": 832}},
    "31": {"class_type": "StringConstant", "inputs": {"string": "a \"purple\" bottle 🎨"}},
    "40": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 5, "cfg": 1, "sampler_name": "euler", "scheduler": "normal", "denoise": 0.4,
          "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["41", 0]}},
    "41": {"class_type": "LatentUpscale", "inputs": {"samples": ["3", 0], "width": 1664, "height": 2432}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "is_changed": [1]}}})");

bool notes(const Imported& imported, const std::string& part) {
    return std::any_of(imported.notes.begin(), imported.notes.end(),
                       [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

TEST(Foreign, ComfyUisGraphIsFollowedFromTheSampler) {
    const auto imported = import_comfyui(comfy_graph);
    ASSERT_TRUE(imported) << imported.error();
    const Request& request = imported->request;
    EXPECT_EQ(request.prompt, "a \"purple\" bottle 🎨");
    EXPECT_EQ(request.negative_prompt, "text, watermark");
    EXPECT_EQ(request.steps, 25);
    EXPECT_EQ(request.guidance, 7.5);
    EXPECT_EQ(request.seed, 156680208700286);
    EXPECT_EQ(request.width, 832);
    EXPECT_EQ(request.height, 1216);
    EXPECT_EQ(request.sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(request.spacing, Spacing::karras);
    EXPECT_EQ(request.model, "sd_xl_base_1.0.safetensors");
    EXPECT_EQ(request.loras, (std::vector<LoraUse>{{"ink.safetensors", 0.8, 1.0}}));
    for (const char* part : {"its ControlNet is not applied", "a batch of 2", "samples 2 times"})
        EXPECT_TRUE(notes(*imported, part)) << part;
}

TEST(Foreign, ComfyUisPitfalls) {
    json loop = comfy_graph;
    loop["6"]["inputs"]["text"] = {"6", 0};
    loop["10"]["inputs"]["model"] = {"10", 0};
    loop["5"]["inputs"].erase("width");
    loop["5"]["inputs"]["samples"] = {"5", 0};
    ASSERT_TRUE(import_comfyui(loop)) << "links in circles end";
    EXPECT_EQ(import_comfyui(loop)->request.prompt, "");
    for (const char* text :
         {"[]", "1", "{}", R"({"1": 5})", R"({"1": {"class_type": 3, "inputs": {}}})", R"({"3": {"class_type": "KSampler", "inputs": []}})",
          R"({"3": {"class_type": "SamplerCustomAdvanced", "inputs": {}}})"})
        EXPECT_FALSE(import_comfyui(json::parse(text))) << text;
    const auto bare = import_comfyui(
        json::parse(R"({"3": {"class_type": "KSampler", "inputs": {"seed": "x", "steps": [1], "cfg": {}, "model": ["9", 0]}}})"));
    ASSERT_TRUE(bare) << bare.error();
    EXPECT_TRUE(validate(bare->request));
    json from_picture = comfy_graph;
    from_picture.erase("40");
    from_picture["5"] = {{"class_type", "VAEEncode"}, {"inputs", {{"pixels", {"6", 0}}}}};
    from_picture["3"]["inputs"]["denoise"] = 0.55;
    const auto imported = import_comfyui(from_picture);
    EXPECT_EQ(imported->request.strength, 0.55);
    EXPECT_TRUE(notes(*imported, "made from another picture"));
}

TEST(Foreign, ComfyUisEditorGraphIsReadWhereItStandsAlone) {
    const json workflow = json::parse(R"({"nodes": [
        {"id": 3, "type": "KSampler", "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 2}, {"name": "negative", "link": 3},
            {"name": "latent_image", "link": 4}], "widgets_values": [42, "randomize", 20, 8, "euler_ancestral", "normal", 1]},
        {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["m.safetensors"]},
        {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 640, 1]},
        {"id": 6, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": null}], "widgets_values": ["a fox"]},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["bad"]}],
        "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"], [3, 7, 0, 3, 2, "CONDITIONING"], [4, 5, 0, 3, 3, "LATENT"]]})");
    PictureMetadata metadata;
    metadata.texts = {{"workflow", workflow.dump()}};
    const auto imported = import_request(metadata);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->request.prompt, "a fox");
    EXPECT_EQ(imported->request.negative_prompt, "bad");
    EXPECT_EQ(imported->request.seed, 42);
    EXPECT_EQ(imported->request.height, 640);
    EXPECT_EQ(imported->request.sampler, SamplerKind::euler_ancestral);
    EXPECT_EQ(imported->request.model, "m.safetensors");
}

TEST(Foreign, InvokeAi) {
    const auto imported =
        import_invokeai(json::parse(R"({"generation_mode": "sdxl_txt2img", "positive_prompt": "a café", "negative_prompt": "",
        "width": 1024, "height": 768, "seed": 2438169873, "rand_device": "cpu", "cfg_scale": 5.5, "cfg_rescale_multiplier": 0, "steps": 30,
        "scheduler": "dpmpp_2m_k", "model": {"key": "x", "hash": "blake3:0bf77be0", "name": "Juggernaut XL v9", "base": "sdxl", "type": "main"},
        "loras": [{"model": {"name": "l"}, "weight": 0.5}], "app_version": "5.0.0", "vae": {"name": "fix"}})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->request.prompt, "a café");
    EXPECT_FALSE(imported->request.negative_prompt);
    EXPECT_EQ(imported->request.sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(imported->request.spacing, Spacing::karras);
    EXPECT_EQ(imported->request.model, "Juggernaut XL v9");
    EXPECT_EQ(imported->model_hash, "blake3:0bf77be0");
    EXPECT_EQ(imported->request.loras, (std::vector<LoraUse>{{"l", 0.5, {}}}));
    EXPECT_TRUE(notes(*imported, "not carried over: vae"));
    EXPECT_FALSE(import_invokeai(json::array()));
}

TEST(Foreign, SwarmUiUnderA1111sKeyword) {
    PictureMetadata metadata;
    metadata.texts = {{"parameters", R"({
        "sui_image_params": {"prompt": "a dog", "negativeprompt": "cat", "model": "OfficialStableDiffusion/sd_xl_base_1.0", "seed": 1684867331,
            "steps": 20, "cfgscale": 7.0, "aspectratio": "1:1", "width": 1024, "height": 1024, "sampler": "euler_ancestral", "scheduler": "karras",
            "loras": ["x"], "swarm_version": "0.9.3"}, "sui_extra_data": {"date": "2025-01-01"}})"}};
    const auto imported = import_request(metadata);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->program, "SwarmUI");
    EXPECT_EQ(imported->request.seed, 1684867331);
    EXPECT_EQ(imported->request.sampler, SamplerKind::euler_ancestral);
    EXPECT_EQ(imported->request.spacing, Spacing::karras);
    EXPECT_TRUE(notes(*imported, "not carried over: loras: [\"x\"]"));
}

TEST(Foreign, JsonOfPythonAndOfAttackers) {
    EXPECT_EQ((*parse_foreign_json(R"({"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \" NaN"})")).dump(),
              R"({"a":null,"b":[null,null],"c":"NaN \" NaN"})");
    EXPECT_NE(parse_foreign_json("{\"a\": ").error().find("the JSON cannot be read: it is not valid JSON"), std::string::npos);
    EXPECT_NE(parse_foreign_json(std::string(1'000'000, '[')).error().find("it nests deeper than 128 levels"), std::string::npos);
    EXPECT_FALSE(parse_foreign_json("\"\\"));
    EXPECT_FALSE(parse_foreign_json("NaNa"));
    EXPECT_FALSE(parse_foreign_json("{\"a\": \"\xff\"}"));
    for (const char* text : {"{broken", "", "null", "\"text\"", "[[[[", "{\"sui_image_params\": "}) {
        PictureMetadata metadata;
        metadata.texts = {{"invokeai_metadata", text}, {"prompt", text}, {"workflow", text}, {"imagelab_request", text}};
        const auto imported = import_request(metadata);
        EXPECT_FALSE(imported) << text;
        EXPECT_NE(imported.error().find("invokeai_metadata: "), std::string::npos) << imported.error();
    }
    EXPECT_EQ(import_request({}).error(), "the picture says nothing about how it was made");
}

TEST(Foreign, ABrokenTextLeavesTheNextOneItsTurn) {
    PictureMetadata metadata;
    metadata.texts = {{"imagelab_request", "{"}, {"parameters", "a cat\nSteps: 3, Sampler: Euler, Seed: 4, RNG: CPU"}};
    const auto imported = import_request(metadata);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->request.seed, 4);
    EXPECT_TRUE(notes(*imported, "could not be read: imagelab_request: the JSON cannot be read"));
}

std::string png_with(const std::string& chunks) {
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x8\0\0\0\x8\x8\2\0\0\0....", 33) + chunks +
           std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12);
}

TEST(Foreign, FiftyMegabytesAreRefusedAndTheRestIsRead) {
    TempFolder folder;
    const PictureText small{"parameters", "a cat\nSteps: 3, Sampler: Euler, Seed: 4, RNG: CPU"};
    test::write_file(folder / "big.png", png_with(png_text_chunk({"workflow", std::string(50 << 20, 'x')}) + png_text_chunk(small)));
    const auto metadata = read_metadata(folder / "big.png");
    ASSERT_TRUE(metadata) << metadata.error();
    ASSERT_EQ(metadata->texts.size(), 1u);
    ASSERT_EQ(metadata->problems.size(), 1u);
    EXPECT_EQ(metadata->problems[0], "a text of 50 MiB was not read: 16 MiB is the most");
    EXPECT_EQ(import_request(*metadata)->request.seed, 4);
}

TEST(Foreign, ATextThatInflatesWithoutEndIsRefused) {
    TempFolder folder;
    const std::string zeros(200 << 20, 'a');
    uLongf size = ::compressBound(zeros.size());
    std::string packed(size, '\0');
    ASSERT_EQ(::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(zeros.data()), zeros.size(), 1),
              Z_OK);
    packed.resize(size);
    const std::string body = std::string("zTXtbomb\0\0", 10) + packed;
    const auto crc = static_cast<uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
    const auto big = [](uint32_t v) {
        return std::string{static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
    };
    test::write_file(folder / "bomb.png", png_with(big(static_cast<uint32_t>(body.size() - 4)) + body + big(crc)));
    const auto metadata = read_metadata(folder / "bomb.png");
    ASSERT_TRUE(metadata) << metadata.error();
    EXPECT_EQ(metadata->texts.size(), 0u);
    EXPECT_EQ(metadata->problems, std::vector<std::string>{"the compressed text \"bomb\" is damaged or longer than 16 MiB"});
}

TEST(Foreign, WhatIsNoPictureIsRefused) {
    TempFolder folder;
    test::write_file(folder / "a.png", "no picture");
    EXPECT_NE(read_metadata(folder / "a.png").error().find("no picture of a known format"), std::string::npos);
    EXPECT_NE(read_metadata(folder / "none.png").error().find("there is no such file"), std::string::npos);
    EXPECT_FALSE(read_metadata(folder.path()));
}

}  // namespace
}  // namespace imagelab
