#include "core/metadata/a1111_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/metadata/import.h"
#include "core/metadata/provenance.h"

namespace imagelab {
namespace {

Request as_run() {
    Request request;
    request.prompt = "a cat, sitting";
    request.negative_prompt = "blurry";
    request.width = 512;
    request.height = 768;
    request.steps = 20;
    request.guidance = 7.5;
    request.seed = 42;
    request.sampler = SamplerKind::dpmpp_2m;
    request.spacing = Spacing::karras;
    return request;
}

TEST(A1111Text, KeysStandInTheOrderOfTheOriginal) {
    EXPECT_EQ(a1111_text(as_run(), {"sdxl_base"}),
              "a cat, sitting\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 42, "
              "Size: 512x768, Model: sdxl_base, RNG: CPU, "
              "Version: Image Lab " IMAGELAB_VERSION);
}

const std::string model_sha = "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b",
                  vae_sha = "63aeecb90ff7bc1c115395962d3e803571385b61938377bc7089b36e81e92e2e";

// `Hashes` ends the text as Civitai's extension for A1111 writes it.
TEST(A1111Text, HashesAreThoseOfAutomatic1111WhereTheyAreKnown) {
    Request request = as_run();
    EXPECT_TRUE(a1111_text(request, {"sdxl_base", {}, model_sha})
                    .ends_with("Size: 512x768, Model hash: 31e35c80fc, Model: sdxl_base, RNG: CPU, Version: Image Lab " IMAGELAB_VERSION
                               ", Hashes: {\"model\": \"31e35c80fc\"}"));
    request.vae = "/m/fixed.safetensors";
    const std::string both = a1111_text(request, {"sdxl_base", {}, model_sha, vae_sha});
    EXPECT_NE(both.find(", Model hash: 31e35c80fc, Model: sdxl_base, VAE hash: 63aeecb90f, VAE: fixed.safetensors, RNG"), std::string::npos)
        << both;
    EXPECT_TRUE(both.ends_with("Hashes: {\"vae\": \"63aeecb90f\", \"model\": \"31e35c80fc\"}")) << both;
    EXPECT_EQ(a1111_text(request, {"sdxl_base"}).find("ash"), std::string::npos) << "not known yet";
}

TEST(A1111Text, LorasStandInThePromptAndByTheirHash) {
    Request request = as_run();
    request.prompt = "a cat <lora:wash:1:0.5>, sitting";  // ours: the denoiser's number first
    request.loras = {{"/loras/ink.safetensors", 0.8, {}}};
    const std::string text = a1111_text(request, {.name = "sdxl_base", .loras = {{"ink", "0123456789ab"}, {"wash", "ba9876543210"}}});
    EXPECT_TRUE(text.starts_with("a cat , sitting <lora:ink:0.8> <lora:wash:0.5:1>\n")) << text;
    EXPECT_NE(text.find(", Lora hashes: \"ink: 0123456789ab, wash: ba9876543210\", RNG"), std::string::npos) << text;
}

TEST(A1111Text, ImageToImageSaysItsStrength) {
    Request request = as_run();
    request.init_image = "in.png";
    request.strength = 0.35;
    request.guidance = 7;
    request.negative_prompt = "";
    const std::string text = a1111_text(request, {"m"});
    EXPECT_NE(text.find(", Model: m, Denoising strength: 0.35, RNG: CPU"), std::string::npos) << text;
    EXPECT_NE(text.find("CFG scale: 7, "), std::string::npos);
    EXPECT_EQ(text.find("Negative prompt"), std::string::npos);
}

TEST(A1111Text, ValuesWithSeparatorsAreQuotedAsJson) {
    EXPECT_NE(a1111_text(as_run(), {"mödel: v1, \"final\""}).find("Model: \"mödel: v1, \\\"final\\\"\", RNG"), std::string::npos);
}

TEST(A1111Text, SamplersAndSchedulesCarryTheirNames) {
    const std::pair<SamplerKind, const char*> samplers[] = {{SamplerKind::euler, "Sampler: Euler,"},
                                                            {SamplerKind::euler_ancestral, "Sampler: Euler a,"},
                                                            {SamplerKind::ddim, "Sampler: DDIM,"},
                                                            {SamplerKind::dpmpp_2m, "Sampler: DPM++ 2M,"}};
    Request request = as_run();
    request.spacing = Spacing::published;
    for (const auto& [kind, words] : samplers) {
        request.sampler = kind;
        EXPECT_NE(a1111_text(request, {"m"}).find(words), std::string::npos) << words;
    }
    using Published = NoiseScheduleConfig::TimestepSpacing;
    const std::pair<Published, const char*> schedules[] = {{Published::leading, "Schedule type: DDIM,"},
                                                           {Published::trailing, "Schedule type: SGM Uniform,"},
                                                           {Published::linspace, "Schedule type: Uniform,"}};
    for (const auto& [spacing, words] : schedules)
        EXPECT_NE(a1111_text(request, {"m", {.timestep_spacing = spacing}}).find(words), std::string::npos) << words;
}

TEST(A1111Text, SaysWhatWasMasked) {
    Request request = as_run();
    request.init_image = "a.png";
    request.strength = 0.5;
    request.mask = {"mask.png", 6, MaskArea::masked, 24, MaskFill::neighbours};
    EXPECT_NE(a1111_text(request, {"m"})
                  .find("Denoising strength: 0.5, Mask blur: 6, Inpaint area: Only masked, Masked area padding: 24, "
                        "Masked content: fill, RNG: CPU"),
              std::string::npos)
        << a1111_text(request, {"m"});
    request.mask = {"mask.png"};
    EXPECT_NE(a1111_text(request, {"m"}).find("Denoising strength: 0.5, RNG: CPU"), std::string::npos);
}

TEST(A1111Text, AModelPublishedWithKarrasSaysSo) {
    Request request = as_run();
    request.spacing = Spacing::published;
    EXPECT_NE(a1111_text(request, {"m", {.karras_sigmas = true}}).find("Schedule type: Karras,"), std::string::npos);
    request.sampler = SamplerKind::ddim;
    EXPECT_NE(a1111_text(request, {"m", {.karras_sigmas = true}}).find("Schedule type: DDIM,"), std::string::npos);
}

TEST(A1111Text, EachPictureOfABatchSaysHowToMakeIt) {
    Request request = as_run();
    request.batch = 4;
    const auto texts = picture_texts(request, 2, {"m"});
    ASSERT_EQ(texts.size(), 2u);
    EXPECT_EQ(texts[0].key, "parameters");
    EXPECT_NE(texts[0].value.find("Seed: 44,"), std::string::npos);
    EXPECT_EQ(texts[1].key, "imagelab_request");
    const auto read = request_from_json(nlohmann::json::parse(texts[1].value));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->seed, 44);
    EXPECT_EQ(read->batch, 1);
    EXPECT_EQ(read->prompt, request.prompt);
    EXPECT_EQ(read->spacing, Spacing::karras);
    const auto whole = nlohmann::json::parse(picture_texts(request, 0, {"m", {}, model_sha, vae_sha})[1].value);
    EXPECT_EQ(whole["model"]["hash"], model_sha);
    EXPECT_EQ(whole["model"]["vae_hash"], vae_sha);
    EXPECT_TRUE(request_from_json(whole));
}

TEST(A1111Text, NoiseAndSkippedLayersReadBackAsWritten) {
    Request request = as_run();
    request.noise_source = NoiseSource::nv, request.variation_seed = 9, request.variation_strength = 0.25, request.clip_skip = 1;
    const std::string text = a1111_text(request, {"m"});
    for (const char* part : {", Clip skip: 3,", ", Variation seed: 9, Variation seed strength: 0.25,", ", RNG: NV,"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
    const auto back = import_request({.texts = {{"parameters", text}}});
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(back->request.noise_source, NoiseSource::nv);
    EXPECT_EQ(back->request.variation_seed, Seed(9));
    EXPECT_EQ(back->request.variation_strength, 0.25);
    EXPECT_EQ(back->request.clip_skip, 1);
    for (const std::string& note : back->notes) EXPECT_EQ(note.find("not carried"), std::string::npos) << note;
    EXPECT_EQ(a1111_text(as_run(), {"m"}).find("Variation"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
