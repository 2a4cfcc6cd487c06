#include <algorithm>

#include "core/base/number.h"
#include "core/pipelines/aspect_bins.h"
#include "core/pipelines/fit.h"
#include "core/pipelines/resolved.h"
#include "core/request/lora_use.h"
#include "core/samplers/guidance.h"
#include "core/samplers/sampler.h"

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
    if (std::find(device.dtypes.begin(), device.dtypes.end(), *request.dtype) != device.dtypes.end()) return {};
    return Failure{"dtype: " + std::string(dtype_name(*request.dtype)) + " arithmetic is not available on device " + device.id + " (" +
                   device.name + "), which offers " + dtype_list(device.dtypes) + "; a model file in " +
                   std::string(dtype_name(*request.dtype)) + " is converted when it is loaded"};
}

// Sizes that were left open: those of the start picture, else the model's own.
void fill_size(Request& request, const ModelFiles& model, const std::optional<RgbImage>& start) {
    const int scale = model.vae.downscale(), own = model.sample_size() * scale;
    if (request.width == 0) request.width = start ? multiple_of(start->width, scale) : own;
    if (request.height == 0) request.height = start ? multiple_of(start->height, scale) : own;
}

// A transformer's patches must cover the latents.
Result<void> check_patches(const ResolvedRequest& resolved, const ModelFiles& model) {
    const int unit = model.patch() * model.vae.downscale();
    if (resolved.picture_width % unit == 0 && resolved.picture_height % unit == 0) return {};
    return Failure{"width, height: must be multiples of " + std::to_string(unit) + " for this model"};
}

NoiseScheduleConfig noise_of(const Request& request, NoiseScheduleConfig noise) {
    using Prediction = NoiseScheduleConfig::Prediction;
    if (request.prediction != PredictionChoice::from_the_file)
        noise.prediction = request.prediction == PredictionChoice::epsilon ? Prediction::epsilon : Prediction::v_prediction;
    noise.rescale_betas_zero_snr = request.zero_snr.value_or(noise.rescale_betas_zero_snr);
    return noise;
}

}  // namespace

void set_size(ResolvedRequest& resolved, const ModelFiles& model, int width, int height) {
    const PictureSize asked{height, width};
    const bool binned = model.family().aspect_bins && resolved.request.aspect_bins;
    const PictureSize made = binned ? aspect_bin(model.sample_size(), asked).value_or(asked) : asked;
    const int scale = model.vae.downscale();
    resolved.request.width = width, resolved.request.height = height;
    resolved.picture_height = made.height, resolved.picture_width = made.width;
    resolved.latent_height = made.height / scale, resolved.latent_width = made.width / scale;
}

std::unique_ptr<Sampler> new_sampler(const ResolvedRequest& resolved) {
    const Request& request = resolved.request;
    return make_sampler(request.sampler, request.spacing, resolved.noise, request.steps, request.step_noise);
}

Result<ResolvedRequest> resolve(const Request& asked, const ModelFiles& model, const DeviceInfo& device) {
    ResolvedRequest resolved;
    Request& request = resolved.request = asked;
    if (auto fits = fill_device(request, device); !fits) return Failure{fits.error()};
    PromptLoras tags = take_loras(request.prompt);
    if (!tags.problems.empty()) return Failure{"conditioning.prompt: " + tags.problems.front()};
    resolved.prompt = std::move(tags.prompt);
    resolved.loras = request.loras;
    resolved.loras.insert(resolved.loras.end(), tags.loras.begin(), tags.loras.end());
    if (!request.init_image.empty()) {
        auto picture = read_picture(request.init_image);
        if (!picture) return Failure{"init_image: " + picture.error()};
        resolved.start = std::move(*picture);
    }
    fill_size(request, model, resolved.start);
    if (request.seed.is_open()) request.seed = drawn_seed();
    if (auto valid = validate(request); !valid) return Failure{valid.error()};
    const int scale = model.vae.downscale();
    if (request.width % scale != 0 || request.height % scale != 0)
        return Failure{"width, height: must be multiples of " + std::to_string(scale) + " for this model"};
    resolved.noise = noise_of(request, model.noise);
    if (auto possible = supported(request.sampler, request.spacing, resolved.noise, request.steps, request.step_noise); !possible)
        return Failure{possible.error()};
    set_size(resolved, model, request.width, request.height);
    if (auto whole = check_patches(resolved, model); !whole) return Failure{whole.error()};
    resolved.guided = guided(request.guidance);
    const auto sampler = new_sampler(resolved);
    resolved.steps = sampler->steps();
    if (resolved.start) {
        if (resolved.start->width != resolved.picture_width || resolved.start->height != resolved.picture_height)
            resolved.start = fitted(*resolved.start, resolved.picture_width, resolved.picture_height, request.fit);
        resolved.first_step = sampler->start_step(request.strength);
        if (resolved.runs() < 1)
            return Failure{"strength: " + general_text(request.strength) + " of " + std::to_string(request.steps) +
                           " steps leaves none to run: raise strength or steps"};
    }
    return resolved;
}

}  // namespace imagelab
