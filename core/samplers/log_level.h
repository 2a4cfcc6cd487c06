#pragma once
// What k-diffusion's DPM-Solver++ samplers share: time as the negative logarithm of the noise level, in f32 as torch computes it.
#include <functional>

#include "core/samplers/algorithms.h"
#include "core/samplers/brownian_tree.h"

namespace imagelab {

float log_time(float sigma);  // -log(sigma)
float level_at(float time);   // exp(-time)

// The level half way, in time, of each interval of `levels` but the last, with its timestep. down_to: where the interval from `from` to
// `to` ends before noise is added.
SigmaSchedule half_way_levels(const SamplerSetup& setup, const SigmaSchedule& levels,
                              const std::function<float(float from, float to)>& down_to);

// From the smallest level above 0 to the largest. Image to image takes the whole schedule too, as AUTOMATIC1111 does.
BrownianTree tree_over(const TorchGenerator& generator, const std::vector<float>& sigmas, size_t count);

}  // namespace imagelab
