#pragma once
#include <optional>

#include "core/families/diffusion_model.h"
#include "core/image/picture.h"
#include "core/request/request.h"

namespace imagelab {

// A request with nothing left open: sizes, seed, device and precision filled in; the start picture read and brought to size.
struct ResolvedRequest {
    Request request;
    std::string prompt;          // without its LoRA tags
    std::vector<LoraUse> loras;  // of the request, then of the tags
    NoiseScheduleConfig noise;   // the model's, with what the request says of it
    std::optional<RgbImage> start;
    int latent_height = 0, latent_width = 0;
    int picture_height = 0, picture_width = 0;  // what the model makes; brought to the request's size where that is another
    int first_step = 0;                         // image to image starts behind the noisiest steps
    int runs() const { return request.steps - first_step; }
    bool guided = true;
    Caption caption() const { return {prompt, request.negative_prompt, guided, picture_height, picture_width, request.prompt_weights}; }
    NetworkShape latents() const { return {1, latent_height, latent_width, 0}; }
    NetworkShape denoiser_shape(const DiffusionModel& model) const {
        return {guided ? 2 : 1, latent_height, latent_width, model.context_tokens(caption())};
    }
};
// Sizes in pixels, multiples of the model's downscale.
void set_size(ResolvedRequest& resolved, const ModelFiles& model, int width, int height);
// The failure names the field and what is allowed.
Result<ResolvedRequest> resolve(const Request& request, const ModelFiles& model, const DeviceInfo& device);

}  // namespace imagelab
