#pragma once
// Text to image and image to image with any model, step for step as diffusers' StableDiffusionXLPipeline, StableDiffusionXLImg2ImgPipeline
// and PixArtSigmaPipeline; a refiner as the first two together, with one generator for both.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/picture_quality.h"
#include "core/pipelines/preview.h"
#include "core/pipelines/progress.h"
#include "core/pipelines/resolved.h"
#include "core/pipelines/run_models.h"
#include "core/samplers/rng.h"
#include "core/samplers/sampler.h"

namespace imagelab {

// In the order they run (core/pipelines/stages/stages.cpp).
std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, const RunModels& models);

struct GenerationTimes {
    double load_s = 0, text_s = 0, decode_s = 0;
    std::vector<double> step_s;
};

// What a detailer (Request::details) did to a picture: parts that fit its settings, and those that were painted anew.
struct DetailNote {
    int found = 0, painted = 0;
    bool operator==(const DetailNote&) const = default;
};
std::string detail_text(const DetailUse& use, const DetailNote& note);  // for people

// Where a picture is among its details: the latents of a state are then of a part.
struct DetailState {
    int detailer = 0, part = 0;
    std::vector<DetailNote> notes;                // of the detailers before this one, and of this one
    std::shared_ptr<const RgbImage> before, now;  // as this detailer found the picture, and with what it finished of it
    bool operator==(const DetailState& other) const;
};

// A picture between two steps, as plain data: what a journal keeps. Going on from it gives the picture of an undisturbed run bit for bit,
// on the same device with the same model.
struct StepState {
    int picture = 0;             // of the batch
    int next_step = 0;           // of the stage's sampler; its last: all done, the latents wait for the next stage
    std::vector<float> latents;  // [channels, height, width]
    Sampler::State sampler;
    TorchGenerator::State generator;
    std::vector<float> carried;                   // differences that guidance with momentum carries on, of the latents' size; empty: none
    Stage stage = Stage::denoising;               // that it is a state of: one with steps
    std::optional<RefineDecision> decision = {};  // of an adaptive second pass, once it is taken
    std::optional<DetailState> detail = {};       // of Stage::detailing
    bool operator==(const StepState&) const = default;
};

// Of a picture that is written as numbers: its latents, [channels, height, width], or its pixels in 0..1, [height, width, 3].
struct FinishedValues {
    Shape shape;
    std::vector<float> values;
};

// What was found out about a picture on its way, which its file tells.
struct PictureNotes {
    std::optional<RefineDecision> decision;  // of an adaptive second pass
    std::optional<SafetyVerdict> safety;     // where the request asks for one
    std::optional<RgbImage> opacity;         // of the picture, where it was only enlarged and is not opaque everywhere
    std::vector<DetailNote> details;         // of each of its detailers
    std::optional<int> faces;                // that were restored, where that is asked for
};

struct GenerationCallbacks {
    std::function<void(const Progress&)> progress;
    // Each picture as soon as it is finished.
    std::function<void(int picture, const RgbImage&, const PictureNotes&)> finished;
    // In its place where latents or unrounded pixels are asked for (ResolvedRequest::output, Request::bits).
    std::function<void(int picture, const FinishedValues&, const PictureNotes&)> finished_values;
    std::function<void(int picture, const RefineDecision&)> decided;  // as soon as it is
    // Each control picture that was made, of the request's control_nets by number; `of`: map_key() (core/pipelines/control.h).
    std::function<void(int control, const RgbImage& map, const std::string& of)> mapped;
    bool previews = false;
    std::function<bool(int picture)> is_there;      // a picture that an earlier run finished: left out
    std::function<void(const StepState&)> stepped;  // after each step, between two of them
    std::optional<StepState> resume;                // where an earlier run stopped
    std::vector<StagePlan> expected;                // with the seconds to tell of; empty: plan_stages
};

// Every picture of a batch has its own generator and sampler (seed + picture), so what is left out or resumed changes no other picture.
// Networks are loaded only where a picture still needs them; where
// a device has not the memory for them at once, all pictures pass one stage before the next begins. Throws Error, NotFinite, Cancelled.
// `times` is filled as far as the work got.
void generate(const ResolvedRequest& resolved, const RunModels& models, const GenerationCallbacks& callbacks, const CancelToken& cancel,
              GenerationTimes& times);

}  // namespace imagelab
