// AUTOMATIC1111's interface as its 1.9 has it (modules/api/api.py, models.py), for the programs that speak it.
#include <algorithm>
#include <ctime>
#include <sstream>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/utf8.h"
#include "core/image/png_text.h"
#include "core/library/network_paths.h"
#include "core/metadata/import.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"
#include "serve/a1111_extras.h"
#include "serve/a1111_infotext.h"
#include "serve/a1111_lists.h"
#include "serve/a1111_request.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace a1111;

// --- what it is answered ---

std::string parameters_text(const std::string& png) {
    std::istringstream file(png);
    if (const auto texts = read_png_texts(file)) {
        for (const PictureText& text : texts->texts) {
            if (text.key == "parameters") return text.value;
        }
    }
    return {};
}

json info_of(const Made& made, const json& styles) {
    const Request& run = made.result.request;
    json prompts = json::array(), negatives = json::array(), seeds = json::array(), subseeds = json::array(), texts = json::array();
    const std::string negative = run.negative_prompt.value_or("");
    for (int i = 0; i < run.batch; ++i) {
        prompts.push_back(run.prompt);
        negatives.push_back(negative);
        const Request one = request_of_picture(run, i);
        seeds.push_back(one.seed);
        subseeds.push_back(one.variation_strength > 0 ? json(one.variation_seed) : json(0));
    }
    for (const std::string& file : made.files) texts.push_back(parameters_text(file));
    return {{"prompt", run.prompt},
            {"all_prompts", prompts},
            {"negative_prompt", negative},
            {"all_negative_prompts", negatives},
            {"seed", run.seed},
            {"all_seeds", seeds},
            {"subseed", subseeds.front()},
            {"all_subseeds", subseeds},
            {"subseed_strength", run.variation_strength},
            {"width", run.width},
            {"height", run.height},
            {"sampler_name", sampler_info(run.sampler).a1111},
            {"cfg_scale", run.guidance},
            {"steps", run.steps},
            {"batch_size", run.batch},
            {"restore_faces", false},
            {"face_restoration_model", nullptr},
            {"sd_model_name", run.model.empty() ? "demo" : fs::path(run.model).stem().string()},
            {"sd_model_hash", nullptr},
            {"sd_vae_name", run.vae.empty() ? json() : json(fs::path(run.vae).filename().string())},
            {"seed_resize_from_w", run.seed_resize_from.width > 0 ? run.seed_resize_from.width : -1},
            {"seed_resize_from_h", run.seed_resize_from.height > 0 ? run.seed_resize_from.height : -1},
            {"denoising_strength", run.init_image.empty() ? json() : json(run.strength)},
            {"extra_generation_params", json::object()},
            {"index_of_first_image", 0},
            {"infotexts", texts},
            {"styles", styles},
            {"clip_skip", run.clip_skip > 0 ? run.clip_skip + 2 : 1},
            {"is_using_inpainting_conditioning", false},
            {"version", IMAGELAB_VERSION}};
}

// Fields that were passed over.
json unknown_fields(const json& body, const Schema& known) {
    json names = json::array();
    for (const auto& [name, value] : body.items()) {
        if (!known["properties"].contains(name)) names.push_back(name);
    }
    return names;
}

HttpReply make(Service& service, const json& body, const Schema& known, Request request) {
    request.safety = service.safety();
    Made made = service.pictures().make(
        {std::move(request), boolean_of(body, "save_images"), a1111_door, text_of(body, "force_task_id"), wrong, field_name});
    const bool interrupted = made.result.status == JobResult::Status::cancelled;
    if (!interrupted) throw_unless_done(made.result, wrong, field_name);
    if (!made.preview.empty()) made.files.push_back(std::move(made.preview));
    json images = json::array();
    if (boolean_of(body, "send_images", true)) {
        for (const std::string& file : made.files) images.push_back(base64_of(file));
    }
    json info = info_of(made, has(body, "styles") ? body["styles"] : json::array());
    if (json unknown = unknown_fields(body, known); !unknown.empty()) info["unknown_fields"] = std::move(unknown);
    json parameters = body;
    for (const char* large : {"init_images", "mask"}) {
        if (parameters.contains(large) && !boolean_of(body, "include_init_images")) parameters[large] = nullptr;
    }
    return HttpReply::of({{"images", images}, {"parameters", parameters}, {"info", json_text(info)}});
}

HttpReply txt2img(Service& service, const Options& options, const json& body) {
    static const Schema known = txt2img_fields();
    const json whole = with_infotext(service, body, known);
    Asked asked = asked_by_text(service, options, whole);
    return make(service, whole, known, std::move(asked.request));
}

