#pragma once
// The samplers behind make_sampler, one file each.
#include "core/samplers/sampler.h"

namespace imagelab {

std::unique_ptr<Sampler> make_euler(const NoiseScheduleConfig& config, Spacing spacing, int steps);
std::unique_ptr<Sampler> make_euler_ancestral(const NoiseScheduleConfig& config, Spacing spacing, int steps);
std::unique_ptr<Sampler> make_ddim(const NoiseScheduleConfig& config, Spacing spacing, int steps);
std::unique_ptr<Sampler> make_dpmpp_2m(const NoiseScheduleConfig& config, Spacing spacing, int steps);
std::unique_ptr<Sampler> make_unipc(const NoiseScheduleConfig& config, Spacing spacing, int steps);

}  // namespace imagelab
