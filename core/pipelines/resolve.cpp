#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/image/picture_quality.h"
#include "core/models/unet_sdxl.h"
#include "core/pipelines/aspect_bins.h"
#include "core/pipelines/fit.h"
#include "core/pipelines/output_name.h"
#include "core/pipelines/resolved.h"
#include "core/request/lora_use.h"
#include "core/request/picture_seed.h"
#include "core/samplers/guidance.h"
#include "core/samplers/program_levels.h"
#include "core/samplers/sampler.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

int multiple_of(int value, int unit) {
    return std::max(unit, value / unit * unit);
}

std::string dtype_list(const std::vector<DType>& dtypes) {
    std::string text;
    for (DType dtype : dtypes) text += (text.empty() ? "" : ", ") + std::string(dtype_name(dtype));
    return text;
}

Result<void> fill_device(Request& request, const DeviceInfo& device) {
    request.device = device.id;
    if (!request.dtype) request.dtype = device.dtypes.front();
    if (device.offers(*request.dtype)) return {};
    return Failure{"dtype: " + std::string(dtype_name(*request.dtype)) + " arithmetic is not available on device " + device.id + " (" +
                   device.name + "), which offers " + dtype_list(device.arithmetic()) + "; a model file in " +
                   std::string(dtype_name(*request.dtype)) + " is converted when it is loaded"};
}

int model_unit(const ModelFiles& model) {
    return model.patch() * model.vae.downscale();
}

// Sizes that were left open: those of the start picture, else the model's own.
// Those of a picture that is painted over whole hold all of it: the model's is cut back. Its surroundings are made at the model's own.
void fill_size(Request& request, const ModelFiles& model, const std::optional<RgbImage>& start) {
    const int scale = model.vae.downscale(), own = model.sample_size() * scale;
    if (paints(request) && start) {
        const bool whole = request.mask.area == MaskArea::picture;
        const int unit = std::max(8, model_unit(model));
        if (request.width == 0) request.width = whole ? rounded_up(start->width, unit) : own;
        if (request.height == 0) request.height = whole ? rounded_up(start->height, unit) : own;
        return;
    }
    if (request.width == 0) request.width = start ? multiple_of(start->width, scale) : own;
    if (request.height == 0) request.height = start ? multiple_of(start->height, scale) : own;
}

// A transformer's patches must cover the latents.
Result<void> check_patches(const ResolvedRequest& resolved, const ModelFiles& model) {
    const int unit = model_unit(model);
    if (resolved.picture_width % unit == 0 && resolved.picture_height % unit == 0) return {};
    return Failure{"width, height: must be multiples of " + std::to_string(unit) + " for this model"};
}

NoiseScheduleConfig noise_of(const Request& request, NoiseScheduleConfig noise) {
    using Prediction = NoiseScheduleConfig::Prediction;
    if (request.prediction != PredictionChoice::from_the_file)
        noise.prediction = request.prediction == PredictionChoice::epsilon ? Prediction::epsilon : Prediction::v_prediction;
    noise.rescale_betas_zero_snr = request.zero_snr.value_or(noise.rescale_betas_zero_snr);
    return with_given_sigmas(std::move(noise), request);
}

// What a model or a method cannot paint with is refused by name.
Result<void> check_painting(const Request& request, const ModelFiles& model, const ModelFiles* refiner) {
    if (refiner != nullptr && refiner->reads_mask())
        return Failure{"model.refiner: " + refiner->name +
                       " is an inpainting model, which refines no other's picture; name it with --model, or another refiner"};
    if (request.mask.soft && model.reads_mask())
        return Failure{"conditioning.mask_soft: " + model.name +
                       " is an inpainting model, which reads a mask of black and white; leave it out, or take an ordinary model"};
    return {};
}

// In place of the start picture stands what the model paints over. `canvas`: the start picture as it is to be painted.
Result<void> resolve_painting(ResolvedRequest& resolved, const ModelFiles& model, PaintedCanvas canvas) {
    auto painting = make_painting(resolved.request, std::move(canvas),
                                  {resolved.request.width, resolved.request.height, resolved.picture_width, resolved.picture_height,
                                   std::max(8, model_unit(model)), model.vae.downscale()});
    if (!painting) return Failure{painting.error()};
    resolved.start = painting->start;
    resolved.painting = std::make_shared<const Painting>(std::move(*painting));
    return {};
}

