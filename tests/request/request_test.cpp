#include "core/request/request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/request/fields.h"

namespace imagelab {
namespace {

using nlohmann::json;

json resource(const std::string& name) {
    return json::parse(read_text_file(resource_dir() / "schema" / name));
}

// Every field of the standard format with values that ask for nothing beyond this version.
json harmless() {
    return json::parse(R"({
        "model": {"base": "stabilityai/sdxl-base", "refiner": "", "vae": "stabilityai/sdxl-base"},
        "scheduler": {"type": "DPM++", "steps": 50, "snr_weighting": true},
        "hyperparameters": {"guidance_scale": 7.5, "seed": 123456, "batch_size": 2, "height": 1024, "width": 768, "negative_prompt": "lowres, blurry"},
        "conditioning": {"prompt": "A cyberpunk cityscape", "img2img_strength": 0.25, "mask_blur": 0, "control_nets": [], "loras": [], "reference_images": []},
        "performance": {"dtype": "fp16", "xformers": true, "device": "cuda:0"},
        "postprocessing": {"safety_checker": false, "upscaler": "none", "auto_contrast": false}})");
}

json with(json payload, const std::string& pointer, const json& value) {
    payload[json::json_pointer(pointer)] = value;
    return payload;
}

std::string error_of(const json& payload) {
    const auto request = request_from_json(payload);
    return request ? "" : request.error();
}

TEST(Request, ReadsEveryFieldOfTheStandardFormat) {
    const auto read = request_from_json(harmless());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->model, "stabilityai/sdxl-base");
    EXPECT_EQ(read->sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(read->spacing, Spacing::published);
    EXPECT_EQ(read->steps, 50);
    EXPECT_EQ(read->guidance, 7.5);
    EXPECT_EQ(read->seed, 123456);
    EXPECT_EQ(read->batch, 2);
    EXPECT_EQ(read->width, 768);
    EXPECT_EQ(read->height, 1024);
    EXPECT_EQ(read->negative_prompt, "lowres, blurry");
    EXPECT_EQ(read->prompt, "A cyberpunk cityscape");
    EXPECT_EQ(read->strength, 0.25);
    EXPECT_EQ(read->dtype, DType::f16);
    EXPECT_EQ(read->device, "auto");
    EXPECT_EQ(read->init_image, "");
}

TEST(Request, SmallExampleRuns) {
    const auto read = request_from_json(resource("example_request.json"));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->prompt, "a red apple");
    EXPECT_FALSE(read->negative_prompt);
    EXPECT_FALSE(read->dtype);
}

TEST(Request, FullExampleIsRefusedByNameAndOnlyForWhatIsNotBuilt) {
    EXPECT_EQ(
        error_of(resource("example_prompt.json")),
        "conditioning.reference_images[0]: is \"https://example.com/reference.jpg\"; allowed: a path or file:///... (https://... with "
        "--allow-fetch alone: save it and name the file)");
}

TEST(Request, TheRefinersFieldsNeedOneAndASecondPass) {
    json payload = with(harmless(), "/scheduler/refiner_start", 0.5);
    EXPECT_NE(error_of(payload).find("scheduler.refiner_start: is 0.5; allowed: its default where model.refiner is empty"),
              std::string::npos)
        << error_of(payload);
    payload["model"]["refiner"] = "r";
    EXPECT_EQ(request_from_json(payload).value().refiner_start, 0.5);
    payload["scheduler"]["refiner_strength"] = "auto";
    EXPECT_NE(error_of(payload).find("scheduler.refiner_strength: is auto; allowed: its default where scheduler.refiner_start is below 1"),
              std::string::npos)
        << error_of(payload);
    payload["scheduler"]["refiner_start"] = 1;
    const Request adaptive = request_from_json(payload).value();
    EXPECT_FALSE(adaptive.refiner_strength);
    EXPECT_TRUE(same_request(request_from_json(request_to_json(adaptive)).value(), adaptive));
    payload["scheduler"]["refiner_strength"] = "much";
    EXPECT_NE(error_of(payload).find("scheduler.refiner_strength: is \"much\"; allowed: a number from 0 to 1, or auto"), std::string::npos)
        << error_of(payload);
    payload["scheduler"]["refiner_strength"] = 0.7;
    EXPECT_EQ(request_from_json(payload).value().refiner_strength, 0.7);
    payload["scheduler"]["refiner_strength"] = 1.5;
    EXPECT_NE(error_of(payload), "");
    Request worded;
    ASSERT_TRUE(set_field(worded, request_field("scheduler.refiner_strength"), "auto"));
    EXPECT_FALSE(worded.refiner_strength);
    ASSERT_TRUE(set_field(worded, request_field("scheduler.refiner_strength"), "0.25"));
    EXPECT_EQ(worded.refiner_strength, 0.25);
}

