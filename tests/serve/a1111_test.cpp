// AUTOMATIC1111's interface: what it answers is what `generate` draws.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/image/picture.h"
#include "tests/support/golden.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

json a1111_body() {
    return {{"prompt", "a cat"},
            {"negative_prompt", "a dog"},
            {"steps", 2},
            {"width", 64},
            {"height", 72},
            {"seed", 5},
            {"cfg_scale", 4.0},
            {"sampler_name", "DPM++ 2M Karras"},
            {"override_settings", {{"sd_model_checkpoint", small_model}}}};
}

TEST(HttpA1111, PicturesAreThoseOfGenerateWithTheirText) {
    json body = a1111_body();
    body["n_iter"] = 2;
    const json reply = lab().post("/sdapi/v1/txt2img", body);
    ASSERT_EQ(reply["images"].size(), 2u);
    Request request = same_request_of_ours();
    request.batch = 2;
    const auto expected = drawn(request);
    for (size_t i = 0; i < 2; ++i) EXPECT_EQ(pixels_of(bytes_of_base64(reply["images"][i].get<std::string>()).value()), expected[i]) << i;
    const json info = json::parse(reply["info"].get<std::string>());
    EXPECT_EQ(info["all_seeds"], (json{5, 6}));
    EXPECT_NE(info["infotexts"][1].get<std::string>().find("Steps: 2, Sampler: DPM++ 2M, Schedule type: Karras"), std::string::npos);
    EXPECT_EQ(reply["parameters"]["prompt"], "a cat");
    for (const auto& entry : fs::directory_iterator(lab().data() / "served")) ADD_FAILURE() << entry.path() << " was left behind";
    // Its own text comes back.
    const json told = lab().post("/sdapi/v1/png-info", {{"image", "data:image/png;base64," + reply["images"][0].get<std::string>()}});
    EXPECT_EQ(told["info"], info["infotexts"][0]);
    EXPECT_EQ(told["parameters"]["Steps"], "2");
    EXPECT_TRUE(told["items"].contains("imagelab_request"));
    // Variations of one seed.
    body["subseed"] = 9, body["subseed_strength"] = 0.25, body["override_settings"]["randn_source"] = "NV";
    const json varied = lab().post("/sdapi/v1/txt2img", body);
    request.variation_seed = 9, request.variation_strength = 0.25, request.noise_source = NoiseSource::nv;
    const auto variations = drawn(request);
    EXPECT_NE(variations[0], expected[0]);
    for (size_t i = 0; i < 2; ++i)
        EXPECT_EQ(pixels_of(bytes_of_base64(varied["images"][i].get<std::string>()).value()), variations[i]) << i;
    // Their noise at another size; one side alone says nothing.
    body["seed_resize_from_w"] = 37, body["seed_resize_from_h"] = 80;
    request.seed_resize_from = {32, 80};
    const json resized = lab().post("/sdapi/v1/txt2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(resized["images"][0].get<std::string>()).value()), drawn(request)[0]);
    EXPECT_EQ(json::parse(resized["info"].get<std::string>())["seed_resize_from_w"], 32);
    body["seed_resize_from_h"] = 0;
    const json unsized = lab().post("/sdapi/v1/txt2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(unsized["images"][0].get<std::string>()).value()), variations[0]);
    const json said = json::parse(varied["info"].get<std::string>());
    EXPECT_EQ(said["all_seeds"], (json{5, 5}));
    EXPECT_EQ(said["all_subseeds"], (json{9, 10}));
    // Picture to picture.
    body = a1111_body();
    body["init_images"] = {reply["images"][0]};
    body["denoising_strength"] = 0.8;
    body["steps"] = 3;
    const json again = lab().post("/sdapi/v1/img2img", body);
    const TempFolder folder;
    request = same_request_of_ours();
    request.steps = 3;
    request.strength = 0.8;
    request.init_image = write_file(folder / "init.png", bytes_of_base64(reply["images"][0].get<std::string>()).value()).string();
    EXPECT_EQ(pixels_of(bytes_of_base64(again["images"][0].get<std::string>()).value()), drawn(request).front());
    // Within a mask: A1111's defaults, its own numbers for the fill, and what is not masked in place of what is.
    RgbImage mask{64, 72, std::vector<uint8_t>(64 * 72 * 3)};
    std::fill(mask.pixels.begin() + 64 * 24 * 3, mask.pixels.begin() + 64 * 48 * 3, 200);
    write_png(folder / "mask.png", mask, {});
    body["mask"] = base64_of(read_text_file(folder / "mask.png"));
    for (uint8_t& value : mask.pixels) value = value > 128 ? 255 : 0;
    write_png(folder / "mask.png", mask, {});
    request.mask = {(folder / "mask.png").string(), 4, MaskArea::masked, 0, MaskFill::neighbours};
    const json painted = lab().post("/sdapi/v1/img2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(painted["images"][0].get<std::string>()).value()), drawn(request).front());
    EXPECT_TRUE(painted["parameters"]["mask"].is_null());
    const std::string text = json::parse(painted["info"].get<std::string>())["infotexts"][0];
    EXPECT_NE(text.find("Mask blur: 4, Inpaint area: Only masked, Masked area padding: 0, Masked content: fill"), text.npos) << text;
    for (uint8_t& value : mask.pixels) value = 255 - value;
    write_png(folder / "mask.png", mask, {});
    body.update({{"inpainting_mask_invert", 1}, {"mask_blur", 0}, {"inpaint_full_res", 0}, {"inpainting_fill", 2}});
    request.mask = {(folder / "mask.png").string(), 0, MaskArea::picture, 0, MaskFill::noise};
    const json others = lab().post("/sdapi/v1/img2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(others["images"][0].get<std::string>()).value()), drawn(request).front());
    body["inpainting_fill"] = 3, request.mask.fill = MaskFill::nothing;
    const json empty = lab().post("/sdapi/v1/img2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(empty["images"][0].get<std::string>()).value()), drawn(request).front());
    body["mask"] = "x";
    expect_error(lab().post("/sdapi/v1/img2img", body, 422), "unprocessable", "mask");
}

TEST(HttpA1111, TheHiresPassAndUpscalersAreOurs) {
    json body = a1111_body();
    body["enable_hr"] = true;
    body["hr_scale"] = 1.5;
    body["hr_second_pass_steps"] = 2;
    body["denoising_strength"] = 0.6;
    body["hr_upscaler"] = "Lanczos";
    const json reply = lab().post("/sdapi/v1/txt2img", body);
    Request request = same_request_of_ours();
    request.hires = {1.5, 2, 0.6, "lanczos"};
    EXPECT_EQ(pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()), drawn(request).front());

    // A size of the same shape is a scale.
    body["hr_resize_x"] = 96, body["hr_resize_y"] = 108, body["hr_scale"] = 3;
    EXPECT_EQ(lab().post("/sdapi/v1/txt2img", body)["images"], reply["images"]);
    body["hr_resize_y"] = 0;
    EXPECT_EQ(lab().post("/sdapi/v1/txt2img", body)["images"], reply["images"]);
    body["hr_resize_y"] = 96;
    expect_error(lab().post("/sdapi/v1/txt2img", body, 422), "unprocessable", "hr_resize_x");

    const json larger = lab().post("/sdapi/v1/extra-single-image",
                                   {{"image", reply["images"][0]}, {"upscaler_1", "realesr-animevideov3"}, {"upscaling_resize", 4}});
    const TempFolder folder;
    const auto size_of = [&](const json& image) {
        const auto picture = read_picture(write_file(folder / "picture.png", bytes_of_base64(image.get<std::string>()).value()));
        return std::pair(picture->width, picture->height);
    };
    const auto [width, height] = size_of(reply["images"][0]);
    EXPECT_EQ(size_of(larger["image"]), std::pair(4 * width, 4 * height));

    json extras = {{"imageList", {{{"data", reply["images"][0]}, {"name", "a.png"}}, {{"data", larger["image"]}}}},
                   {"resize_mode", 1},
                   {"upscaling_resize_w", 100},
                   {"upscaling_resize_h", 50},
                   {"upscaler_1", "Lanczos"}};
    const json both = lab().post("/sdapi/v1/extra-batch-images", extras);
    ASSERT_EQ(both["images"].size(), 2u);
    for (const json& image : both["images"]) EXPECT_EQ(size_of(image), std::pair(100, 50));
    extras["upscaling_crop"] = false;
    EXPECT_EQ(size_of(lab().post("/sdapi/v1/extra-batch-images", extras)["images"][0]).first, 100);
    // Of two upscalers that share the picture evenly, each pixel is the mean.
    const auto enlarged_by = [&](const char* first, const char* second, double share) {
        const json made = lab().post(
            "/sdapi/v1/extra-single-image",
            {{"image", reply["images"][0]}, {"upscaler_1", first}, {"upscaler_2", second}, {"extras_upscaler_2_visibility", share}});
        return pixels_of(bytes_of_base64(made["image"].get<std::string>()).value());
    };
    const auto lanczos = enlarged_by("Lanczos", "None", 0), nearest = enlarged_by("Nearest", "None", 0),
               mixed = enlarged_by("Lanczos", "Nearest", 0.5);
    ASSERT_EQ(mixed.size(), lanczos.size());
    for (size_t i = 0; i < mixed.size(); ++i) ASSERT_NEAR(mixed[i], (lanczos[i] + nearest[i]) / 2.0, 0.5) << i;
    extras["imageList"] = {{{"data", "x"}}};
    expect_error(lab().post("/sdapi/v1/extra-batch-images", extras, 422), "unprocessable", "imageList");
}

// A picture that becomes larger is under way like one that is drawn.
TEST(HttpA1111, EnlargingIsToldAndStopped) {
    const TempFolder folder;
    write_png(folder / "wide.png", {900, 700, std::vector<uint8_t>(900 * 700 * 3, 90)}, {});
    json answer;
    std::thread asks([&] {
        answer = lab().post("/sdapi/v1/extra-single-image",
                            {{"image", base64_of(read_text_file(folder / "wide.png"))}, {"upscaler_1", "realesr-animevideov3"}}, 503);
    });
    json seen;
    const auto end = std::chrono::steady_clock::now() + 60s;
    do {
        std::this_thread::sleep_for(5ms);
        seen = lab().get("/sdapi/v1/progress");
    } while (seen["progress"].get<double>() <= 0.01 && std::chrono::steady_clock::now() < end);
    EXPECT_EQ(seen["state"]["job_count"], 1);
    EXPECT_GT(seen["eta_relative"].get<double>(), 0);
    lab().post("/sdapi/v1/interrupt", json::object());
    asks.join();
    EXPECT_NE(answer["error"]["message"].get<std::string>().find("stopped"), std::string::npos) << answer;
    EXPECT_EQ(lab().get("/sdapi/v1/progress")["state"]["job_count"], 0);
}

// modules/api/api.py, apply_infotext: what the body says itself stays.
TEST(HttpA1111, AnInfotextFillsWhatTheBodyLeavesOut) {
    const json body = a1111_body();
    const json first = lab().post("/sdapi/v1/txt2img", body);
    const std::string text = json::parse(first["info"].get<std::string>())["infotexts"][0];
    json again = {{"infotext", text}, {"override_settings", body["override_settings"]}};
    const json second = lab().post("/sdapi/v1/txt2img", again);
    ASSERT_TRUE(second.contains("images")) << second;
    EXPECT_EQ(pixels_of(bytes_of_base64(second["images"][0].get<std::string>()).value()),
              pixels_of(bytes_of_base64(first["images"][0].get<std::string>()).value()));
    EXPECT_EQ(second["parameters"]["steps"], 2);
    EXPECT_EQ(second["parameters"]["negative_prompt"], "a dog");
    again["seed"] = 6;
    const json third = lab().post("/sdapi/v1/txt2img", again);
    EXPECT_EQ(json::parse(third["info"].get<std::string>())["seed"], 6);
    for (const char* wrong : {"a cat\nSteps: none, Sampler: Euler, Seed: 1", "a cat\nSteps: 2, Sampler: Euler, Seed: 1, Model: no such model"})
        expect_error(lab().post("/sdapi/v1/txt2img", {{"infotext", wrong}}, 422), "unprocessable", "infotext");
    again["infotext"] = "a cat\nSteps: 2, Sampler: No Such, Seed: 1";
    expect_error(lab().post("/sdapi/v1/txt2img", again, 422), "unprocessable", "sampler_name");
}

TEST(HttpA1111, WhatCannotBeDoneIsRefusedByItsName) {
    const std::vector<std::pair<std::string, json>> wrong = {{"sampler_name", "No Such Sampler"},
                                                             {"scheduler", "No Such Schedule"},
                                                             {"steps", 0},
                                                             {"width", 63},
                                                             {"height", 100'000},
                                                             {"batch_size", 65},
                                                             {"cfg_scale", "much"},
                                                             {"restore_faces", true},
                                                             {"s_churn", 0.5},
                                                             {"script_name", "x"},
                                                             {"alwayson_scripts", {{"ControlNet", {{"args", {"unit"}}}}}},
                                                             {"styles", {"no such style"}},
                                                             {"clip_skip", 13},
                                                             {"refiner_checkpoint", "no such model"},
                                                             {"override_settings", {{"sd_model_checkpoint", "no such model"}}}};
    for (const auto& [field, value] : wrong) {
        SCOPED_TRACE(field);
        json body = a1111_body();
        body[field] = value;
        expect_error(lab().post("/sdapi/v1/txt2img", body, 422), "unprocessable", field);
    }
    for (const auto& [field, value] : std::vector<std::pair<std::string, json>>{
             {"hr_upscaler", "no such network"}, {"hr_scale", 9}, {"hr_prompt", "another"}, {"hr_resize_x", -1}}) {
        SCOPED_TRACE(field);
        json body = a1111_body();
        body["enable_hr"] = true;
        body[field] = value;
        expect_error(lab().post("/sdapi/v1/txt2img", body, 422), "unprocessable", field);
    }
    json body = a1111_body();
    body["init_images"] = {"nothing"};
    expect_error(lab().post("/sdapi/v1/img2img", body, 422), "unprocessable", "init_images");
    body["init_images"] = {"http://127.0.0.1/a.png"};
    expect_error(lab().post("/sdapi/v1/img2img", body, 422), "unprocessable", "init_images");
    body["latent_mask"] = "x";
    expect_error(lab().post("/sdapi/v1/img2img", body, 422), "unprocessable", "latent_mask");
}

// Units of A1111's ControlNet extension are controls of ours; pictures come as base64, and files of the machine are no client's to read.
// A small model below the server's data folder, where clients may name files.
fs::path kept_for_clients(const std::string& model) {
    const fs::path place = lab().data() / "nets" / model;
    fs::create_directories(place);
    fs::copy(test::small_model_dir(model), place, fs::copy_options::recursive | fs::copy_options::skip_existing);
    return place;
}

TEST(HttpA1111, UnitsOfTheControlNetExtensionAreControls) {
    const fs::path picture = test::small_model_dir("tiny64") / "control.png";
    const std::string bytes = read_text_file(picture);
    Request request = same_request_of_ours();
    request.control_nets = {
        {ControlType::none, 0.8, kept_for_clients("control64").string(), picture.string(), 0, 0.5, ControlMode::control}};
    const auto expected = drawn(request).front();
    json unit = {{"enabled", true},           {"module", "None"},     {"model", request.control_nets[0].model},         {"weight", 0.8},
                 {"guidance_start", 0},       {"guidance_end", 0.5},  {"control_mode", "ControlNet is more important"}, {"resize_mode", 0},
                 {"image", base64_of(bytes)}, {"pixel_perfect", true}};
    const auto with = [&](const json& args) {
        json body = a1111_body();
        body["alwayson_scripts"]["controlnet"]["args"] = args;
        return body;
    };
    const auto pixels = [](const json& reply) { return pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()); };
    const json reply = lab().post("/sdapi/v1/txt2img", with(json::array({unit, {{"enabled", false}, {"model", "nothing"}}})));
    EXPECT_EQ(pixels(reply), expected);
    EXPECT_NE(reply["info"].get<std::string>().find("ControlNet 0: "), std::string::npos);
    EXPECT_EQ(pixels(lab().post("/sdapi/v1/txt2img", with(json::array()))), drawn(same_request_of_ours()).front());
    for (const auto& [name, value] : std::map<std::string, json>{
             {"model", "nothing"}, {"module", "openpose"}, {"image", "x"}, {"weight", "much"}, {"mask", "x"}, {"control_mode", 7}}) {
        SCOPED_TRACE(name);
        json changed = unit;
        changed[name] = value;
        expect_error(lab().post("/sdapi/v1/txt2img", with(json::array({changed})), 422), "unprocessable", "alwayson_scripts");
    }
    json own = request_to_json(request);
    expect_error(lab().post("/api/jobs", own, 400), "bad_request", "conditioning.control_nets");
}

// Its units with an IP-Adapter's preprocessor are reference pictures; the request's own come as base64, too.
TEST(HttpA1111, UnitsOfAnIpAdapterAreReferences) {
    const fs::path picture = test::small_model_dir("tiny64") / "init_large.png";
    const std::string image = base64_of(read_text_file(picture));
    Request request = same_request_of_ours();
    request.references = {{picture.string(), (kept_for_clients("ip64") / "sdxl_models/ip64.safetensors").string(), 0.8, 0, 0.5}};
    const auto expected = drawn(request).front();
    const json unit = {{"module", "ip-adapter_clip_sdxl"},
                       {"model", request.references[0].model},
                       {"weight", 0.8},
                       {"guidance_end", 0.5},
                       {"image", image}};
    const auto with = [&](const json& args) {
        json body = a1111_body();
        body["alwayson_scripts"]["controlnet"]["args"] = json::array({args});
        return body;
    };
    const json reply = lab().post("/sdapi/v1/txt2img", with(unit));
    EXPECT_EQ(pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()), expected);
    EXPECT_NE(reply["info"].get<std::string>().find("Module: ip-adapter-auto, Model: ip64"), std::string::npos);
    json part = unit;
    part["effective_region_mask"] = base64_of(read_text_file(test::small_model_dir("tiny64") / "mask.png"));
    Request masked = request;
    masked.references[0].mask = (test::small_model_dir("tiny64") / "mask.png").string();
    EXPECT_EQ(pixels_of(bytes_of_base64(lab().post("/sdapi/v1/txt2img", with(part))["images"][0].get<std::string>()).value()),
              drawn(masked).front());
    for (const auto& [name, value] : std::map<std::string, json>{{"model", "nothing"}, {"image", ""}, {"weight", "much"}}) {
        SCOPED_TRACE(name);
        json changed = unit;
        changed[name] = value;
        expect_error(lab().post("/sdapi/v1/txt2img", with(changed), 422), "unprocessable", "alwayson_scripts");
    }
    json own = request_to_json(request);
    expect_error(lab().post("/api/jobs", own, 400), "bad_request", "conditioning.references");
    own["conditioning"].erase("references");
    own["conditioning"]["reference_images"] = {"file://" + picture.string()};
    expect_error(lab().post("/api/jobs", own, 400), "bad_request", "conditioning.reference_images");
    own["conditioning"]["reference_images"] = {"https://example.com/a.png"};
    expect_error(lab().post("/api/jobs", own, 400), "bad_request", "conditioning.reference_images");
}

TEST(HttpA1111, ArgumentsOfADetailerAreDetailers) {
    fs::create_directories(lab().data() / "models/detectors");
    const fs::path detector = write_file(lab().data() / "models/detectors/face_yolov8n.onnx", yolo_network({{32, 32, 24, 24}}, {"face"}));
    Request request = same_request_of_ours();
    DetailUse use{.model = detector.string(), .prompt = "a dog"};
    use.strength = 0.5, use.width = request.width, use.height = request.height, use.top = 16;
    request.details = {use};
    const auto expected = drawn(request).front();
    const auto with = [&](const json& args) {
        json body = a1111_body();
        body["alwayson_scripts"]["ADetailer"]["args"] = args;
        return body;
    };
    const json unit = {{"ad_model", "face_yolov8n.pt"}, {"ad_prompt", "a dog"}, {"ad_denoising_strength", 0.5}, {"ad_tab_enable", true}};
    const auto pixels = [](const json& reply) { return pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()); };
    const json reply = lab().post("/sdapi/v1/txt2img", with({true, false, unit, {{"ad_model", "None"}}}));
    EXPECT_EQ(pixels(reply), expected);
    EXPECT_NE(reply["info"].get<std::string>().find("ADetailer model: face_yolov8n.pt"), std::string::npos);
    const auto plain = drawn(same_request_of_ours()).front();
    EXPECT_NE(expected, plain);
    EXPECT_EQ(pixels(lab().post("/sdapi/v1/txt2img", with({false, false, unit}))), plain);
    for (const auto& [name, value] : std::map<std::string, json>{{"ad_model", "nothing.pt"},
                                                                 {"ad_use_checkpoint", true},
                                                                 {"ad_inpaint_only_masked", false},
                                                                 {"ad_confidence", 7},
                                                                 {"ad_unknown", 1},
                                                                 {"ad_prompt", json::array()}}) {
        SCOPED_TRACE(name);
        json changed = unit;
        changed[name] = value;
        expect_error(lab().post("/sdapi/v1/txt2img", with(json::array({changed})), 422), "unprocessable", "alwayson_scripts");
    }
}

TEST(HttpA1111, AnInterruptedRequestAnswersWithWhatThereIs) {
    json reply;
    std::thread asks([&] {
        json body = a1111_body();
        body["steps"] = 900;
        body["force_task_id"] = "mine";
        reply = lab().post("/sdapi/v1/txt2img", body);
    });
    json progress;
    const auto end = std::chrono::steady_clock::now() + 60s;
    do {
        progress = lab().get("/sdapi/v1/progress");
    } while (progress["state"]["sampling_step"].get<int>() < 1 && std::chrono::steady_clock::now() < end);
    EXPECT_EQ(progress["current_task"], "mine");
    EXPECT_EQ(progress["state"]["sampling_steps"], 900);
    EXPECT_EQ(progress["state"]["job_count"], 1);
    EXPECT_GT(progress["progress"].get<double>(), 0);
    EXPECT_EQ(lab().post("/sdapi/v1/interrupt", json::object()), json::object());
    asks.join();
    ASSERT_EQ(reply["images"].size(), 1u);  // as it was then
    EXPECT_EQ(pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()).size(), 64u * 72 * 3);
    EXPECT_EQ(lab().get("/sdapi/v1/progress")["state"]["job_count"], 0);
}

TEST(HttpA1111, OptionsAreKeptAndChooseTheModel) {
    json all = lab().get("/sdapi/v1/options");
    EXPECT_EQ(all["sd_model_checkpoint"], "demo");
    all["sd_model_checkpoint"] = small_model;
    all["a_key_of_somebody"] = {1, 2};
    EXPECT_EQ(lab().post("/sdapi/v1/options", all), json::object());
    EXPECT_EQ(lab().get("/sdapi/v1/options"), all);
    json body = a1111_body();
    body.erase("override_settings");
    const json reply = lab().post("/sdapi/v1/txt2img", body);
    EXPECT_EQ(pixels_of(bytes_of_base64(reply["images"][0].get<std::string>()).value()), drawn(same_request_of_ours()).front());
    expect_error(lab().post("/sdapi/v1/options", {{"sd_model_checkpoint", "no such model"}}, 422), "unprocessable", "sd_model_checkpoint");
    lab().post("/sdapi/v1/options", {{"sd_model_checkpoint", "demo"}});
    EXPECT_EQ(lab().get("/sdapi/v1/sd-models")[0]["model_name"], "demo");
}

TEST(HttpSafety, WhatAServerChecksUnlessARequestSaysOtherwise) {
    ServeLab checked({}, SafetyAction::blur);
    const json reply = checked.post("/sdapi/v1/txt2img", a1111_body());
    const json told = checked.post("/sdapi/v1/png-info", {{"image", reply["images"][0]}});
    const json request = json::parse(told["items"]["imagelab_request"].get<std::string>());
    EXPECT_EQ(request["postprocessing"]["safety_action"], "blur");
    EXPECT_NE(told["items"]["imagelab_notes"].get<std::string>().find("safety checker"), std::string::npos) << told["items"];
    const auto action = [&](const json& postprocessing) {
        json body = request_to_json(same_request_of_ours());
        body.erase("output");
        body["model"]["base"] = "";
        body["postprocessing"] = postprocessing;
        std::vector<serve::ScratchFile> files;
        return serve::client_request(checked.service(), body, files).safety;
    };
    EXPECT_EQ(action({{"auto_contrast", false}}), SafetyAction::blur);
    EXPECT_EQ(action({{"safety_checker", false}}), SafetyAction::off);
    EXPECT_EQ(action({{"safety_action", "mark"}}), SafetyAction::mark);
}

}  // namespace
}  // namespace imagelab::test