// From a picture, or from latents that are more than decoded: the strength says how many of the steps run.
bool starts_within(const Request& request) {
    return !request.init_image.empty() || (!request.init_latents.empty() && request.strength > 0);
}

// ComfyUI spaces so many steps that those of the strength are as many as were asked for.
Result<void> check_finer_schedule(const Request& request, const NoiseScheduleConfig& noise) {
    if (request.like != LikeProgram::comfyui || !starts_within(request) || !request.sigmas.empty()) return {};
    const double all = request.strength > 0 ? request.steps / request.strength : INFINITY;
    if (all <= noise.train_timesteps) return {};
    return Failure{"conditioning.img2img_strength: " + general_text(request.strength) + " of a schedule as ComfyUI makes it, with " +
                   std::to_string(request.steps) + " steps, takes more than the " + std::to_string(noise.train_timesteps) +
                   " noise levels of the model: raise the strength or lower the steps"};
}

// StableDiffusionXLPipeline's denoising_end and StableDiffusionXLImg2ImgPipeline.get_timesteps: steps at or above the cutoff are the
// base's, the others the refiner's. Python rounds halves to even.
int hand_over_step(const Sampler& sampler, int train_timesteps, double share) {
    const double cutoff = std::nearbyint(train_timesteps - share * train_timesteps);
    const auto timesteps = sampler.timesteps();
    return static_cast<int>(std::count_if(timesteps.begin(), timesteps.end(), [&](float timestep) { return timestep >= cutoff; }));
}

Failure none_to_run(const std::string& field, double value, const Request& request, const char* what) {
    return {field + ": " + general_text(value) + " of " + std::to_string(request.steps) + " steps leaves " + what};
}

// How many steps a sampler with a pace of its own takes, about, from this one on; it begins at no other.
std::optional<int> expected_steps(const Sampler& sampler, int first) {
    const auto pace = first < sampler.steps() ? sampler.pace(first) : std::nullopt;
    return pace ? std::optional(pace->left) : std::nullopt;
}

// What goes by the steps of a schedule.
Result<void> check_own_pace(const Request& request) {
    if (!sampler_info(request.sampler).own_pace) return {};
    const std::string by_itself = std::string(": ") + sampler_info(request.sampler).option + " chooses its noise levels as it goes, ";
    if (!request.refiner.empty() && request.refiner_start < 1)
        return Failure{
            "scheduler.refiner_start" + by_itself +
            "and no second model takes over between two of them; set it to 1, where the refiner works on the decoded picture, or "
            "use another sampler"};
    if (request.mask.soft && request.like != LikeProgram::comfyui)
        return Failure{"conditioning.mask_soft" + by_itself +
                       "and a soft mask goes by the number of steps; leave it out or use another sampler"};
    return {};
}

// Latents of one model mean the same to the other only where both were trained with the same noise.
Result<void> check_hand_over(const ResolvedRequest& resolved, const Sampler& base, const Sampler& refiner) {
    constexpr double allowed = 0.1;  // of a noise level; spacings of neighbouring timesteps differ by less
    const float there = base.sigmas()[static_cast<size_t>(resolved.last_step)],
                here = refiner.sigmas()[static_cast<size_t>(resolved.refiner->first_step)];
    if (std::abs(there - here) <= allowed * std::max(there, here)) return {};
    return Failure{"model.refiner: at refiner_start " + general_text(resolved.request.refiner_start) + " the base stops at noise level " +
                   general_text(there, 4) + " and the refiner begins at " + general_text(here, 4) +
                   ": they were trained with other noise; use --refiner-start 1, where it works on the decoded picture"};
}

