#pragma once
// Text to image and image to image with SDXL, step for step as diffusers' StableDiffusionXLPipeline and StableDiffusionXLImg2ImgPipeline.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/picture.h"
#include "core/pipelines/preview.h"
#include "core/pipelines/progress.h"
#include "core/pipelines/request.h"
#include "core/pipelines/sdxl_model.h"

namespace imagelab {

// A request with nothing left open: sizes, seed, device and precision filled in; the start picture read and brought to size.
struct ResolvedRequest {
    Request request;
    std::optional<RgbImage> start;
    int latent_height = 0, latent_width = 0;
    int first_step = 0;  // image to image starts behind the noisiest steps
    int runs() const { return request.steps - first_step; }
    bool guided = true;
};
// The failure names the field and what is allowed.
Result<ResolvedRequest> resolve(const Request& request, const ModelFiles& model, const DeviceInfo& device);

// Order: text, image (image to image only), denoise, decode.
std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, SdxlModel& model);

struct GenerationTimes {
    double load_s = 0, text_s = 0, decode_s = 0;
    std::vector<double> step_s;
};

struct GenerationCallbacks {
    std::function<void(const Progress&)> progress;
    std::function<void(int picture, const RgbImage&)> finished;  // each picture as soon as it is decoded
    bool previews = false;
    int first_picture = 0;  // of the batch; those before it are done
};

// Throws Error, NotFinite, Cancelled. `times` is filled as far as the work got.
void generate(const ResolvedRequest& resolved, SdxlModel& model, const GenerationCallbacks& callbacks, const CancelToken& cancel,
              GenerationTimes& times);

}  // namespace imagelab
