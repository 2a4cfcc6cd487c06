#include "core/samplers/euler_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

SigmaSchedule with_seconds(const SigmaSchedule& levels, const SigmaSchedule& seconds) {
    SigmaSchedule both;
    for (size_t i = 0; i < levels.timesteps.size(); ++i) {
        both.timesteps.push_back(levels.timesteps[i]);
        both.sigmas.push_back(levels.sigmas[i]);
        if (i == split_intervals(levels)) break;
        both.timesteps.push_back(seconds.timesteps.at(i));
        both.sigmas.push_back(seconds.sigmas.at(i));
    }
    both.sigmas.push_back(levels.sigmas.back());
    return both;
}

}  // namespace

size_t split_intervals(const SigmaSchedule& levels) {
    return levels.timesteps.size() - (levels.sigmas.back() == 0 ? 1 : 0);
}

AncestralStep::AncestralStep(float from, float to, double eta)
    : up(std::min(to, static_cast<float>(eta) * std::sqrt(to * to * (from * from - to * to) / (from * from)))) {
    down = std::sqrt(to * to - up * up);
}

EulerSampler::EulerSampler(const SamplerSetup& setup, SigmaSchedule schedule, int steps_a_level)
    : Sampler(schedule, first_deviation(setup, schedule), setup.steps, steps_a_level),
      eta_(setup.eta),
      noise_scale_(setup.noise_scale),
      prediction_(setup.config.prediction) {}

void EulerSampler::scale_model_input(int step, std::span<const float> latents, std::span<float> out) const {
    check(step, latents.size(), out.size());
    const float level = sigma(step);
    const float deviation = std::sqrt(level * level + 1.0f);
    for (size_t i = 0; i < latents.size(); ++i) out[i] = latents[i] / deviation;
}

void EulerSampler::add_noise(std::span<float> latents, std::span<const float> noise, int step) const {
    check(step, latents.size(), noise.size());
    add(sigma(step), noise, latents);
}

float EulerSampler::clean(float sigma, float latent, float output) const {
    const float level = sigma * sigma + 1.0f;
    switch (prediction_) {
        case NoiseScheduleConfig::Prediction::epsilon:
            return latent - sigma * output;
        case NoiseScheduleConfig::Prediction::v_prediction:
            return output * (-sigma / std::sqrt(level)) + latent / level;
        case NoiseScheduleConfig::Prediction::sample:
            return output;
    }
    throw Error("[sampler] unknown prediction");
}

std::vector<float> EulerSampler::clean_latents(float sigma, std::span<const float> latents, std::span<const float> model_output) const {
    std::vector<float> all(latents.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = clean(sigma, latents[i], model_output[i]);
    return all;
}

void EulerSampler::move(float sigma, float dt, std::span<const float> model_output, std::span<float> latents) const {
    for (size_t i = 0; i < latents.size(); ++i) latents[i] += (latents[i] - clean(sigma, latents[i], model_output[i])) / sigma * dt;
}

void EulerSampler::add(float sigma, std::span<const float> noise, std::span<float> latents) {
    for (size_t i = 0; i < latents.size(); ++i) latents[i] += noise[i] * sigma;
}

TwoStageSampler::TwoStageSampler(const SamplerSetup& setup, const SigmaSchedule& levels, const SigmaSchedule& seconds)
    : EulerSampler(setup, with_seconds(levels, seconds), 2), levels_(levels.sigmas) {}

std::span<const float> TwoStageSampler::origin(size_t latents) const {
    if (blocks(latents, 2) == 0) throw Error("[sampler] a second evaluation without the first");
    return std::span(state_.history).first(latents);
}

}  // namespace imagelab