Result<void> resolve_refiner(ResolvedRequest& resolved, const ModelFiles& model, const ModelFiles& refiner, const Sampler& base) {
    const Request& request = resolved.request;
    for (const ModelFiles* one : {&model, &refiner}) {
        if (&one->family() != &sdxl_family)
            return Failure{"model.refiner: " + one->name + " is a model of the family " + std::string(one->family().name) +
                           "; base and refiner must be SDXL models"};
    }
    Refining& refining = resolved.refiner.emplace();
    refining.noise = with_given_sigmas(refiner.noise, request);
    if (auto possible = supported(request.sampler, request.spacing, refining.noise, request.steps, request.step_noise); !possible)
        return Failure{possible.error()};
    const auto sampler = new_sampler(request, refining.noise);
    refining.last_step = sampler->steps();
    refining.second_pass = request.refiner_start >= 1;
    refining.adaptive = refining.second_pass && !request.refiner_strength;
    if (refining.second_pass) {
        const double strength = request.refiner_strength.value_or(strongest_refining);
        refining.first_step = std::min(sampler->start_step(strength), refining.last_step - (refining.adaptive ? 1 : 0));
        refining.expected = expected_steps(*sampler, refining.first_step);
        if (refining.runs() >= 1) return {};
        return none_to_run("refiner_strength", strength, request, "none to run: raise it or the steps");
    }
    // Methods of two evaluations hand over between two noise levels; diffusers cuts such a pair and begins it anew.
    const auto whole = [&, pair = sampler_info(request.sampler).evaluations](int step) {
        const int passed = std::max(0, step - resolved.first_step);
        return resolved.first_step + passed / pair * pair;
    };
    resolved.last_step = whole(hand_over_step(base, resolved.noise.train_timesteps, request.refiner_start));
    refining.first_step = whole(hand_over_step(*sampler, refining.noise.train_timesteps, request.refiner_start));
    if (refining.runs() < 1)
        return none_to_run("refiner_start", request.refiner_start, request, "the refiner none: lower it or raise the steps");
    return check_hand_over(resolved, base, *sampler);
}

// A side of the hires pass in pixels, before it is cut to whole latents: A1111 cuts what is behind the point (modules/processing.py
// calculate_target_resolution), ComfyUI rounds latents (LatentUpscaleBy) or pixels (ImageScaleBy), halves to even.
int enlarged_side(const Request& request, int downscale, int side) {
    const double scale = request.hires.scale;
    if (is_a1111(request.like)) return static_cast<int>(side * scale);
    if (request.like == LikeProgram::diffusers) return static_cast<int>(side * scale + 1e-6);
    const int unit = enlarges_latents(request.hires.upscaler) ? downscale : 1;
    return static_cast<int>(std::nearbyint(side / unit * scale)) * unit;
}

// The latents in tiles, where that is asked for; neighbours share a quarter.
Result<void> cut_into_tiles(HiresPass& hires, const Request& request, const ModelFiles& model) {
    const int patch = model.patch(), unit = patch * model.vae.downscale(), asked = request.hires.tile, least = 8 * unit;
    hires.across = tile_axis(hires.latent_width, hires.latent_width, 0, patch);
    hires.down = tile_axis(hires.latent_height, hires.latent_height, 0, patch);
    if (asked == 0) return {};
    const std::string field = "hyperparameters.hires.tile: ";
    if (asked < least)
        return Failure{field + "is " + std::to_string(asked) + "; allowed: " + std::to_string(least) +
                       " and more, or 0, the whole picture"};
    if (!request.regions.empty())
        return Failure{field + "conditioning.regions are places of the whole picture, of which a tile sees a part; leave one of them out"};
    const int side = asked / unit * patch, shared = rounded_up(side / 4, patch);
    hires.across = tile_axis(hires.latent_width, side, shared, patch);
    hires.down = tile_axis(hires.latent_height, side, shared, patch);
    return {};
}