HttpReply img2img(Service& service, const Options& options, const json& body) {
    static const Schema known = img2img_fields();
    const json whole = with_infotext(service, body, known);
    Asked asked = asked_by_picture(service, options, whole);
    return make(service, whole, known, std::move(asked.request));
}

HttpReply progress(const Service& service, bool with_picture) {
    const auto now = const_cast<Service&>(service).pictures().under_way(a1111_door);
    json state = {{"skipped", false},
                  {"interrupted", now && now->is_stopping},
                  {"stopping_generation", false},
                  {"job", now ? now->task : ""},
                  {"job_count", now ? 1 + now->waiting : 0},
                  {"job_timestamp", "0"},
                  {"job_no", now ? now->progress.picture : 0},
                  {"sampling_step", now ? now->progress.step : 0},
                  {"sampling_steps", now ? now->progress.steps : 0}};
    json picture;
    if (now && with_picture && now->progress.preview)
        picture = base64_of(const_cast<Service&>(service).pictures().png(*now->progress.preview));
    return HttpReply::of({{"progress", now ? std::clamp(now->progress.fraction, 0.01, 0.99) : 0.0},
                          {"eta_relative", now ? std::max(0.0, now->progress.seconds_left) : 0.0},
                          {"state", state},
                          {"current_image", picture},
                          {"textinfo", nullptr},
                          {"current_task", now ? json(now->task) : json()}});
}

// --- pictures that are looked at ---

HttpReply png_info(Service& service, const json& body) {
    const std::string bytes = picture_bytes(body["image"].get_ref<const std::string&>(), "image", wrong);
    if (bytes.empty()) throw HttpError(wrong, "image: is empty; allowed: a picture", "image");
    const ScratchFile file(service.pictures().scratch(), ".upload", bytes);
    const auto metadata = read_metadata(file.path());
    if (!metadata) throw HttpError(wrong, "image: is no picture whose metadata can be read", "image");
    json items = json::object(), parameters = json::object();
    for (const PictureText& text : metadata->texts) items[text.key] = text.value;
    const std::string* info = metadata->text("parameters");
    if (info) {
        const A1111Fields fields = parse_a1111_text(*info);
        parameters = {{"Prompt", fields.prompt}, {"Negative prompt", fields.negative_prompt}};
        for (const auto& [name, value] : fields.settings) parameters[name] = value;
    }
    return HttpReply::of({{"info", info ? *info : ""}, {"items", items}, {"parameters", parameters}});
}

}  // namespace

