// Files that come from the field table. IMAGELAB_WRITE_GENERATED=1 writes them anew instead of comparing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/request/fields.h"
#include "core/request/request_schema.h"
#include "core/training/fields.h"
#include "tests/build_paths.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

void expect_file(const std::string& name, const std::string& wanted) {
    const fs::path file = fs::path(IMAGELAB_SOURCE_DIR) / name;
    if (std::getenv("IMAGELAB_WRITE_GENERATED")) std::ofstream(file, std::ios::trunc) << wanted;
    EXPECT_EQ(read_text_file(file), wanted) << "IMAGELAB_WRITE_GENERATED=1 imagelab_tests --gtest_filter='GeneratedFiles.*' writes it anew";
}

TEST(GeneratedFiles, TheSchemaIsThatOfTheFieldTable) {
    expect_file("resources/schema/prompt_submission_schema.json", request_schema().dump(2) + "\n");
}

// Between its two marks.
void expect_table(const std::string& name, const std::string& table) {
    const std::string text = read_text_file(fs::path(IMAGELAB_SOURCE_DIR) / name);
    const std::string begin = "<!-- fields -->\n", end = "<!-- /fields -->";
    const size_t from = text.find(begin), to = text.find(end);
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    expect_file(name, text.substr(0, from + begin.size()) + table + text.substr(to));
}

TEST(GeneratedFiles, TheTableOfTheDocumentIsThatOfTheFieldTable) {
    expect_table("docs/request.md", request_fields_markdown());
}

TEST(GeneratedFiles, TheTableOfTrainingsIsThatOfTheirFields) {
    expect_table("docs/training.md", training_fields_markdown());
}

TEST(Fields, EachReadsBackWhatItWrites) {
    Request request;
    request.prompt = "a", request.negative_prompt = "b", request.model = "m", request.vae = "v", request.width = 512, request.height = 640;
    request.aspect_bins = false, request.steps = 7, request.guidance = 7.5, request.seed = 18446744073709551615ull, request.batch = 3;
    request.sampler = SamplerKind::lms, request.spacing = Spacing::karras, request.init_image = "i.png", request.strength = 0.5;
    request.init_latents = "l.safetensors";
    request.dynamic_prompts = true, request.drawn_from = "{a|c}", request.negative_drawn_from = "{b|d}";
    request.fit = StartFit::pad, request.prompt_weights = false, request.dtype = DType::bf16, request.device = "vulkan:3";
    request.threads = 5, request.memory_budget = 1 << 30, request.output = "out/", request.output_name = "{seed}";
    request.format = PictureFormat::webp, request.quality = 80;
    request.step_noise = {0.5, 1.25}, request.sigmas = {14.5, 7, 3, 1.5, 0.75, 0.5, 0.25};
    request.guidance_rescale = 0.7, request.guidance_start = 0.25, request.guidance_end = 0.75, request.clip_skip = 2;
    request.prediction = PredictionChoice::v_prediction, request.zero_snr = true;
    request.vae_mix = {{"w", 0.25}}, request.unet = "u", request.text_encoder = "t", request.text_encoder_2 = "t2";
    request.tokenizer = "k", request.tokenizer_2 = "k2", request.refiner = "r", request.refiner_start = 1, request.refiner_strength = 0.5;
    request.loras = {{"ink", 0.8, {}}, {"wash", 1, 0.5}}, request.embeddings = {"e.pt"};
    request.style = {{{"anime", 0.5}}, "own", "own negative"};
    request.mask = {"m.png", 4, MaskArea::masked, 16, MaskFill::noise, true}, request.outpaint = {8, 16, 24, 32};
    request.control_nets = {{ControlType::segmentation, 0.8, "c", "d.png", 0.1, 0.9, ControlMode::prompt, true}};
    request.pag_scale = 2.5, request.seg_scale = 3, request.seg_blur = 1.5, request.nag_scale = 4;
    request.projection = {0.5, 15, -0.5}, request.zero_star = true, request.mimic_scale = 7, request.threshold_percentile = 0.9;
    request.free_u = {1.3, 1.4, 0.9, 0.2}, request.deep_cache = 3;
    request.regions = {{"a cat", "dog", 0.25, 0.5, 0.75, 1, "r.png", 0.5}, {"the sea"}};
    request.references = {{"e.png", "ip", 0.75, 0.1, 0.9}};
    request.hires = {1.5, 12, 0.5, "lanczos", 512}, request.upscaler = "x4", request.upscale = 2, request.auto_contrast = true;
    request.face_restore = "codeformer", request.face_fidelity = 0.75, request.face_visibility = 0.5;
    request.safety = SafetyAction::mark, request.suite = "s", request.suite_filled = true, request.dora = DoraChoice::as_comfyui;
    request.suite_leaves = {"model.vae"};
    request.details = {{.model = "face", .prompt = "p"}}, request.sharpen = {0.5, 2}, request.grain = 0.25, request.bits = 16;
    request.match_colours = true, request.like = LikeProgram::forge, request.noise_source = NoiseSource::comfy, request.variation_seed = 9,
    request.variation_strength = 0.25, request.seed_resize_from = {512, 768};
    const auto back = request_from_json(request_to_json(request));
    ASSERT_TRUE(back) << back.error();
    Request copied;
    for (const RequestField& field : request_fields()) {
        EXPECT_TRUE(same_field(field, request, *back)) << field.path;
        if (!field.copy) continue;
        EXPECT_FALSE(same_field(field, request, copied)) << field.path << ": the test leaves it at its default";
        field.copy(request, copied);
    }
    EXPECT_TRUE(same_request(request, copied));
}

TEST(Fields, WordsOfTheCommandLineBecomeValues) {
    Request request;
    const auto set = [&](const char* path, const char* word) {
        const auto done = set_field(request, request_field(path), word);
        return done ? std::string() : done.error();
    };
    EXPECT_EQ(set("scheduler.type", "dpmpp_2m"), "");
    EXPECT_EQ(request.sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(
        set("scheduler.type", "DPM++"),
        "scheduler.type: is \"DPM++\"; allowed: one of euler, euler_a, ddim, dpmpp_2m, unipc, unipc_bh2, pndm, lms, heun, dpm2, dpm2_a, "
        "dpmpp_2s_a, dpmpp_sde, dpmpp_2m_sde, dpmpp_2m_sde_heun, dpmpp_3m_sde, deis, ddpm, lcm, tcd, res_multistep, res_multistep_a, "
        "er_sde, euler_cfg_pp, euler_a_cfg_pp, dpm_adaptive");
    EXPECT_EQ(set("hyperparameters.seed", "18446744073709551615"), "");
    EXPECT_EQ(request.seed, 18446744073709551615ull);
    EXPECT_EQ(set("hyperparameters.seed", "-1"), "");
    EXPECT_TRUE(request.seed.is_open());
    EXPECT_EQ(set("scheduler.steps", "007"), "");
    EXPECT_EQ(request.steps, 7);
    for (const char* word : {"", "-", "7.5", "1e3", "seven", "99999999999999999999"}) EXPECT_NE(set("scheduler.steps", word), "") << word;
    EXPECT_EQ(set("hyperparameters.guidance_scale", "7.5"), "");
    EXPECT_EQ(request.guidance, 7.5);
    for (const char* word : {"", "7,5", "nan", "inf"}) EXPECT_NE(set("hyperparameters.guidance_scale", word), "") << word;
}

}  // namespace
}  // namespace imagelab