// All of the steps that are asked for run, as AUTOMATIC1111 counts them (modules/sd_samplers_common.py setup_img2img_steps): the schedule
// has so many more that the strength is kept.
Result<void> resolve_hires(ResolvedRequest& resolved, const ModelFiles& model) {
    const Request& request = resolved.request;
    const Hires& asked = request.hires;
    const std::string field = "hyperparameters.hires";
    if (!request.refiner.empty() && request.refiner_start >= 1 && !request.refiner_strength && enlarges_latents(asked.upscaler))
        return Failure{
            "hyperparameters.hires.upscaler: latents are not enlarged behind a refiner that may leave the picture as it is "
            "(refiner_strength "
            "auto); choose lanczos or a network, or name a refiner_strength"};
    if (!request.mask.file.empty() || request.outpaint != Outpaint())
        return Failure{
            "hyperparameters.hires: draws the whole picture once more at another size, so that nothing of what conditioning.mask or "
            "conditioning.outpaint keeps would stay as it is; leave it out. For more detail in the painted part alone take "
            "conditioning.mask_area masked with a larger width and height; to enlarge the result, begin from it with a strength of 0"};
    if (model.reads_mask())
        return Failure{"hyperparameters.hires: " + model.name + " is an inpainting model, which draws none; take an ordinary model"};
    HiresPass& hires = resolved.hires.emplace();
    hires.request = request;
    const int steps = hires.steps = asked.steps > 0 ? asked.steps : request.steps;
    if (asked.strength <= 0) return none_to_run(field + ".strength", asked.strength, request, "none to run: raise it");
    const double all = std::floor(steps / std::min(asked.strength, 0.999));
    if (all > resolved.noise.train_timesteps)
        return Failure{field + ".strength: " + general_text(asked.strength) + " with " + std::to_string(steps) +
                       " steps takes a schedule of " + general_text(all) + ", and the model has " +
                       std::to_string(resolved.noise.train_timesteps) + " noise levels: raise the strength or lower the steps"};
    // ComfyUI's second KSampler spaces so many by itself.
    const bool as_comfyui = request.like == LikeProgram::comfyui;
    hires.request.steps = as_comfyui ? steps : static_cast<int>(all);
    hires.denoise = as_comfyui ? asked.strength : (steps - 0.5) / all;
    hires.request.init_image.clear(), hires.request.init_latents.clear();  // it begins from the first pass
    hires.request.sigmas.clear();                                          // which were meant for the first pass
    if (auto possible = supported(request.sampler, request.spacing, with_given_sigmas(resolved.noise, hires.request), hires.request.steps,
                                  request.step_noise);
        !possible)
        return Failure{field + ".steps: " + possible.error()};
    const auto sampler = hires.sampler(resolved.noise);
    hires.last_step = sampler->steps();
    hires.first_step = request.like == LikeProgram::diffusers ? sampler->start_step((steps + 0.5) / all)
                                                              : first_step_of(*sampler, request.like, hires.request.steps, hires.denoise);
    hires.expected = expected_steps(*sampler, hires.first_step);
    if (hires.runs() < 1) return none_to_run(field + ".strength", asked.strength, request, "none to run: raise it or the steps");
    const int unit = model.patch() * model.vae.downscale();
    const auto grown = [&](int side) { return std::max(unit, enlarged_side(request, model.vae.downscale(), side) / unit * unit); };
    hires.picture_height = grown(resolved.picture_height), hires.picture_width = grown(resolved.picture_width);
    hires.latent_height = hires.picture_height / model.vae.downscale(), hires.latent_width = hires.picture_width / model.vae.downscale();
    const bool as_asked = resolved.picture_height == request.height && resolved.picture_width == request.width;
    hires.height = as_asked ? hires.picture_height : static_cast<int>(std::lround(request.height * asked.scale));
    hires.width = as_asked ? hires.picture_width : static_cast<int>(std::lround(request.width * asked.scale));
    hires.of_latents = enlarges_latents(asked.upscaler);
    return cut_into_tiles(hires, request, model);
}

// ControlNets and reference pictures, in the order of the request, whose open names are filled in.
Result<void> resolve_companions(ResolvedRequest& resolved, const Companions& companions, const ModelFiles& model) {
    Request& request = resolved.request;
    auto controls = resolve_controls(request, companions, resolved.picture_width, resolved.picture_height, resolved.start,
                                     resolved.painting.get());
    if (!controls) return Failure{controls.error()};
    auto references = resolve_references(request, companions.references, model, resolved.painting.get());
    if (!references) return Failure{references.error()};
    resolved.controls = std::move(*controls), resolved.references = std::move(*references);
    for (size_t i = 0; i < resolved.controls.size(); ++i) {  // what was chosen by its type is named
        if (std::string& named = request.control_nets[i].model; named.empty()) named = resolved.controls[i].net->path.string();
    }
    for (size_t i = 0; i < resolved.references.size(); ++i) {
        if (std::string& named = request.references[i].model; named.empty()) named = resolved.references[i].adapter->path.string();
    }
    return {};
}

