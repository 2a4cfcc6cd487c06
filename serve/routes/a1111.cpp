// AUTOMATIC1111's interface as its 1.9 has it (modules/api/api.py, models.py), for the programs that speak it.
#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <sstream>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/image/mask.h"
#include "core/image/png_text.h"
#include "core/library/model_library.h"
#include "core/library/model_settings.h"
#include "core/metadata/import.h"
#include "core/prompts/profiles.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int wrong = 422;
constexpr const char* door = "/sdapi/v1";
constexpr size_t most_options = size_t{1} << 20;  // bytes of options that clients leave here
constexpr double largest_scale = 8;

// What was chosen by POST options; guarded.
class Options {
  public:
    Options() {
        values_ = {{"sd_model_checkpoint", "demo"}, {"sd_checkpoint_hash", nullptr}, {"sd_vae", "Automatic"},
                   {"CLIP_stop_at_last_layers", 1}, {"samples_format", "png"},       {"eta_noise_seed_delta", 0},
                   {"randn_source", "CPU"}};
    }
    json all() const {
        const std::lock_guard lock(mutex_);
        return values_;
    }
    std::string text(const char* name) const {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(name);
        return found != values_.end() && found->is_string() ? found->get<std::string>() : "";
    }
    void set(const json& changes) {
        const std::lock_guard lock(mutex_);
        json next = values_;
        next.update(changes);
        if (json_text(next).size() > most_options) throw HttpError(wrong, "the options take more than 1 MiB");
        values_ = std::move(next);
    }

  private:
    mutable std::mutex mutex_;
    json values_;
};

// --- what a request says ---

Schema fields_of_both() {
    return object({
        {"prompt", or_null(text())},
        {"negative_prompt", or_null(text())},
        {"styles", or_null(list_of(text("Name or id of a style profile")))},
        {"seed", or_null(integer(-1, INT64_MAX, "-1: drawn"))},
        {"subseed", or_null(whole())},
        {"subseed_strength", or_null(number(0, 1))},
        {"seed_resize_from_h", or_null(whole())},
        {"seed_resize_from_w", or_null(whole())},
        {"seed_enable_extras", or_null(boolean())},
        {"sampler_name", or_null(text("Perhaps with its schedule: \"DPM++ 2M Karras\""))},
        {"sampler_index", or_null(text())},
        {"scheduler", or_null(text())},
        {"batch_size", or_null(integer(1, 64))},
        {"n_iter", or_null(integer(1, 64))},
        {"steps", or_null(integer(1, 1000))},
        {"cfg_scale", or_null(number(1, 1000))},
        {"distilled_cfg_scale", or_null(real())},
        {"width", or_null(integer(16, 4096))},
        {"height", or_null(integer(16, 4096))},
        {"restore_faces", or_null(boolean())},
        {"tiling", or_null(boolean())},
        {"do_not_save_samples", or_null(boolean())},
        {"do_not_save_grid", or_null(boolean())},
        {"eta", or_null(real())},
        {"denoising_strength", or_null(number(0, 1))},
        {"s_min_uncond", or_null(real())},
        {"s_churn", or_null(real())},
        {"s_tmax", or_null(real())},
        {"s_tmin", or_null(real())},
        {"s_noise", or_null(real())},
        {"clip_skip", or_null(whole())},
        {"override_settings", or_null(open_object({{"sd_model_checkpoint", or_null(text())},
                                                   {"sd_vae", or_null(text())},
                                                   {"CLIP_stop_at_last_layers", or_null(whole())},
                                                   {"randn_source", or_null(text())}}))},
        {"override_settings_restore_afterwards", or_null(boolean())},
        {"refiner_checkpoint", or_null(text())},
        {"refiner_switch_at", or_null(real())},
        {"disable_extra_networks", or_null(boolean())},
        {"comments", anything()},
        {"force_task_id", or_null(text())},
        {"script_name", or_null(text())},
        {"script_args", or_null(list_of(anything()))},
        {"send_images", or_null(boolean())},
        {"save_images", or_null(boolean())},
        {"alwayson_scripts", or_null(open_object({}))},
        {"infotext", or_null(text())},
    });
}