TEST(Request, SharesOfAVaeMixAreAtMostTheWhole) {
    const RequestField& field = request_field("model.vae_mix");
    EXPECT_EQ(field.item("C:other.safetensors:0.3").value(), (json{{"name", "C:other.safetensors"}, {"share", 0.3}}));
    EXPECT_FALSE(field.item("other.safetensors"));
    Request request;
    request.vae_mix = {{"a", 0.6}, {"b", 0.4}};
    EXPECT_TRUE(validate(request));
    request.vae_mix[1].share = 0.5;
    EXPECT_NE(validate(request).error().find("at most 1"), std::string::npos);
}

TEST(Request, TheSafetyCheckerBlursUnlessAnActionSaysOtherwise) {
    const auto action = [](const json& postprocessing) {
        json request = harmless();
        request["postprocessing"] = postprocessing;
        return request_from_json(request)->safety;
    };
    EXPECT_EQ(action({{"safety_checker", true}}), SafetyAction::blur);
    EXPECT_EQ(action({{"safety_checker", true}, {"safety_action", "mark"}}), SafetyAction::mark);
    EXPECT_EQ(action({{"safety_action", "refuse"}}), SafetyAction::refuse);
    EXPECT_EQ(action({{"safety_checker", false}, {"safety_action", "refuse"}}), SafetyAction::off);
    EXPECT_EQ(action({{"safety_checker", false}}), SafetyAction::off);
    EXPECT_NE(error_of(with(harmless(), "/postprocessing/safety_action", "hide")).find("mark"), std::string::npos);
}

TEST(Request, SamplersAndSpacings) {
    const std::pair<const char*, SamplerKind> names[] = {{"EulerA", SamplerKind::euler_ancestral},
                                                         {"EulerC", SamplerKind::euler},
                                                         {"Euler", SamplerKind::euler},
                                                         {"DDIM", SamplerKind::ddim},
                                                         {"DPM++", SamplerKind::dpmpp_2m},
                                                         {"PNDM", SamplerKind::pndm},
                                                         {"LMS", SamplerKind::lms},
                                                         {"Heun", SamplerKind::heun},
                                                         {"DPM++2MSDE", SamplerKind::dpmpp_2m_sde}};
    for (const auto& [name, kind] : names) EXPECT_EQ(request_from_json(with(harmless(), "/scheduler/type", name))->sampler, kind) << name;
    EXPECT_EQ(request_from_json(with(harmless(), "/scheduler/spacing", "karras"))->spacing, Spacing::karras);
    EXPECT_EQ(request_from_json(with(harmless(), "/scheduler/spacing", "align_your_steps"))->spacing, Spacing::align_your_steps);
    EXPECT_EQ(request_from_json(with(harmless(), "/scheduler/eta", 0.5))->step_noise.eta, 0.5);
    EXPECT_EQ(error_of(with(harmless(), "/scheduler/eta", 1.5)), "scheduler.eta: is 1.5; allowed: a number >= 0 and <= 1");
    EXPECT_EQ(error_of(with(harmless(), "/scheduler/seed_noise_scale", 2.5)),
              "scheduler.seed_noise_scale: is 2.5; allowed: a number >= 0 and <= 2");
}

TEST(Request, DeviceNamesOfOtherPrograms) {
    const std::pair<const char*, const char*> names[] = {{"cuda:0", "auto"},      {"cuda", "auto"}, {"", "auto"},
                                                         {"auto", "auto"},        {"cpu", "cpu"},   {"cuda:1", "vulkan:1"},
                                                         {"vulkan:2", "vulkan:2"}};
    for (const auto& [theirs, ours] : names)
        EXPECT_EQ(request_from_json(with(harmless(), "/performance/device", theirs))->device, ours) << theirs;
    EXPECT_EQ(error_of(with(harmless(), "/performance/device", "tpu")), "performance.device: is \"tpu\"; allowed: auto, cpu or vulkan:N");
}