// What is asked for that is done inside a UNet.
struct WithinUnet {
    const char* field;
    bool asked, in_the_middle;  // block, which must have attention
};
std::array<WithinUnet, 5> within_unet(const Request& request) {
    return {{{"hyperparameters.pag_scale", request.pag_scale > 0, true},
             {"hyperparameters.seg_scale", request.seg_scale > 0, true},
             {"hyperparameters.nag_scale", request.nag_scale > 1, false},
             {"hyperparameters.freeu", request.free_u != FreeU(), false},
             {"conditioning.regions", !request.regions.empty(), false}}};
}

// What is reused from step to step must be all that is left out.
Result<void> check_deep_cache(const Request& request, const ModelFiles& model) {
    if (request.deep_cache <= 1) return {};
    const auto refused = [](const std::string& why) { return Failure{"hyperparameters.deep_cache: " + why + "; leave it out (--deep-cache 1)"}; };
    if (!request.control_nets.empty()) return refused("a ControlNet reads every step, so nothing is left to reuse");
    if (sampler_info(request.sampler).own_pace)
        return refused(std::string(sampler_info(request.sampler).label) + " chooses its own steps, so none can be counted");
    const UnetConfig* unet = model.controlled_unet();
    if (unet != nullptr && unet->up_transformer_layers.back().back() > 0)
        return refused(model.name + " has attention in its last layer, which reads the text at every step");
    return {};
}

// It is done in no other denoiser.
Result<void> check_unet_guidance(const Request& request, const ModelFiles& model) {
    const UnetConfig* unet = model.controlled_unet();
    for (const auto& [field, asked, in_the_middle] : within_unet(request)) {
        if (!asked || (unet != nullptr && (!in_the_middle || unet->mid_transformer_layers > 0))) continue;
        return Failure{std::string(field) + ": " + model.name + " has no " +
                       (unet == nullptr ? "UNet, in which this is done" : "middle block with attention, in which this is done") +
                       "; leave it out, or take an SDXL model"};
    }
    if (request.nag_scale > 1 && runs_unguided(sampler_info(request.sampler), request.guidance))
        return Failure{
            "hyperparameters.nag_scale: guidance above 1 reads the negative prompt already; set guidance_scale to 1 (--cfg-scale 1), or "
            "leave it out"};
    return {};
}

}  // namespace

bool enlarges_latents(const std::string& upscaler) {
    return ascii_lower(upscaler) == "latent";
}

bool enlarges_by_lanczos(const std::string& upscaler) {
    return ascii_lower(upscaler) == "lanczos";
}

NoiseScheduleConfig with_given_sigmas(NoiseScheduleConfig noise, const Request& request) {
    noise.sigmas.assign(request.sigmas.begin(), request.sigmas.end());
    return noise;
}

std::unique_ptr<Sampler> new_sampler(const Request& request, const NoiseScheduleConfig& noise) {
    const bool within = starts_within(request);
    return make_sampler(request.sampler, request.spacing, noise, request.steps, request.step_noise,
                        {request.like, within ? request.strength : 1, within});
}

int first_step(const Request& request, const Sampler& sampler) {
    if (starts_within(request)) return first_step_of(sampler, request.like, request.steps, request.strength);
    return request.init_latents.empty() ? 0 : sampler.steps();
}

void set_size(ResolvedRequest& resolved, const ModelFiles& model, int width, int height) {
    const PictureSize asked{height, width};
    const bool binned = model.family().aspect_bins && resolved.request.aspect_bins;
    const PictureSize made = binned ? aspect_bin(model.sample_size(), asked).value_or(asked) : asked;
    const int scale = model.vae.downscale();
    resolved.request.width = width, resolved.request.height = height;
    resolved.picture_height = made.height, resolved.picture_width = made.width;
    resolved.latent_height = made.height / scale, resolved.latent_width = made.width / scale;
}