Schema with(Schema schema, const Schema& more) {
    schema["properties"].update(more["properties"]);
    if (more.contains("required")) schema["required"] = more["required"];
    return schema;
}

Schema txt2img_fields() {
    return with(fields_of_both(), object({{"enable_hr", or_null(boolean())},
                                          {"firstphase_width", or_null(whole())},
                                          {"firstphase_height", or_null(whole())},
                                          {"hr_scale", or_null(real())},
                                          {"hr_upscaler", or_null(text())},
                                          {"hr_second_pass_steps", or_null(whole())},
                                          {"hr_resize_x", or_null(whole())},
                                          {"hr_resize_y", or_null(whole())},
                                          {"hr_checkpoint_name", or_null(text())},
                                          {"hr_sampler_name", or_null(text())},
                                          {"hr_scheduler", or_null(text())},
                                          {"hr_prompt", or_null(text())},
                                          {"hr_negative_prompt", or_null(text())},
                                          {"hr_additional_modules", anything()},
                                          {"hr_cfg", or_null(real())},
                                          {"hr_distilled_cfg", or_null(real())},
                                          {"firstpass_image", or_null(text())}}));
}

Schema img2img_fields() {
    return with(fields_of_both(), object({{"init_images*", list_of(text("Base64, perhaps as a data address"))},
                                          {"resize_mode", or_null(integer(0, 3, "0: squeezed, 1: cut, 2: edges drawn out"))},
                                          {"image_cfg_scale", or_null(real())},
                                          {"mask", or_null(text())},
                                          {"latent_mask", or_null(text())},
                                          {"mask_blur", or_null(integer(0, 256))},
                                          {"mask_blur_x", or_null(integer(0, 256))},
                                          {"mask_blur_y", or_null(integer(0, 256))},
                                          {"mask_round", or_null(boolean())},
                                          {"inpainting_fill", or_null(integer(0, 3, "0: colours around it, 1: original, 2: noise"))},
                                          {"inpaint_full_res", anything()},
                                          {"inpaint_full_res_padding", or_null(integer(0, 1024))},
                                          {"inpainting_mask_invert", or_null(integer(0, 1))},
                                          {"initial_noise_multiplier", or_null(real())},
                                          {"include_init_images", or_null(boolean())}}));
}

[[noreturn]] void not_built(const std::string& field, const std::string& what) {
    throw HttpError(wrong, field + ": " + what + " is not built yet; leave it out", field);
}

// What would change the picture and cannot be done is refused by its name; the values with which A1111 leaves it off pass.
void refuse_what_is_not_built(const json& body) {
    for (const char* name : {"enable_hr", "restore_faces", "tiling", "disable_extra_networks"}) {
        if (boolean_of(body, name)) not_built(name, std::string("true"));
    }
    if (has(body, "latent_mask")) not_built("latent_mask", "a mask of the latents alone");
    for (const char* name : {"s_min_uncond", "s_churn"}) {
        if (number_of(body, name) != 0) not_built(name, "a value other than 0");
    }
    if (number_of(body, "initial_noise_multiplier", 1) != 1) not_built("initial_noise_multiplier", "a value other than 1");
    for (const char* name : {"seed_resize_from_h", "seed_resize_from_w"}) {
        if (integer_of(body, name, -1) > 0) not_built(name, "resizing the noise");
    }
    for (const char* name : {"script_name", "firstpass_image", "infotext"}) {
        const std::string value = text_of(body, name);
        if (!value.empty() && ascii_lower(value) != "none") not_built(name, "\"" + value.substr(0, 60) + "\"");
    }
    if (integer_of(body, "resize_mode") == 3) not_built("resize_mode", "3 (latent)");
    const json scripts = has(body, "alwayson_scripts") ? body["alwayson_scripts"] : json::object();
    for (const auto& [name, script] : scripts.items()) {
        const std::string known = ascii_lower(name);
        if (known != "controlnet" && known != "adetailer")
            throw HttpError(wrong, "alwayson_scripts: there is no script " + name.substr(0, 60), "alwayson_scripts");
        // Clients send them turned off: without units, or false first.
        const json args = script.is_object() ? script.value("args", json::array()) : script;
        if (!args.is_array() || (!args.empty() && args.front() != false)) not_built("alwayson_scripts", name);
    }
}

