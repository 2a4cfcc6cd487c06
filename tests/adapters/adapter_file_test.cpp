#include "core/adapters/adapter_file.h"

#include <gtest/gtest.h>

#include "tests/adapters/adapter_fixture.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

naive::HostTensor number(float value) {
    return {{}, {value}};
}

std::shared_ptr<const AdapterFile> opened(const std::filesystem::path& path) {
    auto file = AdapterFile::open(path);
    EXPECT_TRUE(file.ok()) << (file ? "" : file.error());
    return file ? *file : nullptr;
}

TEST(AdapterFile, SuffixesOfTheSamePart) {
    const std::pair<std::string, std::string> spellings[] = {
        {".lora_up.weight", ".lora_down.weight"},
        {"_lora.up.weight", "_lora.down.weight"},
        {".lora_B.weight", ".lora_A.weight"},
        {".lora_B", ".lora_A"},
        {".lora.up.weight", ".lora.down.weight"},
        {".lora_linear_layer.up.weight", ".lora_linear_layer.down.weight"},
        {".lora_B.default.weight", ".lora_A.default.weight"},
    };
    const TempFolder temp;
    for (const auto& [up, down] : spellings) {
        const auto path =
            write_adapter(temp / "a.safetensors", {{"x.y" + up, host_tensor({4, 2}, 1)}, {"x.y" + down, host_tensor({2, 3}, 2)}});
        const auto file = opened(path);
        ASSERT_EQ(file->modules().size(), 1u) << up;
        const AdapterModule& module = file->modules()[0];
        EXPECT_EQ(module.name, "x.y");
        EXPECT_EQ(module.kind, AdapterKind::lora);
        EXPECT_EQ(module.rank, 2);
        EXPECT_EQ(module.factor, 1);
        EXPECT_TRUE(file->unknown_keys().empty());
    }
}

TEST(AdapterFile, AlphaScaleAndPeftSettings) {
    const TempFolder temp;
    naive::Tensors tensors{{"m.lora_up.weight", host_tensor({4, 2}, 1)}, {"m.lora_down.weight", host_tensor({2, 3}, 2)}};
    const std::string metadata = R"({"m.r": 2, "m.lora_alpha": 3, "m.use_rslora": false})";
    EXPECT_EQ(opened(write_adapter(temp / "peft.safetensors", tensors))->modules()[0].factor, 1);
    tensors = {{"unet.m.lora_B.weight", host_tensor({4, 2}, 1)},
               {"unet.m.lora_A.weight", host_tensor({2, 3}, 2)},
               {"unet.n.lora_B.weight", host_tensor({4, 4}, 1)},
               {"unet.n.lora_A.weight", host_tensor({4, 3}, 2)}};
    const auto factors = [&](const std::string& json) {
        const auto file = opened(write_adapter(temp / "peft.safetensors", tensors, {{"lora_adapter_metadata", json}}));
        return std::pair(file->modules()[0].factor, file->modules()[1].factor);
    };
    EXPECT_EQ(factors(R"({"unet.r": 2, "unet.lora_alpha": 3})"), std::pair(1.5, 0.75));
    EXPECT_EQ(factors(R"({"unet.lora_alpha": 3, "unet.use_rslora": true, "unet.alpha_pattern": {"n": 8}})"),
              std::pair(3 / std::sqrt(2.0), 4.0));
    tensors["unet.m.alpha"] = number(1);
    tensors["unet.n.scale"] = number(0.3f);
    EXPECT_EQ(factors(R"({"unet.lora_alpha": 3})"), std::pair(0.5, static_cast<double>(0.3f)));
    tensors["unet.m.alpha"] = number(0);  // in a file it is zero
    EXPECT_EQ(factors("{}").first, 0);
    // PEFT's own folder
    write_file(temp / "adapter_config.json", R"({"r": 2, "lora_alpha": 8, "peft_type": "LORA"})");
    const auto file =
        opened(write_adapter(temp / "adapter_model.safetensors", {{"base_model.model.m.lora_B.weight", host_tensor({4, 2}, 1)},
                                                                  {"base_model.model.m.lora_A.weight", host_tensor({2, 3}, 2)}}));
    EXPECT_EQ(file->modules()[0].factor, 4);
}