// Sizes that were left open are those of the latents.
Result<void> take_latents(ResolvedRequest& resolved, const ModelFiles& model) {
    Request& request = resolved.request;
    if (request.init_latents.empty()) return {};
    if (!request.init_image.empty())
        return Failure{"conditioning.init_latents: there is a start picture too (conditioning.init_image); leave one of them out"};
    auto latents = read_latents(request.init_latents);
    if (!latents) return Failure{"conditioning.init_latents: " + latents.error()};
    const float scaling = latents->scaling_factor;
    if (scaling != 0 && !model.vae.tiny() && std::abs(scaling - model.vae.scaling_factor) > 1e-4f * model.vae.scaling_factor)
        return Failure{"conditioning.init_latents: " + request.init_latents + " was made with a VAE that scales by " +
                       general_text(static_cast<double>(scaling), 5) + ", that of " + model.name + " scales by " +
                       general_text(static_cast<double>(model.vae.scaling_factor), 5) + ": take the model it was made with"};
    const int scale = model.vae.downscale();
    if (request.width == 0) request.width = latents->width * scale;
    if (request.height == 0) request.height = latents->height * scale;
    resolved.start_latents = std::make_shared<const Latents>(std::move(*latents));
    return {};
}

Result<void> check_latents(const ResolvedRequest& resolved, const ModelFiles& model) {
    if (!resolved.start_latents) return {};
    const Shape here{model.vae.latent_channels, resolved.latent_height, resolved.latent_width}, there = resolved.start_latents->shape();
    if (here == there) return {};
    return Failure{"conditioning.init_latents: " + resolved.request.init_latents + " has the shape " + shape_text(there) + ", " +
                   model.name + " takes " + shape_text(here) + " for " + std::to_string(resolved.request.width) + " x " +
                   std::to_string(resolved.request.height) + " pixels: leave width and height out, or take the model it was made with"};
}

// A start picture that is transparent somewhere: what is painted is opaque, the rest as it was.
Result<void> take_opacity(ResolvedRequest& resolved) {
    const Request& request = resolved.request;
    if (!resolved.start || !may_be_clear(request.init_image)) return {};
    auto clear = read_clear_picture(request.init_image);
    if (!clear) return Failure{"init_image: " + clear.error()};
    if (!*clear) return {};
    RgbImage colours = std::move((*clear)->colours), opacity = std::move((*clear)->opacity);
    const Outpaint& grown = request.outpaint;
    if (grown != Outpaint()) {
        const int width = colours.width + grown.left + grown.right, height = colours.height + grown.top + grown.bottom;
        colours = window(colours, -grown.left, -grown.top, width, height),
        opacity = window(opacity, -grown.left, -grown.top, width, height);
    }
    const auto brought = [&](RgbImage& layer, int width, int height) {
        if (layer.width != width || layer.height != height) layer = fitted(layer, width, height, request.fit);
    };
    const int width = resolved.painting ? resolved.painting->base.width : request.width,
              height = resolved.painting ? resolved.painting->base.height : request.height;
    brought(colours, width, height), brought(opacity, width, height);
    if (resolved.painting) {
        const std::vector<uint8_t>& share = resolved.painting->share.pixels;
        for (size_t i = 0; i < opacity.pixels.size(); ++i) opacity.pixels[i] = std::max(opacity.pixels[i], share[i / 3]);
    }
    resolved.clear = std::make_shared<const ClearPicture>(ClearPicture{std::move(colours), std::move(opacity)});
    return {};
}

// What is done with pictures is not done with latents.
Result<void> check_output(const ResolvedRequest& resolved) {
    const Request& request = resolved.request;
    if (request.bits > 8 && resolved.output != PictureFormat::png && resolved.output != PictureFormat::tiff)
        return Failure{"output.bits: " + std::to_string(request.bits) + " bits are for png and tiff, not for " +
                       std::string(picture_format_name(resolved.output)) + "; leave it out, or choose another output.format"};
    if (resolved.output != PictureFormat::latents) return {};
    const std::pair<const char*, bool> fields[] = {{"postprocessing.upscaler", !request.upscaler.empty()},
                                                   {"postprocessing.upscale", request.upscale.has_value()},
                                                   {"postprocessing.detailers", !request.details.empty()},
                                                   {"postprocessing.face_restore", !request.face_restore.empty()},
                                                   {"postprocessing.sharpen", request.sharpen.amount > 0},
                                                   {"postprocessing.grain", request.grain > 0},
                                                   {"postprocessing.auto_contrast", request.auto_contrast},
                                                   {"postprocessing.match_colours", request.match_colours},
                                                   {"postprocessing.safety_checker", request.safety != SafetyAction::off},
                                                   {"conditioning.mask, conditioning.outpaint", paints(request)}};
    for (const auto& [field, asked] : fields)
        if (asked)
            return Failure{std::string(field) +
                           ": output.format latents makes no picture that this could be done with; leave one of them out"};
    return {};
}

