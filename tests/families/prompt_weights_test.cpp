#include "core/families/prompt_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/paths.h"
#include "core/cpu/cpu_device.h"
#include "core/families/sdxl/sdxl_model.h"
#include "tests/support/golden.h"
#include "tests/support/opened.h"

namespace imagelab::test {
namespace {

TEST(PromptWeights, ReadAsA1111ReadsThem) {
    const auto golden = nlohmann::json::parse(read_text_file(golden_path("prompt_weights.json")));
    ASSERT_GT(golden.size(), 400u);
    for (const auto& entry : golden) {
        const auto prompt = entry.at(0).get<std::string>();
        const auto parts = parse_prompt_weights(prompt);
        ASSERT_EQ(parts.size(), entry.at(1).size()) << prompt;
        for (size_t i = 0; i < parts.size(); ++i) {
            EXPECT_EQ(parts[i].text, entry.at(1).at(i).at(0).get<std::string>()) << prompt;
            EXPECT_DOUBLE_EQ(parts[i].weight, entry.at(1).at(i).at(1).get<double>()) << prompt;
        }
    }
}

// The doctests of A1111's parse_prompt_attention.
TEST(PromptWeights, AreThoseOfA1111sDoctests) {
    using Parts = std::vector<std::pair<std::string, double>>;
    const std::pair<const char*, Parts> cases[] = {{"normal text", {{"normal text", 1.0}}},
                                                   {"an (important) word", {{"an ", 1.0}, {"important", 1.1}, {" word", 1.0}}},
                                                   {"(unbalanced", {{"unbalanced", 1.1}}},
                                                   {"\\(literal\\]", {{"(literal]", 1.0}}},
                                                   {"(unnecessary)(parens)", {{"unnecessaryparens", 1.1}}},
                                                   {"a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
                                                    {{"a ", 1.0},
                                                     {"house", 1.5730000000000004},
                                                     {" ", 1.1},
                                                     {"on", 1.0},
                                                     {" a ", 1.1},
                                                     {"hill", 0.55},
                                                     {", sun, ", 1.1},
                                                     {"sky", 1.4641000000000006},
                                                     {".", 1.1}}}};
    for (const auto& [prompt, expected] : cases) {
        const auto parts = parse_prompt_weights(prompt);
        ASSERT_EQ(parts.size(), expected.size()) << prompt;
        for (size_t i = 0; i < parts.size(); ++i) {
            EXPECT_EQ(parts[i].text, expected[i].first) << prompt;
            EXPECT_DOUBLE_EQ(parts[i].weight, expected[i].second) << prompt;
        }
    }
}

TEST(PromptWeights, WhatIsNoNumberIsText) {
    for (const char* prompt : {"(a:1.2.3)", "(a:inf)", "(a:nan)", "(a:1e999)", "(a:)"}) {
        const auto parts = parse_prompt_weights(prompt);
        ASSERT_EQ(parts.size(), 1u) << prompt;
        EXPECT_DOUBLE_EQ(parts.front().weight, 1.1) << prompt;
    }
    EXPECT_EQ(without_weights("(a:1.2) [b] \\(c\\)"), "a b (c)");
}

TEST(PromptWeights, UnweightedPromptsKeepTheirTokens) {
    const ClipTokenizer tokenizer = std::move(ClipTokenizer::sdxl(false)).value();
    for (const char* prompt : {"", "a red apple", "a, b. c: d"}) {
        const auto chunks = weighted_chunks(tokenizer, prompt, true);
        ASSERT_EQ(chunks.size(), 1u);
        EXPECT_EQ(chunks[0].ids, tokenizer.encode_padded(prompt)) << prompt;
        EXPECT_FALSE(chunks[0].weighs());
    }
    EXPECT_EQ(weighted_chunks(tokenizer, "(a:2)", false).at(0).ids, tokenizer.encode_padded("(a:2)"));
}

// tests/reference/chunks.py: long prompts, commas near a chunk's end, BREAK.
TEST(PromptChunks, AreThoseOfA1111) {
    const ClipTokenizer tokenizer = std::move(ClipTokenizer::open(small_model_dir("tiny64") / "tokenizer")).value();
    const ClipVocabulary& vocabulary = tokenizer.vocabulary();
    const auto golden = nlohmann::json::parse(read_text_file(golden_path("prompt_chunks.json")));
    ASSERT_GT(golden.size(), 40u);
    size_t longest = 0;
    for (const auto& entry : golden) {
        const auto prompt = entry.at(0).get<std::string>();
        const auto chunks = weighted_chunks(tokenizer, prompt, true);
        ASSERT_EQ(chunks.size(), entry.at(1).size()) << prompt;
        longest = std::max(longest, chunks.size());
        for (size_t c = 0; c < chunks.size(); ++c) {
            std::vector<int> ids = entry.at(1).at(c).at(0).get<std::vector<int>>();
            ids.insert(ids.begin(), vocabulary.begin);
            ids.push_back(vocabulary.end);
            ids.resize(77, vocabulary.pad);
            EXPECT_EQ(chunks[c].ids, ids) << prompt;
            std::vector<float> weights(77, 1);
            for (const auto& weight : entry.at(1).at(c).at(1)) weights[weight.at(0).get<size_t>()] = weight.at(1).get<float>();
            for (size_t i = 0; i < weights.size(); ++i) EXPECT_FLOAT_EQ(chunks[c].weights[i], weights[i]) << prompt << " " << i;
        }
    }
    EXPECT_GE(longest, 4u);
}

TEST(PromptChunks, BracketsReachAcrossABreak) {
    const auto parts = parse_prompt_weights("(red BREAK sea:1.5) BREAK");
    ASSERT_GE(parts.size(), 3u);
    EXPECT_EQ(parts[0], (WeightedText{"red", 1.5}));
    EXPECT_TRUE(parts[1].ends_chunk);
    EXPECT_EQ(parts[2], (WeightedText{"sea", 1.5}));
    EXPECT_EQ(std::count_if(parts.begin(), parts.end(), [](const WeightedText& part) { return part.ends_chunk; }), 2);
    EXPECT_EQ(without_weights("red BREAK sea"), "red sea");
}

TEST(PromptWeights, HiddenStatesAreThoseOfTheReference) {
    const auto golden = read_tensors(golden_path("prompt_weights.safetensors"));
    const auto device = make_cpu_device(1);
    SdxlModel model(*device, std::make_shared<const SdxlFiles>(open_sdxl(small_model_dir("tiny64")).value()), DType::f32, 0);
    const std::string prompt = "(red apple:1.5) on a [wooden] table";
    const auto context_of = [&](bool weighted) {
        const Caption caption{.prompts = {prompt}, .guided = false, .height = 64, .width = 64, .weighted = weighted};
        if (!model.remembered(caption)) model.load_text_encoders(caption, [](double) {}, {});
        return model.condition(caption, {}).values.at(0).second;
    };
    const std::vector<float> weighted = context_of(true), plain = context_of(false);
    const auto& first = golden.at("hidden.1").values;
    const auto& second = golden.at("hidden.2").values;
    const size_t width = first.size() / 77, width_2 = second.size() / 77;
    ASSERT_EQ(weighted.size(), first.size() + second.size());
    float worst = 0, largest = 0;
    for (size_t t = 0; t < 77; ++t) {
        for (size_t i = 0; i < width + width_2; ++i) {
            const float expected = i < width ? first[t * width + i] : second[t * width_2 + i - width];
            worst = std::max(worst, std::abs(weighted[t * (width + width_2) + i] - expected));
            largest = std::max(largest, std::abs(expected));
        }
    }
    EXPECT_LE(worst / largest, 1e-4f);
    EXPECT_NE(weighted, plain);
    EXPECT_EQ(context_of(true), weighted) << "remembered apart";
}

}  // namespace
}  // namespace imagelab::test