TEST(Request, OneLocalReferenceWithAStrengthIsTheInitImage) {
    EXPECT_EQ(request_from_json(with(harmless(), "/conditioning/reference_images", {"file:///pictures/a%20b.png"}))->init_image,
              "/pictures/a b.png");
    EXPECT_EQ(request_from_json(with(harmless(), "/conditioning/reference_images", {"file://localhost/a.png"}))->init_image, "/a.png");
}

TEST(Request, OtherReferenceImagesAreReferencesOfTheFirstAdapter) {
    const auto read = [&](const json& payload) {
        const auto request = request_from_json(payload);
        EXPECT_TRUE(request) << request.error();
        return request ? *request : Request();
    };
    const ReferenceUse a{.image = "/a.png"}, b{.image = "b c.png"};
    EXPECT_EQ(a.scale, 0.6);
    const Request two = read(with(harmless(), "/conditioning/reference_images", {"file:///a.png", "b c.png"}));
    EXPECT_EQ(two.references, (std::vector{a, b}));
    EXPECT_EQ(two.init_image, "");
    EXPECT_EQ(read(with(harmless(), "/conditioning/reference_images", {"b c.png"})).references, std::vector{b}) << "no address: no start";
    json no_strength = with(harmless(), "/conditioning/reference_images", {"file:///a.png"});
    no_strength["conditioning"].erase("img2img_strength");
    EXPECT_EQ(read(no_strength).references, std::vector{a});
    const Request beside =
        read(with(with(harmless(), "/conditioning/reference_images", {"file:///a.png"}), "/conditioning/init_image", "b.png"));
    EXPECT_EQ(beside.references, std::vector{a});
    EXPECT_EQ(beside.init_image, "b.png");
    const json named = {{{"image", "x.png"}, {"model", "m"}, {"scale", 0.25}, {"start", 0.1}, {"end", 0.9}}};
    const Request both = read(with(no_strength, "/conditioning/references", named));
    EXPECT_EQ(both.references, (std::vector{ReferenceUse{"x.png", "m", 0.25, 0.1, 0.9}, a}));
    EXPECT_EQ(read(request_to_json(both)).references, both.references);
    for (const char* address : {"http://example.com/a.png", "HTTPS://example.com/a.png", "ftp://example.com/a.png"})
        EXPECT_NE(error_of(with(harmless(), "/conditioning/reference_images", {address})).find("--allow-fetch"), std::string::npos);
    EXPECT_NE(error_of(with(harmless(), "/conditioning/reference_images", {"file://host/a.png"})).find("a path of this machine"),
              std::string::npos);
    EXPECT_NE(error_of(with(harmless(), "/conditioning/reference_images", {""})), "");
}

TEST(Request, ReferencesOfTheCommandLine) {
    const RequestField& field = request_field("conditioning.references");
    const auto problem = [&](const std::string& word, Request* made = nullptr) {
        const auto item = field.item(word);
        if (!item) return item.error();
        json payload = harmless();
        payload["conditioning"]["references"] = json::array({*item});
        const auto request = request_from_json(payload);
        if (request && made) *made = *request;
        return request ? std::string() : request.error();
    };
    Request request;
    EXPECT_EQ(problem("image=a,b.png,model=/m/ip.safetensors,scale=0.8,start=0.2,end=0.7", &request), "");
    EXPECT_EQ(request.references, (std::vector{ReferenceUse{"a,b.png", "/m/ip.safetensors", 0.8, 0.2, 0.7}}));
    EXPECT_EQ(problem("image=a.png,mask=left.png,mode=style_composition", &request), "");
    const ReferenceUse part{.image = "a.png", .mask = "left.png", .mode = ReferenceMode::style_composition};
    EXPECT_EQ(request.references, std::vector{part});
    EXPECT_EQ(request_from_json(request_to_json(request)).value().references, std::vector{part});
    EXPECT_NE(problem("image=a.png,mode=colours"), "");
    EXPECT_NE(problem("model=m").find("names no picture"), std::string::npos) << problem("model=m");
    EXPECT_NE(problem("image=a.png,scale=much").find("scale of a reference is \"much\""), std::string::npos);
    EXPECT_NE(problem("image=a.png,weight=1"), "");
    EXPECT_NE(problem("weight=1").find("\"weight=1\" sets nothing of a reference"), std::string::npos);
    EXPECT_NE(problem("image=a.png,scale=3"), "");
    EXPECT_NE(problem("image=a.png,start=0.5,end=0.2").find("from start to 1"), std::string::npos);
}