bool only_enlarges(const Request& request) {
    return !request.init_image.empty() && request.strength == 0 && request.hires.scale == 1 &&
           (!request.upscaler.empty() || request.upscale || !request.face_restore.empty());
}

// Nothing of it is drawn, so neither its size nor its settings need to fit a model.
Result<ResolvedRequest> resolve_enlarging(ResolvedRequest resolved) {
    Request& request = resolved.request;
    for (const auto& [field, asked] :
         {std::pair("conditioning.mask, conditioning.outpaint", paints(request)), std::pair("model.refiner", !request.refiner.empty()),
          std::pair("conditioning.control_nets", !request.control_nets.empty()),
          std::pair("conditioning.references", !request.references.empty())}) {
        if (asked)
            return Failure{std::string(field) +
                           ": with a strength of 0 the picture is enlarged and nothing is drawn; leave it out, or raise "
                           "conditioning.img2img_strength"};
    }
    auto clear = read_clear_picture(request.init_image);
    if (!clear) return Failure{"init_image: " + clear.error()};
    if (*clear) {
        resolved.start = std::move((*clear)->colours);
        resolved.opacity = std::move((*clear)->opacity);
    }
    resolved.only_enlarged = true;
    request.batch = 1;
    request.width = resolved.picture_width = resolved.start->width;
    request.height = resolved.picture_height = resolved.start->height;
    draw_seeds(request);
    return resolved;
}

