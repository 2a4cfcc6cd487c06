// LoRAs as people name them on the command line and in prompts.
#include "core/request/lora_use.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace imagelab {
namespace {

TEST(LoraUse, IsReadFromAWord) {
    const auto read = [](const char* word) { return parse_lora_use(word).value(); };
    EXPECT_EQ(read("ink"), (LoraUse{"ink", 1, {}}));
    EXPECT_EQ(read("ink:0.8"), (LoraUse{"ink", 0.8, {}}));
    EXPECT_EQ(read("ink:0.8:0"), (LoraUse{"ink", 0.8, 0.0}));
    EXPECT_EQ(read("ink:-1:-1"), (LoraUse{"ink", -1, {}}));
    EXPECT_EQ(read("/a/ink v1.2.safetensors:.5"), (LoraUse{"/a/ink v1.2.safetensors", 0.5, {}}));
    EXPECT_EQ(read("style:ink"), (LoraUse{"style:ink", 1, {}}));
    EXPECT_FALSE(parse_lora_use(":0.5"));
}

TEST(LoraUse, IsTakenOutOfAPrompt) {
    const PromptLoras taken = take_loras("a hill <lora:ink:0.8>, misty <lyco:wash_v2> <3 <lora:both:0.5:1> <hypernet:x:1>");
    EXPECT_EQ(taken.prompt, "a hill , misty  <3  <hypernet:x:1>");
    EXPECT_EQ(taken.loras, (std::vector<LoraUse>{{"ink", 0.8, {}}, {"wash_v2", 1, {}}, {"both", 0.5, 1.0}}));
    EXPECT_TRUE(taken.problems.empty());
    EXPECT_EQ(take_loras("<lora:both:0.5:1>", TagOrder::text_first).loras.front(), (LoraUse{"both", 1, 0.5}));
    EXPECT_EQ(take_loras("<lora:a:te=0:unet=0.7:lbw=1,0,0,0>").loras.front(), (LoraUse{"a", 0.7, 0.0, "1,0,0,0"}));
    EXPECT_EQ(take_loras("x <lora:ink:strong>").problems.size(), 1u);
    for (const char* plain : {"<lora:", "<lora:>", "a <lora b>", "<lora:a\nb>", "", " a "}) {
        EXPECT_EQ(take_loras(plain).prompt, plain);
        EXPECT_TRUE(take_loras(plain).loras.empty()) << plain;
    }
    EXPECT_EQ(lora_tag({"/models/ink.safetensors", 0.8, 0.5}), "<lora:ink:0.5:0.8>");
    EXPECT_EQ(lora_tag({"style_v1.5", 0.8, {}}), "<lora:style_v1.5:0.8>");
    EXPECT_EQ(lora_tag({"/models/style_v1.5.safetensors", 1, {}}), "<lora:style_v1.5:1>");
    EXPECT_EQ(network_stem("/models/faces/GFPGANv1.4.onnx"), "GFPGANv1.4");
    EXPECT_EQ(network_stem("GFPGANv1.4"), "GFPGANv1.4");
}

TEST(LoraUse, StandsInARequest) {
    Request request;
    request.prompt = "a hill";
    request.loras = {{"ink", 0.8, {}}, {"wash", -0.5, 0.25}};
    const nlohmann::json json = request_to_json(request);
    EXPECT_EQ(json["conditioning"]["loras"],
              nlohmann::json::parse(R"([{"name": "ink", "scale": 0.8}, {"name": "wash", "scale": -0.5, "text_scale": 0.25}])"));
    EXPECT_EQ(request_from_json(json).value().loras, request.loras);
    request.loras[0].scale = 11;
    EXPECT_NE(validate(request).error().find("conditioning.loras: is scale 11.0 of \"ink\""), std::string::npos)
        << validate(request).error();
}

}  // namespace
}  // namespace imagelab