TEST(Request, WholeFloatsAreIntegersAsDraft07Says) {
    EXPECT_EQ(request_from_json(with(harmless(), "/scheduler/steps", 30.0))->steps, 30);
    EXPECT_EQ(error_of(with(harmless(), "/scheduler/steps", 30.5)), "scheduler.steps: is 30.5; allowed: an integer >= 1");
}

TEST(Request, SchemaProblemsNamePathValueAndWhatIsAllowed) {
    EXPECT_EQ(error_of(with(harmless(), "/scheduler/steps", 0)), "scheduler.steps: is 0; allowed: an integer >= 1");
    EXPECT_EQ(error_of(with(harmless(), "/hyperparameters/guidance_scale", 0.5)),
              "hyperparameters.guidance_scale: is 0.5; allowed: a number from 1 (off) to 1000; below 1 only the CFG++ samplers guide");
    EXPECT_EQ(error_of(with(harmless(), "/hyperparameters/guidance_scale", -0.5)),
              "hyperparameters.guidance_scale: is -0.5; allowed: a number >= 0.0");
    EXPECT_EQ(error_of(with(harmless(), "/conditioning/img2img_strength", 1.5)),
              "conditioning.img2img_strength: is 1.5; allowed: a number >= 0 and <= 1");
    EXPECT_EQ(error_of(with(harmless(), "/conditioning/prompt", 5)), "conditioning.prompt: is 5; allowed: a text in quotes");
    EXPECT_EQ(error_of(with(harmless(), "/conditioning/loras", json::parse(R"([{"name": "a"}])"))),
              "conditioning.loras[0].scale: is missing; allowed: a number");
    EXPECT_EQ(error_of(with(harmless(), "/conditioning/reference_images", {1})),
              "conditioning.reference_images[0]: is 1; allowed: a text in quotes");
    EXPECT_NE(error_of(with(harmless(), "/scheduler/type", "DEIS 2"))
                  .find("allowed: one of EulerC, EulerA, DDIM, DPM++, UniPC, UniPCbh2, PNDM, LMS, Heun, DPM2, DPM2A, DPM++2SA, DPM++SDE, "
                        "DPM++2MSDE, "
                        "DPM++2MSDEHeun, DPM++3MSDE, DEIS, DDPM, LCM, TCD, RESMultistep, RESMultistepA, ERSDE, EulerCFG++, EulerACFG++, "
                        "DPMAdaptive, Euler"),
              std::string::npos);
    EXPECT_NE(error_of(json::array()).find("the request: is []; allowed: an object with "), std::string::npos);
    EXPECT_NE(error_of(nullptr), "");
}

TEST(Request, NoiseLevelsAreAListOrWordsAndFall) {
    Request request;
    const auto set = [&](const char* word) {
        const auto done = set_field(request, request_field("scheduler.sigmas"), word);
        return done ? std::string() : done.error();
    };
    EXPECT_EQ(set("14.6, 7,0.5,0"), "");
    EXPECT_EQ(request.sigmas, (std::vector<double>{14.6, 7, 0.5}));
    EXPECT_EQ(request.steps, 3) << "their number";
    EXPECT_EQ(request_to_json(request).at("scheduler").at("sigmas").dump(), "[14.6,7.0,0.5,0]");
    for (const char* word : {"1,2", "3,3", "3,-1", "3,0,0", "a", "3,,1", "inf,1", "nan", ",", " "}) EXPECT_NE(set(word), "") << word;
    EXPECT_EQ(request.sigmas.size(), 3u);
    EXPECT_EQ(set("14.6,7,"), "") << "as a list ends that is cut off";
    EXPECT_EQ(request.sigmas.size(), 2u);
    request.sampler = SamplerKind::pndm;
    EXPECT_NE(request_field("scheduler.sigmas").wrong(request).find("none with pndm"), std::string::npos);
    request.sampler = SamplerKind::ddim;
    EXPECT_EQ(request_field("scheduler.sigmas").wrong(request), "");
    request.like = LikeProgram::a1111;
    EXPECT_NE(request_field("scheduler.sigmas").wrong(request), "") << "A1111's has timesteps of its own";
    EXPECT_EQ(set(""), "");
    EXPECT_TRUE(request.sigmas.empty());
    EXPECT_EQ(error_of(with(harmless(), "/scheduler/sigmas", json::parse("[9, 3, 0]"))), "");
    EXPECT_NE(error_of(with(harmless(), "/scheduler/sigmas", json::parse("[3, 9]"))).find("scheduler.sigmas: is [3,9]"), std::string::npos);
}