TEST(AdapterFile, WhatIsNotKnownIsKeptByKey) {
    const TempFolder temp;
    const auto file = opened(write_adapter(temp / "a.safetensors", {{"m.lora_up.weight", host_tensor({4, 2}, 1)},
                                                                    {"m.lora_down.weight", host_tensor({2, 3}, 2)},
                                                                    {"m.hada_t1", host_tensor({2, 2, 1, 1}, 2)},
                                                                    {"n.alpha", number(4)},
                                                                    {"o.weight", host_tensor({2}, 1)},
                                                                    {"p.lambda_layer", host_tensor({2}, 1)}}));
    EXPECT_EQ(file->unknown_keys(), (std::vector<std::string>{"m.hada_t1", "n.alpha", "o.weight", "p.lambda_layer"}));
    EXPECT_EQ(file->modules().size(), 1u);
}

TEST(AdapterFile, TimedRanksAreRefusedByName) {
    const TempFolder temp;
    const auto file = AdapterFile::open(write_adapter(temp / "timed.safetensors", {{"m.q_layer.weight", host_tensor({2, 3}, 1)},
                                                                                   {"m.p_layer.weight", host_tensor({4, 2}, 1)},
                                                                                   {"m.lambda_layer", host_tensor({1, 2}, 1)},
                                                                                   {"m.alpha", number(2)}}));
    ASSERT_FALSE(file);
    for (const char* part : {"timed.safetensors", "\"m.lambda_layer\"", "T-LoRA"})
        EXPECT_NE(file.error().find(part), std::string::npos) << file.error();
}

TEST(AdapterFile, FailuresNameFileAndKey) {
    const TempFolder temp;
    const auto error = [&](const naive::Tensors& tensors) {
        const auto file = AdapterFile::open(write_adapter(temp / "bad.safetensors", tensors));
        return file ? std::string() : file.error();
    };
    EXPECT_NE(
        error({{"m.lora_up.weight", host_tensor({4, 2}, 1)}}).find("bad.safetensors: module \"m\" has m.lora_up.weight but no lora_down"),
        std::string::npos);
    EXPECT_NE(error({{"m.lora_up.weight", host_tensor({4, 2}, 1)},
                     {"m.lora_down.weight", host_tensor({2, 3}, 1)},
                     {"m.alpha", host_tensor({2}, 1)}})
                  .find("\"m.alpha\" has shape [2], expected one number"),
              std::string::npos);
    EXPECT_NE(error({{"conv_in.weight", host_tensor({4, 2}, 1)}}).find("no tensor of it is one of a LoRA"), std::string::npos);
    EXPECT_NE(error({{"m.hada_w1_a", host_tensor({4, 2}, 1)}}).find("but no hada_w1_b"), std::string::npos);
}

TEST(AdapterFile, FactsForPeople) {
    const TempFolder temp;
    const naive::Tensors tensors{{"lora_unet_x_attn2_to_k.lora_up.weight", host_tensor({4, 2}, 1)},
                                 {"lora_unet_x_attn2_to_k.lora_down.weight", host_tensor({2, 768}, 2)},
                                 {"lora_unet_x_attn2_to_k.dora_scale", host_tensor({4, 1}, 2)},
                                 {"norm.w_norm", host_tensor({4}, 2)},
                                 {"bundle_emb.sks.clip_l", host_tensor({2, 768}, 2)},
                                 {"bundle_emb.sks.clip_g", host_tensor({2, 1280}, 2)}};
    const AdapterFacts plain = opened(write_adapter(temp / "a.safetensors", tensors))->facts();
    EXPECT_EQ(plain.kinds, "LoRA, norm with DoRA, embeddings");
    EXPECT_EQ(plain.ranks, std::set<int64_t>{2});
    EXPECT_EQ(plain.base_model, "Stable Diffusion 1.x");
    const auto file = opened(write_adapter(temp / "b.safetensors", tensors,
                                           {{"ss_base_model_version", "sdxl_base_v1-0"},
                                            {"ss_output_name", "my style"},
                                            {"ss_network_module", "networks.lora"},
                                            {"ss_tag_frequency", R"({"10_sks dog": {"dog": 3, "grass ": 5}, "2_more": {"dog": 4}})"}}));
    const AdapterFacts& facts = file->facts();
    EXPECT_EQ(facts.base_model, "sdxl_base_v1-0");
    EXPECT_EQ(facts.title, "my style");
    EXPECT_EQ(facts.network_module, "networks.lora");
    EXPECT_EQ(facts.trigger_words, (std::vector<std::string>{"sks dog", "more"}));
    EXPECT_EQ(facts.tags, (std::vector<std::pair<std::string, int64_t>>{{"dog", 7}, {"grass", 5}}));
    ASSERT_EQ(file->embeddings().size(), 1u);
    EXPECT_EQ(file->embeddings().at("sks").at("clip_g").shape, (Shape{2, 1280}));
}

}  // namespace
}  // namespace imagelab::test
