#pragma once
#include "core/samplers/noise_schedule.h"

namespace imagelab {

// The clean latents that a model has in mind, as of_input * its input + of_output * its output. Its input is sqrt(a) x0 + sqrt(1 - a) noise
// with a = 1 / (1 + sigma^2) (Sampler::scale_model_input, Sampler::sigmas).
struct CleanLatents {
    float of_input, of_output;
    float clean(float input, float output) const { return of_input * input + of_output * output; }
    float output(float input, float clean) const { return (clean - of_input * input) / of_output; }
};
CleanLatents clean_latents(NoiseScheduleConfig::Prediction prediction, float sigma);

}  // namespace imagelab