TEST(Request, EveryProblemIsListed) {
    json payload = harmless();
    payload["scheduler"]["steps"] = "many";
    payload["hyperparameters"].erase("seed");
    payload.erase("model");
    payload["conditioning"]["promt"] = "typo";
    const std::string error = error_of(payload);
    for (const char* part :
         {"scheduler.steps: is \"many\"", "hyperparameters.seed: is missing; allowed: an integer",
          "model: is missing; allowed: an object with base, hash, refiner, refiner_hash, suite, suite_filled, suite_leaves, text_encoder, "
          "text_encoder_2, tokenizer, tokenizer_2, unet, vae, vae_hash, vae_mix",
          "conditioning.promt: is not a known field; allowed here: "}) {
        EXPECT_NE(error.find(part), std::string::npos) << part << " in\n" << error;
    }
    EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 3) << error;
}

TEST(Request, NumbersBeyondTheirTypesAreProblems) {
    EXPECT_EQ(error_of(with(harmless(), "/hyperparameters/seed", 18446744073709551615ull)), "");
    EXPECT_NE(error_of(with(harmless(), "/hyperparameters/seed", -2)).find("hyperparameters.seed: is -2; allowed: an integer from 0 to "),
              std::string::npos);
    EXPECT_NE(error_of(with(harmless(), "/performance/memory_budget", 18446744073709551615ull)).find("is 18446744073709551615"),
              std::string::npos);
    EXPECT_NE(error_of(with(harmless(), "/scheduler/steps", 4294967297ll)).find("scheduler.steps: is 4294967297"), std::string::npos);
    EXPECT_NE(error_of(with(harmless(), "/hyperparameters/seed", 1e300)), "");
}

TEST(Request, RoundTripIsExact) {
    Request request;
    request.model = "/models/mödel.safetensors";
    request.prompt = "日本 \"quoted\"\nline";
    request.negative_prompt = "";
    request.width = 520;
    request.height = 1032;
    request.steps = 7;
    request.guidance = 0.1 + 7.2;
    request.seed = std::numeric_limits<uint64_t>::max();
    request.batch = 3;
    request.sampler = SamplerKind::ddim;
    request.spacing = Spacing::karras;
    request.init_image = "in.png";
    request.strength = 1.0 / 3;
    request.dtype = DType::bf16;
    request.device = "vulkan:3";
    request.threads = 5;
    request.output = "out/";
    for (const Request& original : {request, Request{}}) {
        const json once = request_to_json(original);
        const auto read = request_from_json(json::parse(once.dump()));
        ASSERT_TRUE(read) << read.error();
        EXPECT_EQ(request_to_json(*read).dump(), once.dump());
        EXPECT_EQ(read->guidance, original.guidance);
        EXPECT_EQ(read->strength, original.strength);
        EXPECT_EQ(read->seed, original.seed);
        EXPECT_EQ(read->negative_prompt, original.negative_prompt);
        EXPECT_EQ(read->dtype, original.dtype);
        EXPECT_EQ(read->sampler, original.sampler);
        EXPECT_EQ(read->init_image, original.init_image);
        EXPECT_EQ(read->output, original.output);
    }
}

TEST(Request, NegativePromptAbsentAndEmptyDiffer) {
    EXPECT_EQ(request_from_json(with(harmless(), "/hyperparameters/negative_prompt", ""))->negative_prompt, "");
    json absent = harmless();
    absent["hyperparameters"].erase("negative_prompt");
    EXPECT_FALSE(request_from_json(absent)->negative_prompt);
}

