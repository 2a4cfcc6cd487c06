#include "serve/a1111_request.h"

#include <algorithm>
#include <array>
#include <climits>
#include <map>

#include "core/base/utf8.h"
#include "core/image/mask.h"
#include "core/library/model_settings.h"
#include "core/library/network_paths.h"
#include "core/metadata/import.h"
#include "core/pipelines/upscaler.h"
#include "core/prompts/profiles.h"
#include "core/samplers/sampler_info.h"
#include "serve/a1111_control.h"
#include "serve/a1111_detailer.h"

namespace imagelab::serve::a1111 {
namespace {

using nlohmann::json;

constexpr size_t most_options = size_t{1} << 20;  // bytes of options that clients leave here

// A1111 passes over fields that it does not know (pydantic's default), and programs count on it: SillyTavern sends the address and the key
// it was given along with each request.
Schema fields_of_both() {
    return open_object({
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
        {"cfg_scale", or_null(number(0, 1000))},
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
        {"infotext", or_null(text("A picture's text of A1111, which fills what the body leaves out"))},
    });
}

Schema with(Schema schema, const Schema& more) {
    schema["properties"].update(more["properties"]);
    if (more.contains("required")) schema["required"] = more["required"];
    return schema;
}

// What would change the picture and cannot be done is refused by its name; the values with which A1111 leaves it off pass.
void refuse_what_is_not_built(const json& body) {
    for (const char* name : {"tiling", "disable_extra_networks"}) {
        if (boolean_of(body, name)) not_built(name, std::string("true"));
    }
    if (has(body, "latent_mask")) not_built("latent_mask", "a mask of the latents alone");
    for (const char* name : {"s_min_uncond", "s_churn"}) {
        if (number_of(body, name) != 0) not_built(name, "a value other than 0");
    }
    if (number_of(body, "initial_noise_multiplier", 1) != 1) not_built("initial_noise_multiplier", "a value other than 1");
    for (const char* name : {"script_name", "firstpass_image"}) {
        const std::string value = text_of(body, name);
        if (!value.empty() && ascii_lower(value) != "none") not_built(name, "\"" + value.substr(0, 60) + "\"");
    }
    if (integer_of(body, "resize_mode") == 3) not_built("resize_mode", "3 (latent)");
    const json scripts = has(body, "alwayson_scripts") ? body["alwayson_scripts"] : json::object();
    for (const auto& [name, script] : scripts.items()) {
        const std::string known = ascii_lower(name);
        if (known != "controlnet" && known != "adetailer")
            throw HttpError(wrong, "alwayson_scripts: there is no script " + name.substr(0, 60), "alwayson_scripts");
        // take_controls, take_detailers
    }
}

// By the first network for faces that is here.
void take_faces(Service& service, const json& body, Request& request) {
    if (!boolean_of(body, "restore_faces")) return;
    const auto path = face_restorer_path("", service.data());
    if (!path) throw HttpError(wrong, "restore_faces: " + path.error(), "restore_faces");
    request.face_restore = path->string();
}

// The extension goes by either spelling, and its units stand below "args" or by themselves.
std::vector<ScratchFile> take_controls(Service& service, const json& body, Request& request) {
    const json scripts = has(body, "alwayson_scripts") ? body["alwayson_scripts"] : json::object();
    for (const auto& [name, script] : scripts.items()) {
        if (ascii_lower(name) == "controlnet")
            return take_control_units(service, script.is_object() ? script.value("args", json::array()) : script, wrong, request);
    }
    return {};
}

// ADetailer's arguments: whether it is on, whether the picture before it is left out, and its detailers; the first two may be missing.
void take_detailers(Service& service, const json& body, Request& request) {
    const json scripts = has(body, "alwayson_scripts") ? body["alwayson_scripts"] : json::object();
    for (const auto& [name, script] : scripts.items()) {
        if (ascii_lower(name) == "adetailer")
            take_detailer_units(service, script.is_object() ? script.value("args", json::array()) : script, wrong, request);
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
    // A size counts with both sides, in whole latents.
    const int64_t width = integer_of(body, "seed_resize_from_w", -1), height = integer_of(body, "seed_resize_from_h", -1);
    if (width <= 0 || height <= 0) return;
    request.seed_resize_from = {static_cast<int>(std::min<int64_t>(width, INT_MAX)) / 8 * 8,
                                static_cast<int>(std::min<int64_t>(height, INT_MAX)) / 8 * 8};
    if (request.seed_resize_from.width == 0 || request.seed_resize_from.height == 0)
        throw HttpError(wrong, "seed_resize_from_w, seed_resize_from_h: less than a latent of 8 pixels", "seed_resize_from_w");
}

// What A1111 calls an upscaler; `latent`: of latents too.
std::string upscaler_named(const Service& service, const std::string& name, const char* field, bool latent) {
    const std::string plain = ascii_lower(name);
    if (plain == "lanczos" || (latent && plain == "latent")) return plain;
    if (const auto path = upscaler_path(name, service.data()); !path)
        throw HttpError(wrong, std::string(field) + ": " + path.error(), field);
    return name;
}

// modules/processing.py StableDiffusionProcessingTxt2Img.init: a side alone brings the other along. Both are a scale where they keep the
// shape.
double hires_scale(const json& body, const Request& request) {
    const int64_t width = integer_of(body, "hr_resize_x"), height = integer_of(body, "hr_resize_y");
    if (width == 0 && height == 0) return number_of(body, "hr_scale", 2);
    const char* field = width != 0 ? "hr_resize_x" : "hr_resize_y";
    if (width < 0 || height < 0) throw HttpError(wrong, std::string(field) + ": is less than 0; allowed: pixels", field);
    if (request.width == 0 || request.height == 0)
        throw HttpError(wrong, std::string(field) + ": needs width and height beside it; or send hr_scale", field);
    const double across = static_cast<double>(width) / request.width, down = static_cast<double>(height) / request.height;
    if (width != 0 && height != 0 && width * request.height != height * request.width)
        not_built(field, "another shape than that of width and height");
    return width != 0 ? across : down;
}

void take_hires(const Service& service, const json& body, Request& request) {
    if (!boolean_of(body, "enable_hr")) return;
    for (const char* name : {"hr_checkpoint_name", "hr_sampler_name", "hr_scheduler", "hr_prompt", "hr_negative_prompt"}) {
        const std::string value = text_of(body, name);
        if (!value.empty() && !ascii_lower(value).starts_with("use same")) not_built(name, "another one for the hires pass");
    }
    request.hires.scale = hires_scale(body, request);
    request.hires.steps = static_cast<int>(integer_of(body, "hr_second_pass_steps"));
    request.hires.strength = number_of(body, "denoising_strength", 0.75);
    request.hires.upscaler = upscaler_named(service, text_of(body, "hr_upscaler", "Latent"), "hr_upscaler", true);
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
    take_hires(service, body, request);
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
    const SamplerInfo& sampler = sampler_info(request.sampler);
    if (sampler.eta && has(body, "eta"))
        request.step_noise.eta = number_of(body, "eta");
    else if (sampler.a1111_eta)
        request.step_noise.eta = sampler.a1111_eta;
    if (has(body, "s_noise") && adds_noise(sampler_info(request.sampler), request.step_noise))
        request.step_noise.scale = number_of(body, "s_noise");
    return request;
}

// modules/processing.py create_binary_mask: alpha where there is some, what is opaque is painted; rounded unless that is turned off.
ScratchFile mask_of(Service& service, const json& body) {
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
            request.mask.fill = MaskFill::nothing;
            break;
    }
}

}  // namespace

Options::Options() {
    values_ = {{"sd_model_checkpoint", "demo"}, {"sd_checkpoint_hash", nullptr}, {"sd_vae", "Automatic"}, {"CLIP_stop_at_last_layers", 1},
               {"samples_format", "png"},       {"eta_noise_seed_delta", 0},     {"randn_source", "CPU"}};
}

json Options::all() const {
    const std::lock_guard lock(mutex_);
    return values_;
}

std::string Options::text(const char* name) const {
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(name);
    return found != values_.end() && found->is_string() ? found->get<std::string>() : "";
}

void Options::set(const json& changes) {
    const std::lock_guard lock(mutex_);
    json next = values_;
    next.update(changes);
    if (json_text(next).size() > most_options) throw HttpError(wrong, "the options take more than 1 MiB");
    values_ = std::move(next);
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
    return with(fields_of_both(),
                object({{"init_images*", list_of(text("Base64, perhaps as a data address"))},
                        {"resize_mode", or_null(integer(0, 3, "0: squeezed, 1: cut, 2: edges drawn out"))},
                        {"image_cfg_scale", or_null(real())},
                        {"mask", or_null(text())},
                        {"latent_mask", or_null(text())},
                        {"mask_blur", or_null(integer(0, 256))},
                        {"mask_blur_x", or_null(integer(0, 256))},
                        {"mask_blur_y", or_null(integer(0, 256))},
                        {"mask_round", or_null(boolean())},
                        {"inpainting_fill", or_null(integer(0, 3, "0: colours around it, 1: original, 2: noise, 3: nothing"))},
                        {"inpaint_full_res", anything()},
                        {"inpaint_full_res_padding", or_null(integer(0, 1024))},
                        {"inpainting_mask_invert", or_null(integer(0, 1))},
                        {"initial_noise_multiplier", or_null(real())},
                        {"include_init_images", or_null(boolean())}}));
}

void not_built(const std::string& field, const std::string& what) {
    throw HttpError(wrong, field + ": " + what + " is not built yet; leave it out", field);
}

std::string checkpoint_named(const Service& service, std::string title, const std::string& field) {
    if (const size_t bracket = title.rfind(" ["); bracket != title.npos && title.ends_with(']')) title.resize(bracket);
    return service.model_named(title, wrong, field);
}

std::string field_name(const std::string& path) {
    static const std::map<std::string, std::string> names = {{"conditioning.prompt", "prompt"},
                                                             {"conditioning.loras", "prompt"},
                                                             {"conditioning.init_image", "init_images"},
                                                             {"conditioning.control_nets", "alwayson_scripts"},
                                                             {"conditioning.references", "alwayson_scripts"},
                                                             {"postprocessing.detailers", "alwayson_scripts"},
                                                             {"conditioning.img2img_strength", "denoising_strength"},
                                                             {"conditioning.mask", "mask"},
                                                             {"conditioning.mask_blur", "mask_blur"},
                                                             {"conditioning.mask_padding", "inpaint_full_res_padding"},
                                                             {"conditioning.mask_fill", "inpainting_fill"},
                                                             {"hyperparameters.negative_prompt", "negative_prompt"},
                                                             {"hyperparameters.width", "width"},
                                                             {"hyperparameters.height", "height"},
                                                             {"hyperparameters.seed", "seed"},
                                                             {"hyperparameters.seed_resize_from", "seed_resize_from_w"},
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
                                                             {"hyperparameters.hires.scale", "hr_scale"},
                                                             {"hyperparameters.hires.steps", "hr_second_pass_steps"},
                                                             {"hyperparameters.hires.strength", "denoising_strength"},
                                                             {"hyperparameters.hires.upscaler", "hr_upscaler"},
                                                             {"style.profiles", "styles"}};
    const auto found = names.find(path);
    return found == names.end() ? "" : found->second;
}

Asked asked_by_text(Service& service, const Options& options, const json& body) {
    Asked asked{request_of(service, options, body), {}};
    asked.files = take_controls(service, body, asked.request);
    take_detailers(service, body, asked.request);
    take_faces(service, body, asked.request);
    return asked;
}

Asked asked_by_picture(Service& service, const Options& options, const json& body) {
    Asked asked{request_of(service, options, body), {}};
    Request& request = asked.request;
    if (body["init_images"].size() != 1)
        throw HttpError(wrong, "init_images: holds " + std::to_string(body["init_images"].size()) + "; allowed: one picture",
                        "init_images");
    asked.files = take_controls(service, body, request);
    take_detailers(service, body, request);
    take_faces(service, body, request);
    asked.files.push_back(start_picture(service.pictures().scratch(),
                                        picture_bytes(body["init_images"][0].get_ref<const std::string&>(), "init_images", wrong),
                                        "init_images", wrong));
    request.init_image = asked.files.back().path().string();
    request.strength = number_of(body, "denoising_strength", request.strength);
    request.fit = std::array{StartFit::stretch, StartFit::crop, StartFit::pad}[static_cast<size_t>(integer_of(body, "resize_mode"))];
    if (!has(body, "mask")) return asked;
    asked.files.push_back(mask_of(service, body));
    request.mask.file = asked.files.back().path().string();
    take_mask(body, request);
    return asked;
}

}  // namespace imagelab::serve::a1111