void take_sampler(const json& body, Request& request, OpenSettings& open) {
    const char* field = has(body, "sampler_name") ? "sampler_name" : "sampler_index";
    const std::string name = text_of(body, field);
    if (!name.empty()) {
        const SamplerAndSchedule found = sampler_and_schedule_named(name);
        const ScheduleInfo* schedule = found.schedule.empty() ? nullptr : schedule_named(found.schedule);
        if (!found.sampler || (!found.schedule.empty() && !schedule))
            throw HttpError(
                wrong, std::string(field) + ": there is no sampler " + name.substr(0, 60) + "; GET /sdapi/v1/samplers lists them", field);
        request.sampler = found.sampler->kind;
        open.sampler = false;
        if (schedule) request.spacing = schedule->kind, open.spacing = false;
    }
    const std::string scheduler = text_of(body, "scheduler");
    if (scheduler.empty()) return;
    const ScheduleInfo* schedule = schedule_named(scheduler);
    if (!schedule)
        throw HttpError(wrong, "scheduler: there is no schedule " + scheduler.substr(0, 60) + "; GET /sdapi/v1/schedulers lists them",
                        "scheduler");
    // What A1111 chooses for the sampler (modules/sd_samplers_kdiffusion.py).
    const bool automatic = plain_sampler_name(scheduler) == "automatic";
    if (automatic && !open.spacing) return;
    request.spacing = automatic && !open.sampler ? sampler_info(request.sampler).a1111_automatic : schedule->kind;
    open.spacing = false;
}

// "name.safetensors [hash]", a name, a file name or a hash.
std::string checkpoint_named(const Service& service, std::string title, const std::string& field) {
    if (const size_t bracket = title.rfind(" ["); bracket != title.npos && title.ends_with(']')) title.resize(bracket);
    return service.model_named(title, wrong, field);
}

void take_models(const Service& service, const Options& options, const json& body, Request& request) {
    const json settings = has(body, "override_settings") ? body["override_settings"] : json::object();
    const bool own_model = has(settings, "sd_model_checkpoint");
    request.model = checkpoint_named(service, own_model ? text_of(settings, "sd_model_checkpoint") : options.text("sd_model_checkpoint"),
                                     own_model ? "override_settings" : "sd_model_checkpoint");
    const std::string vae = has(settings, "sd_vae") ? text_of(settings, "sd_vae") : options.text("sd_vae");
    if (const std::string plain = ascii_lower(vae); !plain.empty() && plain != "automatic" && plain != "none")
        request.vae = service.model_named(vae, wrong, has(settings, "sd_vae") ? "override_settings" : "sd_vae");
    // A1111 takes the last layer but one of SDXL's encoders at 1 and at 2.
    for (const auto& [from, name] : {std::pair(settings, "CLIP_stop_at_last_layers"), std::pair(body, "clip_skip")}) {
        if (has(from, name)) request.clip_skip = static_cast<int>(std::clamp<int64_t>(integer_of(from, name) - 2, 0, 11));
    }
    const std::string refiner = text_of(body, "refiner_checkpoint");
    if (refiner.empty() || ascii_lower(refiner) == "none") return;
    request.refiner = checkpoint_named(service, refiner, "refiner_checkpoint");
    request.refiner_start = number_of(body, "refiner_switch_at", request.refiner_start);
}

// override_settings.randn_source: whose random numbers; without it the processor's.
void take_noise(const json& body, Request& request) {
    const std::string source = has(body, "override_settings") ? ascii_lower(text_of(body["override_settings"], "randn_source")) : "";
    if (source == "nv" || source == "gpu") request.noise_source = NoiseSource::nv;
    if (!source.empty() && source != "nv" && source != "gpu" && source != "cpu")
        throw HttpError(wrong, "override_settings: randn_source is " + source.substr(0, 60) + "; allowed: CPU, NV, GPU",
                        "override_settings");
    request.variation_strength = number_of(body, "subseed_strength");
    if (const int64_t seed = integer_of(body, "subseed", -1); seed >= 0 && request.variation_strength > 0)
        request.variation_seed = Seed(seed);
}

