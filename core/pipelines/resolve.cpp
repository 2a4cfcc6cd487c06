#include <algorithm>
#include <random>

#include "core/pipelines/fit.h"
#include "core/pipelines/generation.h"
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
    const int scale = model.vae.downscale(), own = model.unet.sample_size * scale;
    if (request.width == 0) request.width = start ? multiple_of(start->width, scale) : own;
    if (request.height == 0) request.height = start ? multiple_of(start->height, scale) : own;
}

}  // namespace

Result<ResolvedRequest> resolve(const Request& asked, const ModelFiles& model, const DeviceInfo& device) {
    ResolvedRequest resolved;
    Request& request = resolved.request = asked;
    if (auto fits = fill_device(request, device); !fits) return Failure{fits.error()};
    if (!request.init_image.empty()) {
        auto picture = read_picture(request.init_image);
        if (!picture) return Failure{"init_image: " + picture.error()};
        resolved.start = std::move(*picture);
    }
    fill_size(request, model, resolved.start);
    if (request.seed < 0) request.seed = static_cast<int64_t>(std::random_device()());
    if (auto valid = validate(request); !valid) return Failure{valid.error()};
    const int scale = model.vae.downscale();
    if (request.width % scale != 0 || request.height % scale != 0)
        return Failure{"width, height: must be multiples of " + std::to_string(scale) + " for this model"};
    if (auto possible = supported(request.sampler, model.noise, request.steps); !possible) return Failure{possible.error()};
    resolved.latent_height = request.height / scale;
    resolved.latent_width = request.width / scale;
    resolved.guided = guided(request.guidance);
    if (resolved.start) {
        if (resolved.start->width != request.width || resolved.start->height != request.height)
            resolved.start = fitted(*resolved.start, request.width, request.height, request.fit);
        resolved.first_step = make_sampler(request.sampler, request.spacing, model.noise, request.steps)->start_step(request.strength);
        if (resolved.runs() < 1)
            return Failure{"strength: " + std::to_string(request.strength) + " of " + std::to_string(request.steps) +
                           " steps leaves none to run: raise strength or steps"};
    }
    return resolved;
}

}  // namespace imagelab
