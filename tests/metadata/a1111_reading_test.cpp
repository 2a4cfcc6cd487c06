#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/metadata/a1111_text.h"
#include "core/metadata/import.h"
#include "core/samplers/sampler_info.h"
#include "tests/build_paths.h"
#include "tests/support/a1111_regex.h"

namespace imagelab {
namespace {

using nlohmann::json;

// Written by tests/reference/a1111_reading.py with A1111's own regular expressions.
TEST(A1111Reading, EqualsAutomatic1111sOwn) {
    const json cases = json::parse(read_text_file(IMAGELAB_SOURCE_DIR "/tests/reference/golden/a1111_reading.json"));
    ASSERT_GT(cases.size(), 25u);
    for (const json& expected : cases) {
        const std::string text = expected["text"];
        const A1111Fields fields = parse_a1111_text(text);
        EXPECT_EQ(fields.prompt, expected["prompt"]) << text;
        EXPECT_EQ(fields.negative_prompt, expected["negative_prompt"]) << text;
        json settings = json::array();
        for (const auto& [key, value] : fields.settings) settings.push_back({key, value});
        EXPECT_EQ(settings, expected["settings"]) << text;
    }
}

struct Wording {
    const char *prompt, *model;
};
constexpr Wording wordings[] = {{"a cat", "sdxl"},
                                {"two\nlines, \"quoted\"; colon: here", "a, b: c"},
                                {"日本 🎨 é", "mödel"},
                                {"x, y: z, w: v, u: t", "quoted \"name\", \\ back"},
                                {"ends with a backslash \\", "m\\"}};

TEST(A1111Reading, WhatWeWriteIsReadByTheRegexesOfAutomatic1111) {
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        const Wording& wording = wordings[i % std::size(wordings)];
        Request request;
        request.prompt = wording.prompt;
        if (i % 3) request.negative_prompt = wordings[(i + 1) % std::size(wordings)].prompt;
        request.steps = 1 + static_cast<int>(random() % 150);
        request.guidance = 1 + static_cast<double>(random() % 1000) / 64;
        request.seed = static_cast<int64_t>(random()) << (random() % 31);
        request.width = 8 * (2 + static_cast<int>(random() % 300));
        request.height = 8 * (2 + static_cast<int>(random() % 300));
        request.sampler = samplers()[i % samplers().size()].kind;
        request.spacing = schedules()[i % schedules().size()].kind;
        if (sampler_info(request.sampler).eta && i % 3 == 0) request.step_noise.eta = 0.5;
        if (adds_noise(sampler_info(request.sampler), request.step_noise)) request.step_noise.scale = 1 + (i % 5) / 8.0;
        const std::string hash = i % 2 ? "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b" : "", ten = hash.substr(0, 10);
        const std::string text = a1111_text(request, {wording.model, {}, hash, i % 4 == 3 ? hash : ""});
        test::A1111Reading reading = test::read_a1111_by_regex(text);
        EXPECT_EQ(reading.prompt, request.prompt) << text;
        EXPECT_EQ(reading.negative_prompt, request.negative_prompt.value_or("")) << text;
        EXPECT_EQ(reading.settings["Steps"], std::to_string(request.steps));
        EXPECT_EQ(reading.settings["Seed"], request.seed.text());
        EXPECT_EQ(reading.settings["Size-1"], std::to_string(request.width));
        EXPECT_EQ(reading.settings["Size-2"], std::to_string(request.height));
        EXPECT_EQ(parsed_number(reading.settings["CFG scale"]), request.guidance);
        EXPECT_EQ(reading.settings["Model"], wording.model) << text;
        EXPECT_EQ(reading.settings["Model hash"], ten) << text;
        const Imported back = import_a1111(text);
        EXPECT_EQ(back.notes, std::vector<std::string>{}) << text;
        EXPECT_EQ(back.request.prompt, request.prompt);
        EXPECT_EQ(back.request.negative_prompt, request.negative_prompt);
        EXPECT_EQ(back.request.steps, request.steps);
        EXPECT_EQ(back.request.guidance, request.guidance);
        EXPECT_EQ(back.request.seed, request.seed);
        EXPECT_EQ(back.request.width, request.width);
        EXPECT_EQ(back.request.height, request.height);
        EXPECT_EQ(back.request.sampler, request.sampler) << text;
        EXPECT_EQ(back.request.spacing, request.spacing) << text;
        EXPECT_EQ(back.request.step_noise, request.step_noise) << text;
        EXPECT_EQ(back.request.model, wording.model);
        EXPECT_EQ(back.model_hash, ten);
    }
}

TEST(A1111Reading, CivitaisHashesStandInForTheModelHash) {
    const Imported imported = import_a1111(
        "a cat\nSteps: 20, Sampler: Euler, Seed: 3, RNG: CPU, Hashes: {\"vae\": \"63aeecb90f\", \"model\": \"31e35c80fc\"}, Version: x");
    EXPECT_EQ(imported.model_hash, "31e35c80fc");
    EXPECT_EQ(import_a1111("a cat\nSteps: 20, Sampler: Euler, Seed: 3, Hashes: {\"model\": 7}").model_hash, "");
    EXPECT_EQ(import_a1111("a cat\nSteps: 20, Sampler: Euler, Seed: 3, Hashes: {\"model\": ").model_hash, "");
}

// A1111 draws noise with DPM adaptive unless its text says otherwise; ours does not.
TEST(A1111Reading, DpmAdaptivesNoiseGoesBothWays) {
    const std::string text = "a cat\nSteps: 20, Sampler: DPM adaptive, Schedule type: Karras, CFG scale: 7, Seed: 5, Size: 512x512, ";
    const Imported read = import_a1111(text + "Version: v1.10.1");
    EXPECT_EQ(read.request.sampler, SamplerKind::dpm_adaptive);
    EXPECT_EQ(read.request.step_noise.eta, 1.0);
    EXPECT_FALSE(import_a1111(text + "Eta: 0, Version: v1.10.1").request.step_noise.eta);
    Request own;
    own.sampler = SamplerKind::dpm_adaptive;
    EXPECT_NE(a1111_text(own, {}).find("Sampler: DPM adaptive"), std::string::npos);
    EXPECT_NE(a1111_text(own, {}).find("Eta: 0"), std::string::npos) << a1111_text(own, {});
    const Imported bh2 = import_a1111("a cat\nSteps: 20, Sampler: UniPC, CFG scale: 7, Seed: 5, Size: 512x512, UniPC variant: bh2");
    EXPECT_EQ(bh2.request.sampler, SamplerKind::unipc_bh2);
}

TEST(A1111Reading, TheHiresPassGoesBothWays) {
    Request request;
    request.prompt = "a cat";
    request.width = 512, request.height = 768;
    request.seed = 5;
    request.hires = {1.5, 12, 0.45, "latent"};
    const std::string text = a1111_text(request, {"sdxl_base"});
    for (const char* part : {"Hires upscale: 1.5", "Hires steps: 12", "Hires upscaler: Latent", "Denoising strength: 0.45"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
    EXPECT_EQ(import_a1111(text).request.hires, request.hires);
    EXPECT_EQ(import_a1111(text).notes, std::vector<std::string>{});
    request.hires.scale = 1;
    EXPECT_EQ(a1111_text(request, {"sdxl_base"}).find("Hires"), std::string::npos);

    const Imported theirs = import_a1111(
        "a cat\nSteps: 20, Sampler: Euler, Seed: 3, Size: 512x512, Denoising strength: 0.3, RNG: CPU, Hires upscaler: 4x-UltraSharp, Hires "
        "resize: 1024x1024, Postprocess upscale by: 4, Postprocess upscaler: R-ESRGAN 4x+, Version: v1.9.4");
    EXPECT_EQ(theirs.request.hires, (Hires{2, 0, 0.3, "4x-UltraSharp"}));
    EXPECT_EQ(theirs.request.upscaler, "R-ESRGAN 4x+");
    EXPECT_EQ(theirs.request.upscale, 4);
    EXPECT_EQ(theirs.request.strength, Request().strength) << "there is no start picture";
}

TEST(A1111Reading, SaysWhatItCannotCarryOver) {
    const json cases = json::parse(read_text_file(IMAGELAB_SOURCE_DIR "/tests/reference/golden/a1111_reading.json"));
    const Imported imported = import_a1111(cases[0]["text"].get<std::string>());
    EXPECT_EQ(imported.request.prompt, "masterpiece, a (lighthouse:1.2) at dusk \nsecond line, with \"quotes\"");
    EXPECT_EQ(imported.request.negative_prompt, "blurry, lowres\nugly");
    EXPECT_EQ(imported.request.steps, 28);
    EXPECT_EQ(imported.request.guidance, 6.5);
    EXPECT_EQ(imported.request.seed, 1234567890123);
    EXPECT_EQ(imported.request.width, 832);
    EXPECT_EQ(imported.request.height, 1216);
    EXPECT_EQ(imported.request.sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(imported.request.spacing, Spacing::karras);
    EXPECT_EQ(imported.request.model, "sd_xl_base_1.0");
    EXPECT_EQ(imported.model_hash, "31e35c80fc");
    EXPECT_EQ(imported.request.loras, (std::vector<LoraUse>{{"storm_v2", 0.8, {}}}));
    std::string notes;
    for (const std::string& note : imported.notes) notes += note + "\n";
    EXPECT_EQ(imported.request.hires.scale, 1.5);
    for (const char* part : {"as NVIDIA's draw it"}) EXPECT_NE(notes.find(part), std::string::npos) << part << " in\n" << notes;
    EXPECT_EQ(notes.find("made from another picture"), std::string::npos) << "the strength is that of the hires pass";
}

// They hold beside a mask alone, which no text carries: without one a request that had them would be refused.
TEST(A1111Reading, SettingsOfAMaskAreToldAsOptions) {
    const std::string begin = "a cat\nSteps: 20, Sampler: Euler, Seed: 3, RNG: CPU, Denoising strength: 0.4, ";
    const auto notes_of = [&](const std::string& settings) {
        const Imported imported = import_a1111(begin + settings + ", Version: v1.9.4");
        EXPECT_EQ(imported.request.strength, 0.4);
        EXPECT_EQ(imported.request.mask, InpaintMask());
        std::string notes;
        for (const std::string& note : imported.notes) notes += note + "\n";
        return notes;
    };
    const std::string masked = notes_of("Mask blur: 4, Inpaint area: Only masked, Masked area padding: 16, Masked content: latent noise");
    EXPECT_NE(masked.find("--mask, then --mask-blur 4 --mask-area masked --mask-padding 16 --mask-fill noise\n"), masked.npos) << masked;
    EXPECT_EQ(masked.find("not carried over"), masked.npos) << masked;
    const std::string inverted = notes_of("Mask mode: Inpaint not masked, Masked content: latent nothing");
    EXPECT_NE(inverted.find("Inpaint not masked"), inverted.npos) << inverted;
    EXPECT_NE(inverted.find("--mask-fill nothing"), inverted.npos) << inverted;
    EXPECT_EQ(notes_of("Clip skip: 2").find("--mask"), std::string::npos);
}

TEST(A1111Reading, OtherWritersOfTheFormat) {
    const Imported cpp = import_a1111(
        "a cat\nSteps: 20, CFG scale: 7.0, Guidance: 3.5, Eta: 0, Seed: 42, Size: 512x512, Model: m.safetensors, RNG: cuda, "
        "Sampler: euler_a karras, Version: stable-diffusion.cpp");
    EXPECT_EQ(cpp.request.sampler, SamplerKind::euler_ancestral);
    EXPECT_EQ(cpp.request.spacing, Spacing::karras);
    EXPECT_EQ(cpp.request.noise_source, NoiseSource::nv) << "its generator named cuda is the same";
    const Imported old = import_a1111("a\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1, Size: 512x512");
    EXPECT_EQ(old.request.sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(old.request.spacing, Spacing::karras);
    EXPECT_EQ(import_a1111("a\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Automatic, Seed: 1").request.spacing, Spacing::karras);
    EXPECT_EQ(import_a1111("a\nSteps: 20, Sampler: Euler, Schedule type: Automatic, Seed: 1").request.spacing, Spacing::published);
    const Imported sde = import_a1111(
        "a\nSteps: 20, Sampler: DPM++ 2M SDE, Schedule type: Karras, Eta: 0.5, Sigma noise: 1.02, CFG scale: 7, Seed: 1, RNG: CPU");
    EXPECT_EQ(sde.request.sampler, SamplerKind::dpmpp_2m_sde);
    EXPECT_EQ(sde.request.spacing, Spacing::karras);
    EXPECT_EQ(sde.request.step_noise, (StepNoise{0.5, 1.02}));
    EXPECT_EQ(import_a1111("a\nSteps: 20, Sampler: DPM++ 3M SDE, Schedule type: Automatic, Seed: 1").request.spacing, Spacing::exponential);
    const Imported civitai = import_a1111(
        "a\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216, Civitai resources: [{\"type\":\"lora\", \"x\": [1]}], "
        "Hashes: {\"model\": \"31e35c80fc\"}\nsomething behind");
    EXPECT_EQ(civitai.request.prompt, "a");
    EXPECT_EQ(civitai.request.steps, 30);
    EXPECT_EQ(civitai.request.height, 1216);
    ASSERT_FALSE(civitai.notes.empty());
    EXPECT_EQ(civitai.notes[0], "text behind the settings was left out: something behind");
    const Imported odd = import_a1111("a\nSteps: 0, Sampler: Magic 9, CFG scale: nan, Seed: 99999999999999999999, Size: 513x99999");
    EXPECT_EQ(odd.request.steps, 1);
    EXPECT_EQ(odd.request.width, 512);
    EXPECT_EQ(odd.request.height, 4096);
    EXPECT_EQ(odd.request.seed, -1);
    EXPECT_TRUE(validate(odd.request));
    EXPECT_GE(odd.notes.size(), 6u);
}

}  // namespace
}  // namespace imagelab