void add_a1111_routes(Routes& routes, Service& service) {
    const auto options = std::make_shared<Options>();
    const auto add = [&](Route route) {
        route.group = "AUTOMATIC1111";
        route.path = a1111_door + route.path;
        route.wrong = wrong;
        routes.push_back(std::move(route));
    };
    const Schema listed = list_of(open_object({}));
    const auto list = [&](const char* name, const char* about, std::function<json()> what, const Schema& gives) {
        add({.method = "GET",
             .path = std::string("/") + name,
             .about = about,
             .handler = [what](HttpRequest&) { return HttpReply::of(what()); },
             .gives = gives});
    };
    const Schema named = list_of(open_object({{"name*", text()}}));
    list("samplers", "Samplers", samplers_json, named);
    list("schedulers", "Schedules", schedulers_json, named);
    list(
        "upscalers", "Upscalers", [&service] { return upscalers_json(service); }, named);
    list(
        "sd-models", "Models", [&service] { return models_json(service); },
        list_of(open_object({{"title*", text()}, {"model_name*", text()}})));
    list(
        "sd-vae", "VAEs", [&service] { return vaes_json(service); }, list_of(open_object({{"model_name*", text()}})));
    list(
        "sd-modules", "VAEs, as Forge lists them", [&service] { return vaes_json(service); },
        list_of(open_object({{"model_name*", text()}})));
    list(
        "loras", "LoRAs", [&service] { return loras_json(service); }, named);
    list(
        "embeddings", "Textual inversions", [&service] { return embeddings_json(service); },
        open_object({{"loaded*", open_object({})}, {"skipped*", open_object({})}}));
    list("prompt-styles", "Style profiles", styles_json, named);
    list(
        "memory", "Memory of the machine", [&service] { return memory_json(service); },
        open_object({{"ram*", open_object({})}, {"cuda*", open_object({})}}));
    list(
        "cmd-flags", "Flags of A1111's command line: none", [] { return json::object(); }, open_object({}));
    list("scripts", "Scripts that alwayson_scripts takes", scripts_json, open_object({}));
    list(
        "latent-upscale-modes", "What hr_upscaler takes beside the upscalers",
        [] {
            return json::array({{{"name", "Latent"}}});
        },
        named);
    list(
        "face-restorers", "Networks of DATA/models/faces",
        [&service] {
            json networks = json::array();
            for (const auto& path : face_restorers(service.data())) networks.push_back(json{{"name", path.stem().string()}});
            return networks;
        },
        named);
    for (const char* name : {"script-info", "hypernetworks", "realesrgan-models"})
        list(
            name, "None", [] { return json::array(); }, listed);

    const Schema made = object({{"images*", list_of(text("Base64"))}, {"parameters*", open_object({})}, {"info*", text("JSON")}});
    const auto post = [&](const char* name, const char* about, std::function<HttpReply(const json&)> what, const Schema& takes,
                          const Schema& gives, bool needed = true, std::vector<int> errors = {}) {
        add({.method = "POST",
             .path = std::string("/") + name,
             .about = about,
             .handler = [what](HttpRequest& r) { return what(r.json); },
             .body = Body::json,
             .takes = takes,
             .body_needed = needed,
             .gives = gives,
             .errors = std::move(errors)});
    };
    post("txt2img", "Pictures from words", [&service, options](const json& b) { return txt2img(service, *options, b); }, txt2img_fields(),
         made, true, {409, 429});
    post("img2img", "Pictures from a picture", [&service, options](const json& b) { return img2img(service, *options, b); },
         img2img_fields(), made, true, {409, 429});
    const auto post_extras = [&](const char* name, const char* about, auto what, const Schema& takes, const Schema& gives) {
        post(
            name, about, [&service, what](const json& b) { return what(service, b); }, takes, gives);
    };
    post_extras("extra-single-image", "A picture at another size", extra_single_image, extra_single_fields(),
                object({{"html_info*", text()}, {"image*", text("Base64 PNG")}}));
    post_extras("extra-batch-images", "Several pictures at another size", extra_batch_images, extra_batch_fields(),
                object({{"html_info*", text()}, {"images*", list_of(text("Base64 PNG"))}}));
    post(
        "png-info", "What a picture says of how it was made", [&service](const json& b) { return png_info(service, b); },
        object({{"image*", text("Base64")}}), object({{"info*", text()}, {"items*", open_object({})}, {"parameters*", open_object({})}}));
    add({.method = "GET",
         .path = "/progress",
         .about = "How far what runs is, with a preview",
         .handler = [&service](HttpRequest& r) { return progress(service, !boolean_of(r.query_values, "skip_current_image")); },
         .gives = open_object(
             {{"progress*", real()}, {"eta_relative*", real()}, {"state*", open_object({})}, {"current_image*", or_null(text())}}),
         .query = {{"skip_current_image", boolean()}}});
    add({.method = "GET",
         .path = "/options",
         .about = "The model that is chosen, and what clients keep here",
         .handler = [options](HttpRequest&) { return HttpReply::of(options->all()); },
         .gives = open_object({{"sd_model_checkpoint*", or_null(text())}})});
    post(
        "options", "Choose a model or VAE; other keys are kept",
        [&service, options](const json& body) {
            if (has(body, "sd_model_checkpoint")) checkpoint_named(service, text_of(body, "sd_model_checkpoint"), "sd_model_checkpoint");
            options->set(body);
            return HttpReply::of(json::object());
        },
        open_object({{"sd_model_checkpoint", or_null(text())}, {"sd_vae", or_null(text())}}), open_object({}));
    const auto command = [&](const char* name, const char* about, std::function<void()> what) {
        post(
            name, about,
            [what](const json&) {
                what();
                return HttpReply::of(json::object());
            },
            open_object({}), open_object({}), false);
    };
    const auto stop = [&service] { service.pictures().interrupt(a1111_door); };
    command("interrupt", "Stop what runs; its request is answered with what there is", stop);
    command("skip", "As interrupt", stop);
    for (const char* name : {"refresh-checkpoints", "refresh-vae", "refresh-loras", "refresh-embeddings"})
        command(name, "Nothing to do: lists are read anew each time", [] {});
    command("unload-checkpoint", "Give back what models hold on devices that run nothing", [&service] { service.session().free_memory(); });
    command("reload-checkpoint", "Nothing to do: models are loaded when they are used", [] {});
}

}  // namespace imagelab::serve