std::string a1111_name(const std::string& path) {
    static const std::map<std::string, std::string> names = {{"conditioning.prompt", "prompt"},
                                                             {"conditioning.loras", "prompt"},
                                                             {"conditioning.init_image", "init_images"},
                                                             {"conditioning.img2img_strength", "denoising_strength"},
                                                             {"conditioning.mask", "mask"},
                                                             {"conditioning.mask_blur", "mask_blur"},
                                                             {"conditioning.mask_padding", "inpaint_full_res_padding"},
                                                             {"conditioning.mask_fill", "inpainting_fill"},
                                                             {"hyperparameters.negative_prompt", "negative_prompt"},
                                                             {"hyperparameters.width", "width"},
                                                             {"hyperparameters.height", "height"},
                                                             {"hyperparameters.seed", "seed"},
                                                             {"hyperparameters.batch_size", "batch_size"},
                                                             {"hyperparameters.guidance_scale", "cfg_scale"},
                                                             {"scheduler.steps", "steps"},
                                                             {"scheduler.type", "sampler_name"},
                                                             {"scheduler.spacing", "scheduler"},
                                                             {"scheduler.eta", "eta"},
                                                             {"scheduler.seed_noise_scale", "s_noise"},
                                                             {"scheduler.refiner_start", "refiner_switch_at"},
                                                             {"model.refiner", "refiner_checkpoint"},
                                                             {"conditioning.clip_skip", "clip_skip"},
                                                             {"style.profiles", "styles"}};
    const auto found = names.find(path);
    return found == names.end() ? "" : found->second;
}

Request request_of(const Service& service, const Options& options, const json& body) {
    refuse_what_is_not_built(body);
    Request request;
    OpenSettings open;
    request.prompt = text_of(body, "prompt");
    // Without words A1111 gives SDXL zeros for the negative prompt (modules/sd_models_xl.py), as we do where there is none.
    if (const std::string negative = text_of(body, "negative_prompt"); !negative.empty()) request.negative_prompt = negative;
    if (const int64_t seed = integer_of(body, "seed", -1); seed >= 0) request.seed = Seed(seed);
    request.width = static_cast<int>(integer_of(body, "width"));
    request.height = static_cast<int>(integer_of(body, "height"));
    const int64_t pictures = integer_of(body, "batch_size", 1) * integer_of(body, "n_iter", 1);
    if (pictures > 64) throw HttpError(wrong, "n_iter: " + std::to_string(pictures) + " pictures; allowed: 64 at once", "n_iter");
    request.batch = static_cast<int>(pictures);
    if (has(body, "steps")) request.steps = static_cast<int>(integer_of(body, "steps")), open.steps = false;
    if (has(body, "cfg_scale")) request.guidance = number_of(body, "cfg_scale"), open.guidance = false;
    take_models(service, options, body, request);
    take_noise(body, request);
    take_sampler(body, request, open);
    if (has(body, "styles")) {
        for (const json& style : body["styles"]) request.style.profiles.push_back({style.get<std::string>(), 1.0});
    }
    ModelSettings(service.data()).take(request, open);
    if (!request.style.profiles.empty()) {
        const ProfileLibrary library = ProfileLibrary::load();
        for (const StyleUse& use : request.style.profiles) {
            if (const auto found = library.find(use.name); !found) throw HttpError(wrong, "styles: " + found.error(), "styles");
        }
        if (const auto taken = take_settings(request, library, open); !taken) throw HttpError(wrong, "styles: " + taken.error(), "styles");
    }
    // Samplers without a share of noise do not read it, and programs send 1 with any of them.
    if (sampler_info(request.sampler).eta && has(body, "eta")) request.step_noise.eta = number_of(body, "eta");
    if (has(body, "s_noise") && adds_noise(sampler_info(request.sampler), request.step_noise))
        request.step_noise.scale = number_of(body, "s_noise");
    return request;
}

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
            {"seed_resize_from_w", -1},
            {"seed_resize_from_h", -1},
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
    Made made = service.pictures().make({std::move(request), boolean_of(body, "save_images"), door, text_of(body, "force_task_id")});
    const bool interrupted = made.result.status == JobResult::Status::cancelled;
    if (!interrupted) throw_unless_done(made.result, wrong, a1111_name);
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
    return make(service, body, request_of(service, options, body));
}

