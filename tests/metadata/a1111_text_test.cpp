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

// Names as Forge lists them, hashes as A1111 does; colons and commas would end them.
TEST(A1111Text, EmbeddingsStandByNameAndHash) {
    Request request = as_run();
    request.suite = "Ink, and wash", request.suite_filled = true;
    const std::string text =
        a1111_text(request, {.name = "sdxl_base", .embeddings = {{"neg:XL", "c74b4e810b03"}, {"bundled", ""}, {"easy", "0123456789ab"}}});
    EXPECT_NE(text.find(", TI: \"negXL, bundled, easy\", TI hashes: \"negXL: c74b4e810b03, easy: 0123456789ab\", RNG"), std::string::npos)
        << text;
    EXPECT_NE(text.find(", Suite: \"Ink, and wash\""), std::string::npos) << text;
    EXPECT_NE(text.find("\nSteps: "), std::string::npos) << "Civitai wants it first: " << text;
    const Imported back = import_a1111(text);
    EXPECT_EQ(back.embeddings, (std::vector<NetworkHash>{{"negXL", "c74b4e810b03"}, {"easy", "0123456789ab"}, {"bundled", ""}}));
    for (const std::string& note : back.notes) EXPECT_EQ(note.find("not carried over"), std::string::npos) << note;
    EXPECT_EQ(a1111_text(request, {"sdxl_base"}).find("TI"), std::string::npos);
}

TEST(A1111Text, HashesOfNetworksComeBack) {
    const Imported theirs = import_a1111(
        "a cat <lora:ink:0.8>\nSteps: 20, Sampler: Euler, Seed: 3, Size: 512x512, Model: x, VAE hash: 63aeecb90f, VAE: sdxl.safetensors, "
        "Lora "
        "hashes: \"ink: 0123456789AB, wash: ba9876543210\", TI hashes: \"neg: fff5d51ab655\", Version: v1.9.4, Hashes: {\"lora:third\": "
        "\"9c783c8ce46c\", \"embed:easy\": \"c74b4e810b03\", \"model\": \"31e35c80fc\"}");
    EXPECT_EQ(theirs.loras, (std::vector<NetworkHash>{{"ink", "0123456789ab"}, {"wash", "ba9876543210"}, {"third", "9c783c8ce46c"}}));
    EXPECT_EQ(theirs.embeddings, (std::vector<NetworkHash>{{"neg", "fff5d51ab655"}, {"easy", "c74b4e810b03"}}));
    EXPECT_EQ(theirs.vae_hash, "63aeecb90f");
    EXPECT_EQ(theirs.model_hash, "31e35c80fc");
}

// As sd-webui-controlnet's scripts/infotext.py writes them; there is no place for a picture.
TEST(A1111Text, ControlNetsStandInTheKeysOfTheExtension) {
    Request request = as_run();
    request.control_nets = {
        {ControlType::canny, 0.8, "/nets/canny, sdxl.safetensors", "edges.png", 0, 0.75, ControlMode::control},
        {ControlType::none, 1, "/nets/depth/diffusion_pytorch_model.fp16.safetensors", "", 0.25, 1, ControlMode::balanced}};
    const std::string text = a1111_text(request, {"sdxl_base"});
    EXPECT_NE(
        text.find(
            "ControlNet 0: \"Module: canny, Model: canny  sdxl, Weight: 0.8, Resize Mode: Just Resize, Threshold A: 100, Threshold B: "
            "200, Guidance Start: 0, Guidance End: 0.75, Pixel Perfect: True, Control Mode: ControlNet is more important\", "
            "ControlNet 1: \"Module: none, Model: depth, Weight: 1,"),
        std::string::npos)
        << text;
    const Imported read = import_a1111(text);
    ASSERT_EQ(read.request.control_nets.size(), 2u);
    const ControlUse &edges = read.request.control_nets[0], &depth = read.request.control_nets[1];
    EXPECT_EQ(edges, (ControlUse{ControlType::canny, 0.8, "canny  sdxl", "", 0, 0.75, ControlMode::control}));
    EXPECT_EQ(depth, (ControlUse{ControlType::none, 1, "depth", "", 0.25, 1, ControlMode::balanced}));
    std::string notes;
    for (const std::string& note : read.notes) notes += note + "\n";
    EXPECT_NE(notes.find("its control picture is not in the text"), std::string::npos) << notes;
    EXPECT_EQ(notes.find("not carried over"), std::string::npos) << notes;
}

