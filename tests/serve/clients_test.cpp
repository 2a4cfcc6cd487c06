// The requests that known programs send, written as their code writes them: SillyTavern (src/endpoints/stable-diffusion.js,
// public/scripts/extensions/stable-diffusion/index.js), open-webui (routers/images.py), LibreChat (tools/structured/StableDiffusion.js,
// DALLE3.js).
#include <gtest/gtest.h>

#include <fstream>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/image/picture.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::pair<int, int> size_of(const std::string& base64) {
    const TempFolder folder;
    const auto picture = read_picture(write_file(folder / "picture", bytes_of_base64(base64).value()));
    return picture ? std::pair(picture->width, picture->height) : std::pair(0, 0);
}

// They choose a model for everybody: put back.
class Chosen {
  public:
    explicit Chosen(const std::string& title) { lab().post("/sdapi/v1/options", {{"sd_model_checkpoint", title}}); }
    ~Chosen() { lab().post("/sdapi/v1/options", {{"sd_model_checkpoint", "demo"}}); }
};

TEST(HttpClients, SillyTavern) {
    const std::string basic = "Basic " + base64_of("user:password");
    auto client = lab().client();
    client.set_default_headers({{"Authorization", basic}});
    const auto get = [&](const std::string& path) { return ServeLab::said(client.Get("/sdapi/v1/" + path), 200); };
    get("options");
    for (const char* list : {"upscalers", "latent-upscale-modes", "samplers", "schedulers"}) {
        ASSERT_FALSE(get(list).empty()) << list;
        for (const json& entry : get(list)) EXPECT_TRUE(entry["name"].is_string()) << list;
    }
    for (const char* list : {"sd-vae", "sd-modules"}) EXPECT_TRUE(get(list).is_array());
    for (const json& model : get("sd-models")) EXPECT_TRUE(model["title"].is_string());
    const Chosen chosen(small_model);
    EXPECT_EQ(get("options")["sd_model_checkpoint"], small_model);
    const json progress = get("progress");
    EXPECT_EQ(progress["progress"], 0.0);
    EXPECT_EQ(progress["state"]["job_count"], 0);
    // What its page sends to its server, which passes all of it on, its own address and key among it.
    json body = {
        {"url", "http://127.0.0.1:7860"},
        {"auth", "user:password"},
        {"prompt", "best quality, a cat"},
        {"negative_prompt", "lowres"},
        {"sampler_name", "DDIM"},
        {"scheduler", "normal"},
        {"steps", 2},
        {"cfg_scale", 7},
        {"width", 64},
        {"height", 72},
        {"restore_faces", false},
        {"enable_hr", false},
        {"hr_upscaler", "Latent"},
        {"hr_scale", 1.0},
        {"hr_additional_modules", json::array()},
        {"denoising_strength", 0.7},
        {"hr_second_pass_steps", 0},
        {"override_settings", {{"CLIP_stop_at_last_layers", 1}, {"sd_vae", "Automatic"}, {"forge_additional_modules", json::array()}}},
        {"override_settings_restore_afterwards", true},
        {"clip_skip", 1},
        {"save_images", true},
        {"send_images", true},
        {"do_not_save_grid", false},
        {"do_not_save_samples", false},
        {"alwayson_scripts", json::object()}};
    const auto draw = [&] { return ServeLab::said(client.Post("/sdapi/v1/txt2img", body.dump(), "application/json"), 200); };
    const json reply = draw();
    ASSERT_EQ(reply["images"].size(), 1u);
    EXPECT_EQ(size_of(reply["images"][0]), std::pair(64, 72));
    EXPECT_EQ(json::parse(reply["info"].get<std::string>())["unknown_fields"], (json{"auth", "url"}));
    EXPECT_EQ(reply["info"].get<std::string>().find("password\""), std::string::npos);
    body.update({{"enable_hr", true}, {"hr_scale", 1.5}, {"hr_second_pass_steps", 1}});
    EXPECT_EQ(size_of(draw()["images"][0]).first, 96);
    EXPECT_EQ(ServeLab::said(client.Post("/sdapi/v1/interrupt"), 200), json::object());
}

TEST(HttpClients, OpenWebui) {
    json options = lab().get("/sdapi/v1/options");
    const Chosen chosen("demo");
    options["sd_model_checkpoint"] = small_model;
    lab().post("/sdapi/v1/options", options);
    for (const json& model : lab().get("/sdapi/v1/sd-models")) EXPECT_TRUE(model["title"].is_string() && model["model_name"].is_string());
    const json reply = lab().post("/sdapi/v1/txt2img", {{"prompt", "a cat"},
                                                        {"batch_size", 2},
                                                        {"width", 64},
                                                        {"height", 64},
                                                        {"steps", 2},
                                                        {"negative_prompt", "a dog"},
                                                        {"cfg_scale", 4},
                                                        {"sampler_name", "Euler a"},
                                                        {"scheduler", "Karras"}});
    EXPECT_EQ(reply["images"].size(), 2u);
    EXPECT_TRUE(json::parse(reply["info"].get<std::string>())["infotexts"][0].is_string());
    // Its other engine; the address of Azure's servers carries a version.
    const json made = lab().post(
        "/v1/images/generations?api-version=2025-04-01-preview",
        {{"model", small_model}, {"prompt", "a cat"}, {"n", 1}, {"size", "64x64"}, {"response_format", "b64_json"}, {"steps", 2}});
    const std::string picture = made["data"][0]["b64_json"];
    EXPECT_EQ(size_of(picture), std::pair(64, 64));
    const httplib::MultipartFormDataItems parts{{"model", small_model, "", ""},
                                                {"prompt", "a dog", "", ""},
                                                {"n", "1", "", ""},
                                                {"size", "64x64", "", ""},
                                                {"background", "auto", "", ""},
                                                {"response_format", "b64_json", "", ""},
                                                {"steps", "2", "", ""},
                                                {"image[]", bytes_of_base64(picture).value(), "image.png", "image/png"}};
    const json edited = ServeLab::said(lab().client().Post("/v1/images/edits", parts), 200);
    EXPECT_EQ(size_of(edited["data"][0]["b64_json"]), std::pair(64, 64));
}

TEST(HttpClients, LibreChat) {
    const Chosen chosen(small_model);
    const json reply = lab().post("/sdapi/v1/txt2img", {{"prompt", "a cat"},
                                                        {"negative_prompt", "a dog"},
                                                        {"cfg_scale", 4.5},
                                                        {"steps", 2},
                                                        {"width", 64},
                                                        {"height", 64},
                                                        {"sampler_index", "DPM++ 2M Karras"}});
    const json told = lab().post("/sdapi/v1/png-info", {{"image", "data:image/png;base64," + reply["images"][0].get<std::string>()}});
    EXPECT_NE(told["info"].get<std::string>().find("Sampler: DPM++ 2M, Schedule type: Karras"), std::string::npos) << told;
    // It reads an address where it asked for nothing else, as OpenAI's DALL-E models answer.
    const json made = lab().post("/v1/images/generations", {{"model", "dall-e-3"},
                                                            {"quality", "standard"},
                                                            {"style", "vivid"},
                                                            {"size", "64x64"},
                                                            {"prompt", "a cat"},
                                                            {"n", 1},
                                                            {"steps", 1}});
    const std::string url = made["data"][0]["url"];
    const auto picture = lab().client().Get(url.substr(url.find("/v1/")));
    ASSERT_TRUE(picture);
    EXPECT_EQ(size_of(base64_of(picture->body)), std::pair(64, 64));
}

}  // namespace
}  // namespace imagelab::test
