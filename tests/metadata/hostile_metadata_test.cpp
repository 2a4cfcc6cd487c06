// Texts made to cost time: each is read in one pass, so that the suite would stall where one is not.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/metadata/import.h"
#include "core/metadata/metadata.h"

namespace imagelab {
namespace {

using nlohmann::json;

std::string times(int count, const std::string& text) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

Result<Imported> read(const char* key, const std::string& text) {
    PictureMetadata metadata;
    metadata.texts = {{key, text}};
    return import_request(metadata);
}

TEST(HostileMetadata, LongTextsOfA1111) {
    const std::string settings = "\nSteps: 20, Sampler: Euler, Seed: 4, Size: 64x64, RNG: CPU";
    std::string keys;
    for (int i = 0; i < 80'000; ++i) keys += ", key" + std::to_string(i) + ": \"\\\"";
    for (const std::string& prompt : {times(80'000, "<lora:"), times(80'000, "<lora:a:1>"), times(80'000, "a:1"), times(80'000, "(a:"),
                                      times(80'000, "(a:1)"), times(200'000, "["), times(80'000, "[a:"), times(80'000, "xBREAK"),
                                      times(80'000, "\nNegative prompt: a"), times(80'000, "Hashes: {"), times(80'000, "\nSteps: ")}) {
        const auto imported = read("parameters", prompt + settings);
        ASSERT_TRUE(imported) << imported.error();
        EXPECT_EQ(imported->request.steps, 20);
        EXPECT_LE(imported->notes.size(), 45u) << "no more than people read";
    }
    const auto many = read("parameters", "x" + settings + keys);
    ASSERT_TRUE(many);
    EXPECT_LE(many->notes.size(), 45u);
    EXPECT_NE(many->notes.back().find("more that were not carried over"), std::string::npos);
}

TEST(HostileMetadata, LongWeightsOfOthers) {
    const auto invoke = [](const std::string& text) {
        return read("invokeai_metadata", json{{"positive_prompt", text}, {"steps", 3}}.dump());
    };
    for (const std::string& text :
         {times(100'000, "(") + "a" + times(100'000, ")1.1"), times(100'000, "a++ "), times(100'000, "\"a\"+ "), times(100'000, "(")})
        EXPECT_TRUE(invoke(text));
    EXPECT_TRUE(
        read("Comment", json{{"prompt", times(100'000, "{") + times(100'000, "}")}, {"uc", times(50'000, "1.5::a")}, {"scale", 5}}.dump()));
}

TEST(HostileMetadata, DeepAndWideJson) {
    for (const char* key : {"imagelab_request", "invokeai_metadata", "prompt", "workflow", "sd-metadata", "parameters", "Comment"}) {
        EXPECT_FALSE(read(key, times(100'000, "{\"a\":") + times(100'000, "}"))) << key;
        EXPECT_FALSE(read(key, times(1'000'000, "["))) << key;
    }
}

TEST(HostileMetadata, GraphsThatGrow) {
    json graph = {
        {"3",
         {{"class_type", "KSampler"}, {"inputs", {{"steps", 5}, {"model", {"4", 0}}, {"positive", {"6", 0}}, {"latent_image", {"5", 0}}}}}},
        {"6", {{"class_type", "CLIPTextEncode"}, {"inputs", {{"text", {"n0", 0}}}}}}};
    for (int i = 0; i < 60; ++i) {
        const json next = {"n" + std::to_string(i + 1), 0};
        graph["n" + std::to_string(i)] = {{"class_type", "StringConcatenate"},
                                          {"inputs", {{"string_a", next}, {"string_b", next}, {"delimiter", "x"}}}};
    }
    graph["n60"] = {{"class_type", "Text"}, {"inputs", {{"value", std::string(1'000'000, 'a')}}}};
    ASSERT_TRUE(import_comfyui(graph)) << "two to the sixtieth";
    json samplers = json::object();
    for (int i = 0; i < 5000; ++i) {
        samplers["s" + std::to_string(i)] = {
            {"class_type", "KSampler"},
            {"inputs", {{"steps", 5}, {"model", {"4", 0}}, {"positive", {"6", 0}}, {"latent_image", {"s" + std::to_string(i - 1), 0}}}}};
        samplers["v" + std::to_string(i)] = {{"class_type", "SaveImage"}, {"inputs", {{"images", {"s" + std::to_string(i), 0}}}}};
    }
    ASSERT_TRUE(import_comfyui(samplers));
    json nodes = json::array(), inner = json::array();
    for (int i = 0; i < 1000; ++i) nodes.push_back({{"id", i}, {"type", "u"}});
    for (int i = 0; i < 50; ++i) inner.push_back({{"id", i}, {"type", "u"}});
    EXPECT_FALSE(import_comfyui(
        comfyui_prompt_of_workflow({{"nodes", nodes}, {"definitions", {{"subgraphs", {{{"id", "u"}, {"nodes", inner}}}}}}})));
}

}  // namespace
}  // namespace imagelab