TEST(A1111Text, ControlNetsOfTheExtensionsVersionsAreRead) {
    const std::string start = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, ControlNet 0: \"";
    const auto read = [&](const std::string& unit) {
        Imported imported = import_a1111(start + unit + "\", Version: v1.9.0");
        std::string notes;
        for (const std::string& note : imported.notes) notes += note + "\n";
        EXPECT_EQ(imported.request.control_nets.size(), 1u) << unit;
        return std::pair(imported.request.control_nets.at(0), notes);
    };
    const auto [old, said] = read(
        "preprocessor: canny, model: diffusers_xl_canny_mid [112a778d], weight: 1, starting/ending: (0.1, 0.9), resize mode: "
        "Crop and Resize, pixel perfect: False, control mode: My prompt is more important, preprocessor params: (512, 100, 200)");
    EXPECT_EQ(old, (ControlUse{ControlType::canny, 1, "diffusers_xl_canny_mid", "", 0.1, 0.9, ControlMode::prompt}));
    EXPECT_NE(said.find("stretched"), std::string::npos) << said;
    const auto [pose, about] = read(
        "Module: dw_openpose_full, Model: thibaud_xl_openpose [c7b9cadd], Weight: 0.5, Resize Mode: ResizeMode.RESIZE, "
        "Guidance Start: 0.0, Guidance End: 1.0, Control Mode: ControlMode.CONTROL");
    EXPECT_EQ(pose, (ControlUse{ControlType::pose, 0.5, "thibaud_xl_openpose", "", 0, 1, ControlMode::control}));
    EXPECT_EQ(about.find("is not built"), std::string::npos) << about;
    const auto [coarse, other] = read("Module: lineart_coarse, Model: None, Weight: 1");
    EXPECT_EQ(coarse.type, ControlType::lineart);
    EXPECT_NE(other.find("the preprocessor lineart_coarse is not built; lineart stands in for it"), std::string::npos) << other;
    const auto [broken, nothing] = read("Module: , Model: None, Weight: nine, Guidance Start: 7, Guidance End: -1");
    EXPECT_EQ(broken, ControlUse{}) << "what is no value of ours stays at its default";
}

// As ADetailer's args.py names and orders them; a second one has its ordinal behind each key.
TEST(A1111Text, DetailersStandInTheKeysOfADetailer) {
    Request request = as_run();
    DetailUse face{.model = "/nets/face_yolov8n.onnx", .prompt = "a face, smiling"};
    face.width = face.height = 512, face.top = 2;
    DetailUse hand{.model = "hand_yolov8s"};
    hand.classes = "hand", hand.strength = 0.3, hand.steps = 12, hand.sampler = "dpmpp_2m", hand.schedule = "karras", hand.guidance = 4;
    hand.merge = DetailMerge::invert, hand.x = -3, hand.by = DetailChoice::confidence, hand.negative_prompt = "six fingers";
    request.details = {face, hand};
    const std::string text = a1111_text(request, {"m"});
    EXPECT_NE(text.find("ADetailer model: face_yolov8n.pt, ADetailer prompt: \"a face, smiling\", ADetailer confidence: 0.3, "
                        "ADetailer method to decide top k masks: Area, ADetailer mask only top k: 2, ADetailer dilate erode: 4, "
                        "ADetailer mask blur: 4, ADetailer denoising strength: 0.4, ADetailer inpaint only masked: True, "
                        "ADetailer inpaint padding: 32, ADetailer use inpaint width height: True, ADetailer inpaint width: 512"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("ADetailer sampler 2nd: DPM++ 2M, ADetailer scheduler 2nd: Karras"), std::string::npos) << text;
    const Imported read = import_a1111(text);
    ASSERT_EQ(read.request.details.size(), 2u);
    face.model = "face_yolov8n";
    EXPECT_EQ(read.request.details[0], face);
    EXPECT_EQ(read.request.details[1], hand);
    for (const std::string& note : read.notes) EXPECT_EQ(note.find("not carried over"), std::string::npos) << note;
}

TEST(A1111Text, ADetailersOwnTextsAreRead) {
    const Imported read = import_a1111(
        "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x768, ADetailer model: face_yolov8n.pt, ADetailer confidence: "
        "0.35, "
        "ADetailer dilate erode: 4, ADetailer mask blur: 4, ADetailer denoising strength: 0.45, ADetailer inpaint only masked: True, "
        "ADetailer inpaint padding: 32, ADetailer use separate checkpoint: True, ADetailer checkpoint: other, ADetailer version: 24.11.1, "
        "Version: v1.10.0");
    ASSERT_EQ(read.request.details.size(), 1u);
    const DetailUse& use = read.request.details[0];
    EXPECT_EQ(use.model, "face_yolov8n");
    EXPECT_EQ(use.strength, 0.45);
    EXPECT_EQ(use.width, 512) << "at the picture's size where it says no other";
    EXPECT_EQ(use.height, 768);
    EXPECT_EQ(use.top, 16) << "all of them";
    std::string notes;
    for (const std::string& note : read.notes) notes += note + "\n";
    EXPECT_NE(notes.find("ADetailer face_yolov8n.pt: another checkpoint is not done by a detailer here"), std::string::npos) << notes;
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
    request.seed_resize_from = {512, 768};
    const std::string text = a1111_text(request, {"m"});
    for (const char* part :
         {", Clip skip: 3,", ", Variation seed: 9, Variation seed strength: 0.25, Seed resize from: 512x768,", ", RNG: NV,"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
    const auto back = import_request({.texts = {{"parameters", text}}});
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(back->request.noise_source, NoiseSource::nv);
    EXPECT_EQ(back->request.variation_seed, Seed(9));
    EXPECT_EQ(back->request.variation_strength, 0.25);
    EXPECT_EQ(back->request.seed_resize_from, (SeedSize{512, 768}));
    EXPECT_EQ(back->request.clip_skip, 1);
    for (const std::string& note : back->notes) EXPECT_EQ(note.find("not carried"), std::string::npos) << note;
    EXPECT_EQ(a1111_text(as_run(), {"m"}).find("Variation"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