Result<ResolvedRequest> resolve(const Request& asked, const ModelFiles& model, const DeviceInfo& device, const ModelFiles* refiner,
                                const Companions& companions, const GivenStart* given) {
    ResolvedRequest resolved;
    Request& request = resolved.request = asked;
    if (auto fits = fill_device(request, device); !fits) return Failure{fits.error()};
    if (!request.sigmas.empty()) request.steps = static_cast<int>(request.sigmas.size());
    PromptLoras tags = take_loras(request.prompt);
    if (!tags.problems.empty()) return Failure{"conditioning.prompt: " + tags.problems.front()};
    resolved.prompt = std::move(tags.prompt);
    resolved.loras = request.loras;
    resolved.loras.insert(resolved.loras.end(), tags.loras.begin(), tags.loras.end());
    if (given != nullptr) {
        resolved.start = given->picture;
    } else if (!request.init_image.empty()) {
        auto picture = read_picture(request.init_image);
        if (!picture) return Failure{"init_image: " + picture.error()};
        resolved.start = std::move(*picture);
    }
    resolved.output = output_encoding(request).format;
    if (auto possible = check_output(resolved); !possible) return Failure{possible.error()};
    if (only_enlarges(request)) return resolve_enlarging(std::move(resolved));
    if (auto possible = take_latents(resolved, model); !possible) return Failure{possible.error()};
    resolved.reads_mask = model.reads_mask();
    if (auto possible = check_painting(request, model, refiner); !possible) return Failure{possible.error()};
    std::optional<PaintedCanvas> canvas;
    if (paints(request) && resolved.start) {
        auto made = given ? Result<PaintedCanvas>(painted_canvas(request, std::move(*resolved.start), given->mask))
                          : painted_canvas(request, std::move(*resolved.start));
        if (!made) return Failure{made.error()};
        canvas = std::move(*made);
        resolved.start = canvas->picture;
    }
    if (model.only_refines() && !resolved.start && !resolved.start_latents)
        return Failure{"model: " + model.name +
                       " is an SDXL refiner, which begins no picture: name it with --refiner beside an SDXL model, or give it a picture "
                       "to go over with --init-image"};
    fill_size(request, model, resolved.start);
    draw_seeds(request);
    if (auto valid = validate(request); !valid) return Failure{valid.error()};
    const int scale = model.vae.downscale();
    if (request.width % scale != 0 || request.height % scale != 0)
        return Failure{"width, height: must be multiples of " + std::to_string(scale) + " for this model"};
    resolved.noise = noise_of(request, model.noise);
    if (auto possible = supported(request.sampler, request.spacing, resolved.noise, request.steps, request.step_noise); !possible)
        return Failure{possible.error()};
    if (auto possible = check_finer_schedule(request, resolved.noise); !possible) return Failure{possible.error()};
    if (auto possible = check_own_pace(request); !possible) return Failure{possible.error()};
    set_size(resolved, model, request.width, request.height);
    if (auto whole = check_patches(resolved, model); !whole) return Failure{whole.error()};
    if (auto fits = check_latents(resolved, model); !fits) return Failure{fits.error()};
    if (request.clip_skip > model.most_clip_skip())
        return Failure{
            "conditioning.clip_skip: " + model.name + " takes " +
            (model.most_clip_skip() == 0 ? "0: its text encoder gives its last layer" : "0 to " + std::to_string(model.most_clip_skip()))};
    resolved.phases = caption_phases(resolved.prompt, request.negative_prompt, request.prompt_weights, request.steps);
    resolved.guided = runs_unguided(sampler_info(request.sampler), request.guidance) || resolved.phases.front().prompts.size() > 1;
    const auto sampler = new_sampler(request, resolved.noise);
    resolved.last_step = sampler->steps();
    if (canvas) {
        if (auto painting = resolve_painting(resolved, model, std::move(*canvas)); !painting) return Failure{painting.error()};
    }
    if (resolved.start) {
        if (resolved.start->width != resolved.picture_width || resolved.start->height != resolved.picture_height)
            resolved.start = fitted(*resolved.start, resolved.picture_width, resolved.picture_height, request.fit);
    }
    resolved.first_step = first_step(request, *sampler);
    resolved.expected = expected_steps(*sampler, resolved.first_step);
    const bool draws_later = !request.init_image.empty() && request.strength == 0 && request.hires.scale > 1;  // in the hires pass alone
    if (starts_within(request) && resolved.runs() < 1 && !draws_later)
        return none_to_run("strength", request.strength, request, "none to run: raise strength or steps");
    if (auto possible = check_unet_guidance(request, model); !possible) return Failure{possible.error()};
    if (auto possible = check_deep_cache(request, model); !possible) return Failure{possible.error()};
    auto regions = resolve_regions(request);
    if (!regions) return Failure{regions.error()};
    resolved.regions = std::move(*regions);
    if (auto possible = resolve_companions(resolved, companions, model); !possible) return Failure{possible.error()};
    if (request.match_colours && !resolved.start)
        return Failure{"postprocessing.match_colours: there is no start picture whose colours could be taken; name one with --init-image"};
    if (given == nullptr) {
        if (auto clear = take_opacity(resolved); !clear) return Failure{clear.error()};
    }
    if (request.hires.scale > 1) {
        if (auto possible = resolve_hires(resolved, model); !possible) return Failure{possible.error()};
    }
    if (refiner != nullptr) {
        if (auto possible = resolve_refiner(resolved, model, *refiner, *sampler); !possible) return Failure{possible.error()};
        std::vector<std::pair<const char*, bool>> of_the_base{{"conditioning.control_nets", !resolved.controls.empty()},
                                                              {"conditioning.references", !resolved.references.empty()}};
        for (const WithinUnet& one : within_unet(request)) of_the_base.emplace_back(one.field, one.asked);
        for (const auto& [field, any] : of_the_base) {
            if (any && resolved.runs() == 0)
                return Failure{std::string(field) + ": the refiner draws every step, and without them: raise refiner_start"};
        }
    }
    if (!request.details.empty()) {
        auto details = resolve_details(resolved, model, device, companions);
        if (!details) return Failure{details.error()};
        resolved.details = std::move(*details);
    }
    return resolved;
}

}  // namespace imagelab
