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
#include "core/pipelines/upscaler.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"
#include "serve/a1111_lists.h"
#include "serve/a1111_request.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace a1111;

constexpr const char* a1111_door = "/sdapi/v1";
constexpr double largest_scale = 8;

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

HttpReply make(Service& service, const json& body, Request request) {
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
    json parameters = body;
    for (const char* large : {"init_images", "mask"}) {
        if (parameters.contains(large) && !boolean_of(body, "include_init_images")) parameters[large] = nullptr;
    }
    return HttpReply::of({{"images", images},
                          {"parameters", parameters},
                          {"info", json_text(info_of(made, has(body, "styles") ? body["styles"] : json::array()))}});
}
HttpReply txt2img(Service& service, const Options& options, const json& body) {
    Asked asked = asked_by_text(service, options, body);
    return make(service, body, std::move(asked.request));
}

HttpReply img2img(Service& service, const Options& options, const json& body) {
    Asked asked = asked_by_picture(service, options, body);
    return make(service, body, std::move(asked.request));
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

// --- pictures that are looked at or enlarged ---

RgbImage nearest(const RgbImage& from, int width, int height) {
    RgbImage to{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3)};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const size_t source =
                (static_cast<size_t>(int64_t{y} * from.height / height) * from.width + int64_t{x} * from.width / width) * 3;
            std::copy_n(from.pixels.begin() + static_cast<std::ptrdiff_t>(source), 3,
                        to.pixels.begin() + static_cast<std::ptrdiff_t>((static_cast<size_t>(y) * width + x) * 3));
        }
    }
    return to;
}

// By a network on the first device, or by what needs none.
RgbImage enlarged_for(Service& service, const RgbImage& picture, const std::string& upscaler, EnlargedSize size) {
    if (upscaler == "Nearest") return nearest(picture, size.width, size.height);
    if (upscaler == "None" || ascii_lower(upscaler) == "lanczos") return resize(picture, size.width, size.height);
    const auto path = upscaler_path(upscaler, service.data());
    if (!path) throw HttpError(wrong, "upscaler_1: " + path.error(), "upscaler_1");
    auto files = open_upscaler(*path);
    if (!files) throw HttpError(wrong, "upscaler_1: " + files.error(), "upscaler_1");
    if (service.devices().empty()) throw HttpError(wrong, "upscaler_1: there is no device to run it on", "upscaler_1");
    Device& device = *service.devices().front();
    const DType dtype = Upscaler::best_dtype(device.info(), files->config);
    Upscaler network(device, std::move(*files), dtype);
    return enlarged(picture, &network, size, {}, {});
}

HttpReply extra_single_image(Service& service, const json& body) {
    for (const char* name : {"gfpgan_visibility", "codeformer_visibility"}) {
        if (number_of(body, name) != 0) not_built(name, "restoring faces");
    }
    if (number_of(body, "extras_upscaler_2_visibility") != 0) not_built("extras_upscaler_2_visibility", "a second upscaler");
    const std::string upscaler = text_of(body, "upscaler_1", "None");
    const ScratchFile file = start_picture(service.pictures().scratch(),
                                           picture_bytes(body["image"].get_ref<const std::string&>(), "image", wrong), "image", wrong);
    const auto read = read_picture(file.path());
    if (!read) throw HttpError(wrong, "image: " + read.error(), "image");
    double width = read->width * number_of(body, "upscaling_resize", 2), height = read->height * number_of(body, "upscaling_resize", 2);
    if (integer_of(body, "resize_mode") == 1) {
        width = static_cast<double>(integer_of(body, "upscaling_resize_w", 512));
        height = static_cast<double>(integer_of(body, "upscaling_resize_h", 512));
        if (boolean_of(body, "upscaling_crop") && width * read->height != height * read->width) not_built("upscaling_crop", "cutting");
    }
    if (width * height > 1 << 26 || width < 1 || height < 1)
        throw HttpError(wrong, "upscaling_resize: the picture would have other than 1 to 64 megapixels", "upscaling_resize");
    const int w = static_cast<int>(width + 0.5), h = static_cast<int>(height + 0.5);
    return HttpReply::of({{"html_info", ""}, {"image", base64_of(service.pictures().png(enlarged_for(service, *read, upscaler, {w, h})))}});
}

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
    list(
        "scripts", "Scripts: none",
        [] {
            return json{{"txt2img", json::array()}, {"img2img", json::array()}};
        },
        open_object({}));
    for (const char* name : {"latent-upscale-modes", "hypernetworks", "face-restorers", "realesrgan-models"})
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
    post(
        "extra-single-image", "A picture at another size", [&service](const json& b) { return extra_single_image(service, b); },
        object({{"image*", text("Base64")},
                {"resize_mode", or_null(integer(0, 1))},
                {"show_extras_results", or_null(boolean())},
                {"upscaling_resize", or_null(number(0.01, largest_scale))},
                {"upscaling_resize_w", or_null(integer(1, 16384))},
                {"upscaling_resize_h", or_null(integer(1, 16384))},
                {"upscaling_crop", or_null(boolean())},
                {"upscaler_1", or_null(text("None, Lanczos, Nearest or a name that /sdapi/v1/upscalers lists"))},
                {"upscaler_2", or_null(one_of({"None", "Lanczos", "Nearest"}))},
                {"extras_upscaler_2_visibility", or_null(real())},
                {"upscale_first", or_null(boolean())},
                {"gfpgan_visibility", or_null(real())},
                {"codeformer_visibility", or_null(real())},
                {"codeformer_weight", or_null(real())}}),
        object({{"html_info*", text()}, {"image*", text("Base64 PNG")}}));
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
