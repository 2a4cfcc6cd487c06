#pragma once
// What a step goes by: the denoiser's forwards, put together by guidance.
#include "core/pipelines/stages/steps.h"

namespace imagelab {

struct StepInput {
    std::span<const float> input;  // scaled latents
    float timestep, sigma;
    int number;                                   // of the request's step, from 0
    std::function<void(double share)> told = {};  // of latents in tiles: what of them is done
};
// Each [channels, height, width].
struct Prediction {
    std::vector<float> output;    // what the sampler steps by
    std::vector<float> unguided;  // what was said without the prompt; empty where no guidance counts
};
// Guidance with momentum carries on in work.carried. Throws NotFinite, Cancelled.
Prediction predict(const Run& run, PictureRun& work, const StepWork& steps, const StepInput& asked);

}  // namespace imagelab
