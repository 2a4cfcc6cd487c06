// A sample of what each program writes, made from its sources as said in core/metadata, with the right reading beside it.
#include <gtest/gtest.h>

#include <map>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/metadata/import.h"
#include "core/metadata/metadata.h"

namespace imagelab {
namespace {

struct Sample {
    const char* name;
    std::vector<PictureText> texts;
    const char *program, *prompt, *negative;
    int steps;
    double guidance;
    int64_t seed;
    int width, height;
    const char *sampler, *model;
    Spacing spacing = Spacing::published;
    std::vector<std::string> notes = {};     // each is part of one
    std::vector<std::string> no_notes = {};  // of none
};

// GoogleTest's own printer shows bytes.
void PrintTo(const Sample& sample, std::ostream* out) {
    *out << sample.name;
}

class OtherPrograms : public testing::TestWithParam<Sample> {};

TEST_P(OtherPrograms, AreReadAsTheyWrite) {
    const Sample& sample = GetParam();
    PictureMetadata metadata;
    metadata.texts = sample.texts;
    const auto imported = import_request(metadata);
    ASSERT_TRUE(imported) << imported.error();
    const Request& request = imported->request;
    EXPECT_EQ(imported->program, sample.program);
    EXPECT_EQ(request.prompt, sample.prompt);
    EXPECT_EQ(request.negative_prompt.value_or(""), sample.negative);
    EXPECT_EQ(request.steps, sample.steps);
    EXPECT_EQ(request.guidance, sample.guidance);
    EXPECT_EQ(request.seed, sample.seed);
    EXPECT_EQ(request.width, sample.width);
    EXPECT_EQ(request.height, sample.height);
    EXPECT_EQ(imported->sampler, sample.sampler);
    EXPECT_EQ(request.spacing, sample.spacing);
    EXPECT_EQ(request.model, sample.model);
    EXPECT_TRUE(validate(request));
    const std::map<std::string, NoiseSource> sources{
        {"InvokeAi3", NoiseSource::nv}, {"Forge", NoiseSource::nv}, {"ComfyUiWorkflow", NoiseSource::comfy}};
    const auto source = sources.find(sample.name);
    EXPECT_TRUE(source == sources.end() || source->second == request.noise_source);
    EXPECT_EQ(request.clip_skip, std::string(sample.name) == "SdNext" ? 1 : 0);
    const std::map<std::string, std::vector<LoraUse>> loras{
        {"Fooocus25", {{"offset", 0.1, {}}}},   {"RuinedFooocus", {{"ink.safetensors", 0.5, {}}}},
        {"InvokeAi5", {{"ink", 0.5, {}}}},      {"InvokeAi3", {{"old", 1, {}}}},
        {"Krita", {{"ink", 0.7, {}}}},          {"EasyDiffusionJpeg", {{"ink", 0.4, {}}}},
        {"DrawThings", {{"ink.ckpt", 0.6, {}}}}};
    const auto used = loras.find(sample.name);
    EXPECT_EQ(request.loras, used == loras.end() ? std::vector<LoraUse>() : used->second);
    std::string notes;
    for (const std::string& note : imported->notes) notes += note + "\n";
    for (const std::string& part : sample.notes) EXPECT_NE(notes.find(part), std::string::npos) << part << " in\n" << notes;
    for (const std::string& part : sample.no_notes) EXPECT_EQ(notes.find(part), std::string::npos) << part << " in\n" << notes;
}

std::string named(const testing::TestParamInfo<Sample>& info) {
    return info.param.name;
}

const Sample fooocus[] = {
    {"Fooocus25",
     {{"parameters", R"j({"adm_guidance": "(1.5, 0.8, 0.3)", "base_model": "juggernautXL", "base_model_hash": "aeb7e9e689", "clip_skip": 2,
       "full_negative_prompt": ["saturated"], "full_prompt": ["a kettle", "a kettle, elegant"], "guidance_scale": 4.0,
       "loras": [["offset", 0.1, "4852686128"]], "metadata_scheme": "fooocus", "negative_prompt": "rust", "performance": "Speed",
       "prompt": "a kettle", "refiner_model": "None", "refiner_switch": 0.5, "resolution": "(1152, 896)", "sampler": "euler_ancestral",
       "scheduler": "karras", "seed": "5123456789012345", "sharpness": 2.0, "steps": 30, "styles": "['Fooocus V2']",
       "vae": "Default (model)", "version": "Fooocus v2.5.5"})j"},
      {"fooocus_scheme", "fooocus"}},
     "Fooocus",
     "a kettle",
     "rust",
     30,
     4,
     5123456789012345,
     1152,
     896,
     "euler_a",
     "juggernautXL",
     Spacing::karras,
     {"elegant", "sharpness: 2.0"},
     {"performance", "vae", "refiner", "generator"}},
    {"FooocusAsA1111",
     {{"parameters",
       "a kettle, elegant\nNegative prompt: rust\nSteps: 30, Sampler: DPM++ 2M SDE Karras, Seed: 51, Size: 1152x896, CFG scale: 4.0, "
       "Sharpness: 2.0, Model: jug, Model hash: aeb7e9e689, Performance: Speed, Scheduler: karras, VAE: Default (model), "
       "Raw prompt: a kettle, Version: Fooocus v2.5.5"},
      {"fooocus_scheme", "a1111"}},
     "Fooocus",
     "a kettle, elegant",
     "rust",
     30,
     4,
     51,
     1152,
     896,
     "dpmpp_2m_sde",
     "jug",
     Spacing::karras,
     {"Sharpness"},
     {"not built yet", "Raw prompt", "VAE", "GPU"}},
    {"RuinedFooocus",
     {{"parameters", R"j({"Prompt": "a kettle", "Negative": "rust", "steps": 25, "cfg": 6, "width": 896, "height": 1152, "seed": 7,
       "sampler_name": "dpmpp_2m", "scheduler": "karras", "base_model_name": "sd_xl_base_1.0.safetensors", "base_model_hash": "31e35c80fc",
       "loras": [["abc", "0.5 - ink.safetensors"]], "clip_skip": 1, "software": "RuinedFooocus"})j"}},
     "RuinedFooocus",
     "a kettle",
     "rust",
     25,
     6,
     7,
     896,
     1152,
     "dpmpp_2m",
     "sd_xl_base_1.0.safetensors",
     Spacing::karras,
     {}},
    {"FooocusMre",
     {{"Comment", R"j({"prompt": "a kettle", "negative_prompt": "rust", "real_prompt": "cinematic a kettle", "seed": 9, "width": 1024,
       "height": 1024, "sampler": "dpmpp_2m", "scheduler": "karras", "cfg": 7.0, "steps": 30, "base_model": "base.safetensors",
       "software": "Fooocus 1.0 MRE"})j"}},
     "Fooocus-MRE",
     "a kettle",
     "rust",
     30,
     7,
     9,
     1024,
     1024,
     "dpmpp_2m",
     "base.safetensors",
     Spacing::karras,
     {"cinematic a kettle"}}};
INSTANTIATE_TEST_SUITE_P(Fooocus, OtherPrograms, testing::ValuesIn(fooocus), named);

const Sample invokeai[] = {
    {"InvokeAi5",
     {{"invokeai_metadata", R"j({"generation_mode": "sdxl_txt2img", "positive_prompt": "a (copper kettle)1.4", "negative_prompt": "rust++",
       "width": 832, "height": 1216, "seed": 5, "rand_device": "cpu", "cfg_scale": 5.0, "steps": 30, "scheduler": "euler_k",
       "model": {"name": "sdxl", "hash": "blake3:aa"}, "loras": [{"model": {"name": "ink"}, "weight": 0.5}],
       "canvas_v2_metadata": {"controlLayers": [], "inpaintMasks": [{}]}, "app_version": "5.4.3"})j"}},
     "InvokeAI",
     "a (copper kettle:1.4)",
     "(rust:1.21)",
     30,
     5,
     5,
     832,
     1216,
     "euler",
     "sdxl",
     Spacing::karras,
     {"without restoring the mean", "inpaintMasks of the canvas"},
     {"generator", "controlLayers"}},
    {"InvokeAi3",
     {{"invokeai_metadata", R"j({"generation_mode": "img2img", "positive_prompt": "a kettle", "negative_prompt": "", "width": 512,
       "height": 512, "seed": 6, "rand_device": "cuda", "cfg_scale": 7.5, "steps": 20, "scheduler": "dpmpp_2s", "strength": 0.4,
       "model": {"model_name": "sd15", "base_model": "sd-1"}, "loras": [{"lora": {"model_name": "old"}, "weight": 1}],
       "app_version": "3.6.0"})j"}},
     "InvokeAI",
     "a kettle",
     "",
     20,
     7.5,
     6,
     512,
     512,
     "dpmpp_2s",
     "sd15",
     Spacing::published,
     {"not built yet; Euler stands in", "another picture"},
     {"restoring the mean"}},
    {"InvokeAi3Beta",
     {{"invokeai", R"j({"type": "t2l", "positive_conditioning": "a kettle", "negative_conditioning": "rust", "width": 512, "height": 768,
       "seed": 8, "cfg_scale": 7.5, "steps": 20, "scheduler": "euler", "model": "sd15"})j"}},
     "InvokeAI",
     "a kettle",
     "rust",
     20,
     7.5,
     8,
     512,
     768,
     "euler",
     "sd15"},
    {"InvokeAi2",
     {{"Dream", "\"a kettle [rust]\" -s 40 -S 3 -W 768 -H 512 -C 7.5 -A k_euler_a"},
      {"sd-metadata", R"j({"model": "stable diffusion", "model_weights": "sd15", "model_hash": "cc6c", "app_version": "2.2.4",
        "image": {"prompt": [{"prompt": "a kettle [rust]", "weight": 1}], "steps": 40, "cfg_scale": 7.5, "threshold": 0, "perlin": 0,
        "height": 512, "width": 768, "seed": 3, "seamless": false, "type": "txt2img", "sampler": "k_dpmpp_2", "variations": []}})j"}},
     "InvokeAI",
     "a kettle",
     "rust",
     40,
     7.5,
     3,
     768,
     512,
     "dpmpp_2m",
     "sd15",
     Spacing::published,
     {"mostly a GPU's"},
     {"threshold", "perlin", "variations"}},
    {"InvokeAi1",
     {{"Dream", "\"a kettle [rust, dust]\" -s40 -S3627653328 -W768 -H512 -C7.5 -Ak_euler_a"}},
     "InvokeAI",
     "a kettle",
     "rust, dust",
     40,
     7.5,
     3627653328,
     768,
     512,
     "euler_a",
     ""}};
INSTANTIATE_TEST_SUITE_P(InvokeAi, OtherPrograms, testing::ValuesIn(invokeai), named);

const Sample a1111[] = {
    {"Forge",
     {{"parameters",
       "a (copper:1.3) kettle\nNegative prompt: rust\nSteps: 22, Sampler: Euler a, Schedule type: Automatic, CFG scale: 6.5, Seed: 1, "
       "Size: 832x1216, Model hash: 31e35c80fc, Model: sd_xl_base_1.0, Clip skip: 2, Version: f2.0.1v1.10.1-previous-659-gc055f2d4"}},
     "Forge",
     "a (copper:1.3) kettle",
     "rust",
     22,
     6.5,
     1,
     832,
     1216,
     "euler_a",
     "sd_xl_base_1.0",
     Spacing::published,
     {"as NVIDIA's draw it"},
     {"Clip skip", "weigh", "brackets"}},
    {"SdNext",
     {{"parameters",
       "a kettle\nNegative prompt: rust\nTemplate: a __thing__\nSteps: 20, Size: 1024x1024, Sampler: DPM++ 2M, Scheduler: "
       "DPMSolverMultistepScheduler, Seed: 77, CFG scale: 6.0, CLiP-skip: 3, App: SD.Next, Version: a1b2c3d, Pipeline: "
       "StableDiffusionXLPipeline, Operations: txt2img, Model: sdxl, Model hash: 31e35c80fc, Sampler sigma: karras"}},
     "SD.Next",
     "a kettle",
     "rust",
     20,
     6,
     77,
     1024,
     1024,
     "dpmpp_2m",
     "sdxl",
     Spacing::karras,
     {"Template: a __thing__"},
     {"Pipeline", "Operations", "Scheduler", "CLiP-skip"}},
    {"StableDiffusionCpp",
     {{"parameters",
       "a kettle\nSteps: 20, CFG scale: 7.000000, Guidance: 3.500000, Eta: 0.000000, Seed: 42, Size: 512x512, Model: m.safetensors, "
       "RNG: cpu, Sampler: euler_a discrete, Version: stable-diffusion.cpp, SDCPP: {\"schema\": 1, \"a\": [1, 2]}"}},
     "stable-diffusion.cpp",
     "a kettle",
     "",
     20,
     7,
     42,
     512,
     512,
     "euler_a",
     "m.safetensors",
     Spacing::published,
     {},
     {"generator", "Eta", "Guidance", "discrete", "schema"}},
    {"Krita",
     {{"parameters",
       "a [kettle] <lora:ink:0.7>\nNegative prompt: rust\nSteps: 20, Sampler: Default - DPM++ 2M, CFG scale: 7.0, Seed: 12345, Size: "
       "512x768, Model hash: unknown, Model: model.safetensors, Denoising strength: 0.8"}},
     "krita-ai-diffusion",
     "a \\[kettle\\]",  // ComfyUI is its backend: brackets are letters
     "rust",
     20,
     7,
     12345,
     512,
     768,
     "dpmpp_2m",
     "model.safetensors",
     Spacing::karras,
     {"another picture, which is not in the file"},
     {"generator", "unknown"}},
    {"CivitaiText",
     {{"parameters",
       "a kettle\nNegative prompt: rust\nSteps: 25, Sampler: Euler a, CFG scale: 5, Seed: 9, Size: 832x1216, Clip skip: 2, Created Date: "
       "2025-01-01T00:00:00.0000000Z, Civitai resources: [{\"type\":\"checkpoint\",\"modelVersionId\":1}], Civitai metadata: {}"}},
     "Civitai",
     "a kettle",
     "rust",
     25,
     5,
     9,
     832,
     1216,
     "euler_a",
     "",
     Spacing::published,
     {},
     {"Clip skip", "generator", "Created"}},
    {"A1111InADescription",
     {{"Description", "a kettle\nSteps: 3, Sampler: Euler, CFG scale: 2, Seed: 4, Size: 64x64, RNG: CPU"}},
     "AUTOMATIC1111",
     "a kettle",
     "",
     3,
     2,
     4,
     64,
     64,
     "euler",
     ""}};
INSTANTIATE_TEST_SUITE_P(A1111Family, OtherPrograms, testing::ValuesIn(a1111), named);

const Sample others[] = {
    {"EasyDiffusionPng",
     {{"prompt", "a kettle++"},
      {"negative_prompt", "rust"},
      {"seed", "42"},
      {"use_stable_diffusion_model", "C:\\models\\stable-diffusion\\sdxl.safetensors"},
      {"use_vae_model", "None"},
      {"sampler_name", "euler_a"},
      {"width", "512"},
      {"height", "768"},
      {"num_inference_steps", "25"},
      {"guidance_scale", "7.5"},
      {"use_lora_model", "None"}},
     "Easy Diffusion",
     "a (kettle:1.21)",
     "rust",
     25,
     7.5,
     42,
     512,
     768,
     "euler_a",
     "sdxl.safetensors",
     Spacing::published,
     {},
     {"VAE"}},
    {"EasyDiffusionJpeg",
     {{"parameters",
       R"j({"Prompt": "a (kettle:1.2)", "Negative Prompt": "", "Seed": 43, "Stable Diffusion model": "sdxl", "Sampler": "dpmpp_2m",
       "Scheduler": "karras", "Width": 512, "Height": 512, "Steps": 20, "Guidance Scale": 6, "LoRA model": ["a/ink"], "LoRA Strength": [0.4], "VAE model": null,
       "Use Upscaling": "RealESRGAN_x4plus", "Seamless Tiling": "none"})j"}},
     "Easy Diffusion",
     "a (kettle:1.2)",
     "",
     20,
     6,
     43,
     512,
     512,
     "dpmpp_2m",
     "sdxl",
     Spacing::karras,
     {"Use Upscaling"},
     {"VAE", "Tiling"}},
    {"NovelAi3",
     {{"Title", "AI generated image"},
      {"Description", "kettle, {steam}, [stove]"},
      {"Software", "NovelAI"},
      {"Source", "Stable Diffusion XL C1E1DA36"},
      {"Comment", R"j({"prompt": "kettle, {steam}, [stove]", "steps": 28, "height": 1216, "width": 832, "scale": 5.0, "uncond_scale": 1.0,
        "cfg_rescale": 0.0, "seed": 987654321, "n_samples": 1, "noise_schedule": "native", "sampler": "k_euler_ancestral", "sm": false,
        "uc": "lowres", "request_type": "PromptGenerateRequest", "signed_hash": "x"})j"}},
     "NovelAI",
     "kettle, (steam:1.05), (stove:0.9524)",
     "lowres",
     28,
     5,
     987654321,
     832,
     1216,
     "euler_a",
     "Stable Diffusion XL C1E1DA36",
     Spacing::published,
     {"not published"},
     {"rescale", "sm:", "schedule"}},
    {"NovelAi4InWebP",
     {{"parameters", R"j({"Software": "NovelAI", "Source": "NovelAI Diffusion V4", "Description": "1.5::kettle ::", "Comment":
        "{\"steps\": 23, \"height\": 640, \"width\": 640, \"scale\": 6, \"seed\": 5, \"sampler\": \"k_euler\", \"noise_schedule\": \"karras\", \"uc\": \"\", \"cfg_rescale\": 0.4, \"v4_prompt\": {\"caption\": {\"base_caption\": \"1.5::kettle ::\", \"char_captions\": [{\"char_caption\": \"cook\"}]}}, \"v4_negative_prompt\": {\"caption\": {\"base_caption\": \"rust\"}}}"})j"}},
     "NovelAI",
     "(kettle:1.5) ",
     "rust",
     23,
     6,
     5,
     640,
     640,
     "euler",
     "NovelAI Diffusion V4",
     Spacing::karras,
     {"character: cook"}},
    {"NovelAi1",
     {{"Description", "{kettle}"},
      {"Software", "NovelAI"},
      {"Comment", R"j({"steps": 28, "sampler": "k_euler", "seed": 4, "strength": 0.7, "noise": 0.2, "scale": 11.0, "uc": "rust"})j"}},
     "NovelAI",
     "(kettle:1.05)",
     "rust",
     28,
     11,
     4,
     0,
     0,
     "euler",
     "NovelAI",
     Spacing::published,
     {"the size is not said"}},
    {"DrawThings",
     {{"parameters",
       R"j({"c": "a (copper:1.2) kettle", "model": "sd_xl_base_1.0_f16.ckpt", "profile": {}, "sampler": "DPM++ 2M Karras", "scale": 6.5,
       "seed": 1177739245, "seed_mode": "Torch CPU Compatible", "size": "1024x768", "steps": 20, "strength": 1.0, "uc": "rust",
       "lora": [{"model": "ink.ckpt", "weight": 0.6}], "v2": {"width": 1024, "height": 768}})j"},
      {"Software", "Draw Things"}},
     "Draw Things",
     "a (copper:1.2) kettle",
     "rust",
     20,
     6.5,
     1177739245,
     1024,
     768,
     "dpmpp_2m",
     "sd_xl_base_1.0_f16.ckpt",
     Spacing::karras,
     {},
     {"generator", "another picture"}},
    {"SwarmUi06",
     {{"parameters", R"j({"sui_image_params": {"prompt": "a kettle", "negativeprompt": "rust", "model": "Official/sdxl", "seed": 12,
       "steps": 20, "cfgscale": 7.0, "width": 1024, "height": 1024, "comfyuisampler": "dpmpp_2m", "comfyuischeduler": "karras",
       "swarm_version": "0.6.1", "automaticvae": true}})j"}},
     "SwarmUI",
     "a kettle",
     "rust",
     20,
     7,
     12,
     1024,
     1024,
     "dpmpp_2m",
     "Official/sdxl",
     Spacing::karras,
     {},
     {"not carried over"}},
    {"CivitaiGenerator",
     {{"parameters",
       R"j({"resource-stack": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "urn:air:sdxl:checkpoint:civitai:1@2"}},
       "6": {"class_type": "smZ CLIPTextEncode", "inputs": {"text": "a (kettle:1.2) BREAK cup", "parser": "A1111", "clip": ["resource-stack", 1]}},
       "7": {"class_type": "smZ CLIPTextEncode", "inputs": {"text": "rust", "parser": "A1111", "clip": ["resource-stack", 1]}},
       "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216, "batch_size": 1}},
       "11": {"class_type": "KSampler", "inputs": {"sampler_name": "euler_ancestral", "scheduler": "karras", "seed": 1777888, "steps": 25,
         "cfg": 7, "denoise": 1, "model": ["resource-stack", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
       "extra": {"airs": ["urn:air:sdxl:checkpoint:civitai:1@2"]}, "extraMetadata": "{\"prompt\":\"a kettle\"}"})j"}},
     "Civitai",
     "a (kettle:1.2) BREAK cup",
     "rust",
     25,
     7,
     1777888,
     832,
     1216,
     "euler_a",
     "urn:air:sdxl:checkpoint:civitai:1@2",
     Spacing::karras,
     {"BREAK"},
     {"restoring the mean"}},
    {"CivitaiGeneratorsForm",
     {{"parameters",
       R"j({"1": {"class_type": "Unknown", "inputs": {}}, "extra": {}, "extraMetadata": "{\"prompt\":\"a kettle\",\"negativePrompt\":\"rust\",\"cfgScale\":7,\"steps\":25,\"sampler\":\"Euler a\",\"seed\":3}"})j"}},
     "Civitai",
     "a kettle",
     "rust",
     25,
     7,
     3,
     0,
     0,
     "euler_a",
     "",
     Spacing::published,
     {"the generator's form was"}}};
INSTANTIATE_TEST_SUITE_P(Others, OtherPrograms, testing::ValuesIn(others), named);

TEST(OtherPrograms, ATextThatIsJsonIsNeverThePrompt) {
    for (const char* text : {R"({"unknown": "program"})", "{}", R"(["a", {"b": 1}])", R"({"cut short": "a)", "[[[[", "[1, 2]"}) {
        PictureMetadata metadata;
        metadata.texts = {{"parameters", text}};
        const auto imported = import_request(metadata);
        EXPECT_FALSE(imported) << text;
        if (!imported) {
            EXPECT_NE(imported.error().find("JSON"), std::string::npos) << imported.error();
        }
    }
    for (const char* prompt : {"{red|blue} kettle", "[kettle] on a stove", "[[kettle]]"}) {
        PictureMetadata metadata;
        metadata.texts = {{"parameters", prompt + std::string("\nSteps: 3, Sampler: Euler, Seed: 4, RNG: CPU")}};
        const auto imported = import_request(metadata);
        ASSERT_TRUE(imported) << imported.error();
        EXPECT_EQ(imported->request.prompt, prompt);
    }
}

TEST(GuidanceRescale, IsCarriedWhereItCanBe) {
    const auto read = [](double share) {
        return import_invokeai({{"positive_prompt", "a kettle"}, {"cfg_scale", 6}, {"cfg_rescale_multiplier", share}, {"steps", 20}});
    };
    ASSERT_TRUE(read(0.4)) << read(0.4).error();
    EXPECT_EQ(read(0.4)->request.guidance_rescale, 0.4);
    EXPECT_EQ(read(0)->request.guidance_rescale, 0);
    const auto odd = read(1.5);
    EXPECT_EQ(odd->request.guidance_rescale, 0);
    EXPECT_TRUE(std::any_of(odd->notes.begin(), odd->notes.end(), [](const auto& note) { return note.find("rescale 1.5") != note.npos; }));
}

}  // namespace
}  // namespace imagelab