TEST(Request, ValidateNamesTheFieldAndWhatIsAllowed) {
    struct Case {
        void (*change)(Request&);
        const char* message;
    };
    const Case cases[] = {
        {[](Request& r) { r.width = 100; },
         "hyperparameters.width: is 100; allowed: a multiple of 8 from 16 to 4096, or 0 for the model's own size"},
        {[](Request& r) { r.height = 8; }, "hyperparameters.height: is 8"},
        {[](Request& r) { r.height = 4104; }, "hyperparameters.height: is 4104"},
        {[](Request& r) { r.steps = 1001; }, "scheduler.steps: is 1001; allowed: an integer from 1 to 1000"},
        {[](Request& r) { r.guidance = 0.99; }, "hyperparameters.guidance_scale: is 0.99"},
        {[](Request& r) { r.guidance = std::nan(""); }, "hyperparameters.guidance_scale: is null"},
        {[](Request& r) { r.batch = 65; }, "hyperparameters.batch_size: is 65; allowed: an integer from 1 to 64"},
        {[](Request& r) { r.strength = -0.1; }, "conditioning.img2img_strength: is -0.1; allowed: a number from 0 to 1"},
        {[](Request& r) { r.init_image = "a.png", r.strength = 0.02; },
         "conditioning.img2img_strength: is 0.02; allowed: a number such that 30 steps"},
        {[](Request& r) { r.dtype = DType::u8; }, "performance.dtype: is u8; allowed: f32, f16, bf16 or int8"},
        {[](Request& r) { r.device = "vulkan:x"; }, "performance.device: is \"vulkan:x\""},
        {[](Request& r) { r.threads = -1; }, "performance.threads: is -1"},
        {[](Request& r) { r.prompt = "\xff"; }, "conditioning.prompt: allowed: UTF-8 text"},
    };
    for (const Case& entry : cases) {
        Request request;
        request.prompt = "x";
        ASSERT_TRUE(validate(request));
        entry.change(request);
        const auto checked = validate(request);
        ASSERT_FALSE(checked) << entry.message;
        EXPECT_NE(checked.error().find(entry.message), std::string::npos) << checked.error();
    }
}

TEST(Request, OwnVaeFitWeightsAndNameComeBack) {
    Request r;
    EXPECT_EQ(request_from_json(request_to_json(r))->fit, StartFit::stretch);
    EXPECT_TRUE(request_from_json(request_to_json(r))->prompt_weights);
    r.vae = "/v.safetensors", r.fit = StartFit::pad, r.prompt_weights = false, r.output_name = "{seed}";
    const auto read = request_from_json(request_to_json(r));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->vae, r.vae);
    EXPECT_EQ(read->fit, StartFit::pad);
    EXPECT_FALSE(read->prompt_weights);
    EXPECT_EQ(read->output_name, "{seed}");
    for (const char* own : {"", "none", "default"}) EXPECT_EQ(request_from_json(with(harmless(), "/model/vae", own))->vae, "");
    EXPECT_NE(error_of(with(harmless(), "/conditioning/init_fit", "zoom")), "");
}

// What a newer version wrote: the rest of it is kept, also what counts beside another field alone.
TEST(RequestJson, AStoredOneIsReadFieldByFieldWhereItIsNotUnderstood) {
    Request request;
    request.prompt = "a harbour", request.steps = 12;
    request.hires = {2, 8, 0.4, "lanczos", 512};
    request.face_restore = "GFPGANv1.4", request.face_fidelity = 0.8;
    nlohmann::json stored = request_to_json(request);
    stored["scheduler"]["steps"] = "many";
    Problems problems;
    const Request read = request_from_stored(stored, problems);
    ASSERT_EQ(problems.size(), 1u) << problems.back();
    EXPECT_NE(problems[0].find("scheduler.steps"), std::string::npos) << problems[0];
    EXPECT_EQ(read.hires, request.hires);
    EXPECT_EQ(read.face_fidelity, 0.8);
    EXPECT_EQ(read.prompt, "a harbour");
    EXPECT_EQ(read.steps, Request().steps);
}

}  // namespace
}  // namespace imagelab
