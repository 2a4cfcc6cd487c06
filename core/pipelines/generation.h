#pragma once
// Text to image and image to image with any model, step for step as diffusers' StableDiffusionXLPipeline, StableDiffusionXLImg2ImgPipeline
// and PixArtSigmaPipeline.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/pipelines/preview.h"
#include "core/pipelines/progress.h"
#include "core/pipelines/resolved.h"
#include "core/samplers/rng.h"
#include "core/samplers/sampler.h"

namespace imagelab {

// In the order they run (core/pipelines/stages/stages.cpp).
std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, DiffusionModel& model);

struct GenerationTimes {
    double load_s = 0, text_s = 0, decode_s = 0;
    std::vector<double> step_s;
};

// A picture between two steps, as plain data: what a journal keeps. Going on from it gives the picture of an undisturbed run bit for bit,
// on the same device with the same model.
struct StepState {
    int picture = 0;             // of the batch
    int next_step = 0;           // steps(): all done, the latents wait for the decoder
    std::vector<float> latents;  // [channels, height, width]
    Sampler::State sampler;
    TorchGenerator::State generator;
    Stage stage = Stage::denoising;  // that it is a state of
    bool operator==(const StepState&) const = default;
};

struct GenerationCallbacks {
    std::function<void(const Progress&)> progress;
    std::function<void(int picture, const RgbImage&)> finished;  // each picture as soon as it is decoded
    bool previews = false;
    std::function<bool(int picture)> is_there;      // a picture that an earlier run finished: left out
    std::function<void(const StepState&)> stepped;  // after each step, between two of them
    std::optional<StepState> resume;                // where an earlier run stopped
    std::vector<StagePlan> expected;                // with the seconds to tell of; empty: plan_stages
};

// Every picture of a batch has its own generator and sampler (seed + picture), so what is left out or resumed changes no other picture.
// Networks are loaded only where a picture still needs them; where
// a device has not the memory for UNet and decoder at once, all pictures are denoised first. Throws Error, NotFinite, Cancelled. `times` is
// filled as far as the work got.
void generate(const ResolvedRequest& resolved, DiffusionModel& model, const GenerationCallbacks& callbacks, const CancelToken& cancel,
              GenerationTimes& times);

}  // namespace imagelab
