// LoRAs in jobs: named in the request or in the prompt, put on and taken away exactly, refused with the reason.
#include <gtest/gtest.h>

#include "app/devices.h"
#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/devices.h"
#include "tests/support/opened.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class LoraJobs : public testing::Test {
  protected:
    LoraJobs() {
        write_lora("ink.safetensors", {{"lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", {64, 64}},
                                       {"lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_ff_net_2", {64, 256}},
                                       {"lora_te1_text_model_encoder_layers_0_self_attn_v_proj", {64, 64}},
                                       {"lora_te2_text_model_encoder_layers_0_mlp_fc1", {96, 128}}});
    }
    // Rank 2 of each module [out, in], every value drawn from a fixed sequence.
    void write_lora(const std::string& name, const std::map<std::string, std::pair<int64_t, int64_t>>& modules) const {
        std::map<std::string, TensorView> views;
        std::vector<std::unique_ptr<std::vector<float>>> values;
        uint32_t state = 1;
        const auto add = [&](const std::string& key, Shape shape) {
            auto& numbers = values.emplace_back(std::make_unique<std::vector<float>>(static_cast<size_t>(element_count(shape))));
            for (float& number : *numbers) number = static_cast<float>((state = state * 1664525u + 1013904223u) >> 8) / 16777216.0f - 0.5f;
            views[key] = {DType::f32, std::move(shape), reinterpret_cast<const std::byte*>(numbers->data())};
        };
        for (const auto& [module, extents] : modules) {
            add(module + ".lora_down.weight", {2, extents.second});
            add(module + ".lora_up.weight", {extents.first, 2});
        }
        write_safetensors(folder_ / name, views, {{"ss_output_name", "inky"}});
    }
    Request request(std::vector<LoraUse> loras = {}) const {
        Request request;
        request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 2;
        request.seed = 11;
        request.dtype = DType::f32;
        request.loras = std::move(loras);
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    static std::vector<std::unique_ptr<Device>> only(const std::string& id) {
        std::vector<std::unique_ptr<Device>> devices = make_devices(0);
        std::erase_if(devices, [&](const auto& device) { return device->info().id != id; });
        return devices;
    }
    std::string ink() const { return (folder_ / "ink.safetensors").string(); }
    static JobResult run(Session& session, const Request& request) { return session.run(request, {}, CancelToken()); }
    static std::vector<uint8_t> pixels(const JobResult& result) {
        if (result.images.empty()) throw std::runtime_error(result.message);
        return read_picture(result.images.front()).value().pixels;
    }

    TempFolder folder_;
};

TEST_F(LoraJobs, AreTakenAwayExactly) {
    for (const auto& device : test_devices()) {
        SCOPED_TRACE(device->info().id);
        Session session(only(device->info().id));
        Request plain = request();
        plain.device = device->info().id;
        const auto with = [&](double scale, std::optional<double> text = {}) {
            Request changed = plain;
            changed.loras = {{ink(), scale, text}};
            return pixels(run(session, changed));
        };
        const std::vector<uint8_t> before = pixels(run(session, plain)), full = with(1);
        EXPECT_NE(full, before);
        EXPECT_NE(with(1, 0.0), full) << "the text encoders are changed, too";
        EXPECT_EQ(with(1), full);
        EXPECT_EQ(with(0), before) << "scale 0";
        EXPECT_EQ(pixels(run(session, plain)), before) << "taken away";
        Request tagged = plain;
        tagged.prompt = "<lora:" + ink() + ":1> a cat";
        EXPECT_EQ(pixels(run(session, tagged)), full) << "named in the prompt";
        Session fresh(only(device->info().id));
        Request changed = plain;
        changed.loras = {{ink(), 1, {}}};
        EXPECT_EQ(pixels(run(fresh, changed)), full) << "there from the start";
    }
}