// modules/processing.py create_binary_mask: alpha where there is some, what is opaque is painted; rounded unless that is turned off.
ScratchFile a1111_mask(Service& service, const json& body) {
    const ScratchFile sent =
        start_picture(service.pictures().scratch(), picture_bytes(text_of(body, "mask"), "mask", wrong), "mask", wrong);
    const auto read = read_mask(sent.path());
    if (!read) throw HttpError(wrong, "mask: cannot be read", "mask");
    GreyImage mask = read->mask;
    const bool inverted = integer_of(body, "inpainting_mask_invert") != 0;
    const bool rounded = read->by_transparency || boolean_of(body, "mask_round", true);
    for (uint8_t& value : mask.pixels) {
        const int own = read->by_transparency ? 255 - value : value, level = !rounded ? own : own > 128 ? 255 : 0;
        value = static_cast<uint8_t>(inverted ? 255 - level : level);
    }
    ScratchFile file(service.pictures().scratch(), ".png");
    write_png(file.path(), as_rgb(mask), {});
    return file;
}

void take_mask(const json& body, Request& request) {
    const int64_t blur = integer_of(body, "mask_blur", 4), across = integer_of(body, "mask_blur_x", blur),
                  down = integer_of(body, "mask_blur_y", blur);
    if (across != down) not_built("mask_blur_y", "another value than mask_blur_x");
    request.mask.blur = static_cast<int>(has(body, "mask_blur") ? blur : across);
    request.mask.padding = static_cast<int>(integer_of(body, "inpaint_full_res_padding"));
    const json area = has(body, "inpaint_full_res") ? body["inpaint_full_res"] : json(true);  // clients send 0 and 1 as well
    const bool masked = area.is_boolean() ? area.get<bool>() : area.is_number() && area != 0;
    request.mask.area = masked ? MaskArea::masked : MaskArea::picture;
    switch (integer_of(body, "inpainting_fill")) {
        case 0:
            request.mask.fill = MaskFill::neighbours;
            break;
        case 1:
            request.mask.fill = MaskFill::original;
            break;
        case 2:
            request.mask.fill = MaskFill::noise;
            break;
        default:
            not_built("inpainting_fill", "3 (latent nothing)");
    }
}

HttpReply img2img(Service& service, const Options& options, const json& body) {
    Request request = request_of(service, options, body);
    if (body["init_images"].size() != 1)
        throw HttpError(wrong, "init_images: holds " + std::to_string(body["init_images"].size()) + "; allowed: one picture",
                        "init_images");
    const ScratchFile picture =
        start_picture(service.pictures().scratch(),
                      picture_bytes(body["init_images"][0].get_ref<const std::string&>(), "init_images", wrong), "init_images", wrong);
    request.init_image = picture.path().string();
    request.strength = number_of(body, "denoising_strength", request.strength);
    request.fit = std::array{StartFit::stretch, StartFit::crop, StartFit::pad}[static_cast<size_t>(integer_of(body, "resize_mode"))];
    std::optional<ScratchFile> mask;
    if (has(body, "mask")) {
        mask.emplace(a1111_mask(service, body));
        request.mask.file = mask->path().string();
        take_mask(body, request);
    }
    return make(service, body, std::move(request));
}

HttpReply progress(const Service& service, bool with_picture) {
    const auto now = const_cast<Service&>(service).pictures().under_way(door);
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

// --- lists ---

json samplers_json() {
    json list = json::array();
    for (const SamplerInfo& info : samplers())
        list.push_back({{"name", info.a1111}, {"aliases", {info.option, info.comfyui, info.json}}, {"options", json::object()}});
    return list;
}

json schedulers_json() {
    json list = json::array();
    for (const ScheduleInfo& info : schedules()) {
        const std::string label = info.a1111;
        list.push_back({{"name", info.kind == Spacing::published ? ascii_lower(label) : info.option},
                        {"label", label},
                        {"aliases", {info.option}},
                        {"default_rho", -1},
                        {"need_inner_model", false}});
    }
    return list;
}

json models_json(const Service& service) {
    json list = json::array();
    for (const auto& [name, file] : service.models()) {
        const std::string hash = file.auto_v2();
        const bool single = file.layout == "single file";
        list.push_back({{"title", (single ? file.path.filename().string() : name) + (hash.empty() ? "" : " [" + hash + "]")},
                        {"model_name", name},
                        {"hash", hash.empty() ? json() : json(hash)},
                        {"sha256", file.sha256.empty() ? json() : json(file.sha256)},
                        {"filename", file.path.string()},
                        {"config", nullptr}});
    }
    return list;
}

json loras_json(const Service& service) {
    json list = json::array();
    for (const ModelFile& file : service.files_of("lora")) {
        const auto alias = file.metadata.find("ss_output_name");
        list.push_back({{"name", file.name},
                        {"alias", alias == file.metadata.end() ? file.name : alias->second},
                        {"path", file.path.string()},
                        {"metadata", file.metadata}});
    }
    return list;
}

json vaes_json(const Service& service) {
    json list = json::array();
    for (const ModelFile& file : service.files_of("vae")) list.push_back({{"model_name", file.name}, {"filename", file.path.string()}});
    return list;
}

json embeddings_json(const Service& service) {
    json loaded = json::object();
    for (const ModelFile& file : service.files_of("embedding"))
        loaded[file.name] = {{"step", nullptr}, {"sd_checkpoint", nullptr}, {"sd_checkpoint_name", nullptr}, {"shape", 0}, {"vectors", 0}};
    return {{"loaded", loaded}, {"skipped", json::object()}};
}

json styles_json() {
    json list = json::array();
    const ProfileLibrary library = ProfileLibrary::load();
    for (const StyleProfile& profile : library.profiles()) {
        Request request;
        request.prompt = "{prompt}";
        request.style.profiles = {{profile.id, 1.0}};
        const auto expanded = apply_profiles(request, library);
        list.push_back({{"name", profile.name},
                        {"prompt", expanded ? expanded->prompt : ""},
                        {"negative_prompt", expanded ? expanded->negative_prompt.value_or("") : ""}});
    }
    return list;
}

json upscalers_json() {
    json list = json::array();
    for (const char* name : {"None", "Lanczos", "Nearest"})
        list.push_back({{"name", name}, {"model_name", nullptr}, {"model_path", nullptr}, {"model_url", nullptr}, {"scale", 4}});
    return list;
}

json memory_json(const Service& service) {
    const int64_t free = available_memory(), ours = private_bytes();
    json cuda = json::object();
    int64_t total = free;
    for (const DeviceInfo& device : const_cast<Service&>(service).session().devices()) {
        if (device.kind == "cpu") total = device.memory_total;
        if (!device.own_memory || !cuda.empty()) continue;
        cuda = {
            {"system", {{"free", device.memory_free}, {"used", device.memory_total - device.memory_free}, {"total", device.memory_total}}}};
    }
    return {{"ram", {{"free", free}, {"used", ours}, {"total", total}}}, {"cuda", cuda}};
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
    const RgbImage enlarged = upscaler == "Nearest" ? nearest(*read, w, h) : resize(*read, w, h);
    return HttpReply::of({{"html_info", ""}, {"image", base64_of(service.pictures().png(enlarged))}});
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
        route.path = door + route.path;
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
    list("upscalers", "Upscalers", upscalers_json, named);
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
                {"upscaler_1", or_null(one_of({"None", "Lanczos", "Nearest"}))},
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
    const auto stop = [&service] { service.pictures().interrupt(door); };
    command("interrupt", "Stop what runs; its request is answered with what there is", stop);
    command("skip", "As interrupt", stop);
    for (const char* name : {"refresh-checkpoints", "refresh-vae", "refresh-loras", "refresh-embeddings"})
        command(name, "Nothing to do: lists are read anew each time", [] {});
    command("unload-checkpoint", "Give back what models hold on devices that run nothing", [&service] { service.session().free_memory(); });
    command("reload-checkpoint", "Nothing to do: models are loaded when they are used", [] {});
}

}  // namespace imagelab::serve