TEST_F(LoraJobs, ThePlanSaysWhatTheyTake) {
    Session session(only("cpu"));
    ASSERT_TRUE(session.plan(request({{ink(), 1, {}}}))) << "what the first plan leaves in the process counts in those after it";
    const auto plain = session.plan(request()), with = session.plan(request({{ink(), 1, {}}}));
    ASSERT_TRUE(plain && with);
    EXPECT_FALSE(plain->adapters);
    ASSERT_TRUE(with->adapters);
    EXPECT_EQ(with->adapters->tensors, 4);
    EXPECT_EQ(with->adapters->file_bytes, 4 * 2 * (64 + 64 + 64 + 256 + 64 + 64 + 96 + 128));
    EXPECT_GT(with->adapters->seconds, 0);
    EXPECT_EQ(with->peak_bytes, plain->peak_bytes) << "weights are packed anew where they lie";
    EXPECT_EQ(session.plan(request({{ink(), 1, 0.0}}))->adapters->tensors, 2) << "of the denoiser alone";
    ASSERT_EQ(run(session, request({{ink(), 1, {}}})).status, JobResult::Status::done);
    EXPECT_EQ(session.plan(request({{ink(), 1, {}}}))->adapters->seconds, 0) << "they are there";
    EXPECT_GT(session.plan(request({{ink(), 0.5, {}}}))->adapters->seconds, 0);
}

TEST_F(LoraJobs, DecomposedWeightsAreTheTrainersOrComfyUis) {
    const std::string module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";
    write_lora("dora.safetensors", {{module, {64, 64}}});
    const auto file = open_weight_file(folder_ / "dora.safetensors");
    ASSERT_TRUE(file);
    TensorViews tensors = file->tensors;
    const std::vector<float> magnitudes(64, 3);
    tensors[module + ".dora_scale"] = {DType::f32, {64, 1}, reinterpret_cast<const std::byte*>(magnitudes.data())};
    write_safetensors(folder_ / "decomposed.safetensors", tensors);
    Session session(only("cpu"));
    const auto drawn = [&](const std::string& name, DoraChoice dora) {
        Request asked = request({{(folder_ / name).string(), 1, {}}});
        asked.dora = dora;
        return pixels(run(session, asked));
    };
    EXPECT_NE(drawn("decomposed.safetensors", DoraChoice::as_trained), drawn("decomposed.safetensors", DoraChoice::as_comfyui));
    EXPECT_EQ(drawn("ink.safetensors", DoraChoice::as_trained), drawn("ink.safetensors", DoraChoice::as_comfyui));
}

TEST_F(LoraJobs, StandInThePicture) {
    Session session(only("cpu"));
    const JobResult result = run(session, request({{ink(), 0.5, {}}}));
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    const PictureMetadata metadata = read_metadata(result.images.front()).value();
    ASSERT_NE(metadata.text("parameters"), nullptr);
    const std::string text = *metadata.text("parameters");
    EXPECT_NE(text.find("a cat <lora:ink:0.5>"), std::string::npos) << text;
    EXPECT_NE(text.find("Lora hashes: \"ink: "), std::string::npos) << text;
    EXPECT_EQ(import_request(metadata).value().request.loras, (std::vector<LoraUse>{{ink(), 0.5, {}}}));
}

TEST_F(LoraJobs, WhatCannotBeUsedIsNamed) {
    Session session(only("cpu"));
    const JobResult missing = run(session, request({{"nowhere", 1, {}}}));
    EXPECT_EQ(missing.status, JobResult::Status::failed);
    EXPECT_NE(missing.message.find("there is no LoRA \"nowhere\""), std::string::npos) << missing.message;
    write_lora("wide.safetensors", {{"lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", {320, 320}}});
    const auto wide = session.plan(request({{(folder_ / "wide.safetensors").string(), 1, {}}}));
    ASSERT_FALSE(wide);
    for (const char* part : {"wide.safetensors", "made for another model"})
        EXPECT_NE(wide.error().find(part), std::string::npos) << wide.error();
    write_lora("more.safetensors", {{"lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", {64, 64}},
                                    {"lora_unet_mid_block_attentions_7_proj_in", {64, 64}}});
    const auto more = session.plan(request({{(folder_ / "more.safetensors").string(), 1, {}}}));
    ASSERT_TRUE(more) << more.error();
    EXPECT_NE(joined_notes(more->notes).find("lora_unet_mid_block_attentions_7_proj_in"), std::string::npos) << joined_notes(more->notes);
}

}  // namespace
}  // namespace imagelab::test
