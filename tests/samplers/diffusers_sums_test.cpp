// diffusers' own tests of its schedulers (0.42, tests/schedulers/test_scheduler_*.py): a made-up model over ten steps, the sum of the last
// latents' magnitudes. The loop hands the scaled latents to step, as those tests do. Left out are PNDM (its test begins with Runge-Kutta
// steps, which latent models skip) and the multistep solvers whose tests end at another level than SDXL's configuration asks for.
#include <gtest/gtest.h>

#include <cmath>

#include "core/samplers/sampler.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

using Prediction = NoiseScheduleConfig::Prediction;
using TimestepSpacing = NoiseScheduleConfig::TimestepSpacing;

struct Loop {
    SamplerKind kind;
    NoiseScheduleConfig config;
    Spacing spacing;
    double sum, tolerance;
    int steps = 10;
    int begin = 0;  // of the levels, above 0: the latents are noised there
    StepNoise noise = {};
};

NoiseScheduleConfig trained(int timesteps, Prediction prediction = Prediction::epsilon, TimestepSpacing spacing = TimestepSpacing::linspace,
                            bool clipped = false) {
    NoiseScheduleConfig config;
    config.train_timesteps = timesteps;
    config.betas = NoiseScheduleConfig::Betas::linear;
    config.beta_start = 0.0001, config.beta_end = 0.02;
    config.prediction = prediction;
    config.timestep_spacing = spacing;
    config.steps_offset = 0;
    config.clip_sample = clipped;
    config.set_alpha_to_one = true;
    return config;
}

// dummy_sample_deter: 0 to 1 over four pictures of three channels and 8 x 8, counted with the picture fastest.
std::vector<float> sample(bool backwards) {
    std::vector<float> values;
    for (int picture = 0; picture < 4; ++picture) {
        for (int at = 0; at < 192; ++at) {
            const int number = at * 4 + picture;
            values.push_back(static_cast<float>(backwards ? 767 - number : number) / 768.0f);
        }
    }
    return values;
}

double sum_of(const Loop& loop) {
    const auto sampler = make_sampler(loop.kind, loop.spacing, loop.config, loop.steps, loop.noise);
    std::vector<float> latents = sample(false), output(latents.size());
    const int first = loop.begin * sampler_info(loop.kind).evaluations;
    for (float& value : latents) value *= sampler->init_noise_sigma();
    if (loop.begin > 0) sampler->add_noise(latents, sample(true), first);
    TorchGenerator generator(0);
    for (int step = first; step < sampler->steps(); ++step) {
        const std::vector<float> before = latents;
        sampler->scale_model_input(step, before, latents);
        const float t = sampler->timesteps()[step];
        for (size_t i = 0; i < latents.size(); ++i) output[i] = latents[i] * t / (t + 1);
        sampler->step(step, output, latents, generator);
    }
    double sum = 0;
    for (const float value : latents) sum += std::abs(value);
    return sum;
}

TEST(DiffusersSums, OfEverySchedulersFullLoop) {
    const NoiseScheduleConfig few = [] {  // of test_scheduler_lcm.py and test_scheduler_tcd.py
        NoiseScheduleConfig config;
        config.set_alpha_to_one = true;
        config.steps_offset = 0;
        return config;
    }();
    NoiseScheduleConfig strong = trained(1000, Prediction::epsilon, TimestepSpacing::leading, true), lowest = strong;
    strong.beta_start = lowest.beta_start = 0.01;
    lowest.set_alpha_to_one = false;
    const auto clipped = [](Prediction prediction) { return trained(1000, prediction, TimestepSpacing::leading, true); };
    const auto published = Spacing::published;
    const Loop loops[] = {
        {SamplerKind::euler, trained(1100), published, 10.0807, 1e-2},
        {SamplerKind::euler, trained(1100, Prediction::v_prediction), published, 0.0002, 1e-2},
        {SamplerKind::euler, trained(1100), Spacing::karras, 124.5230, 1e-2},
        {SamplerKind::euler, trained(1100), published, 57062.9297, 1e-2, 10, 8},
        {SamplerKind::euler_ancestral, trained(1100), published, 152.3192, 1e-2},
        {SamplerKind::euler_ancestral, trained(1100, Prediction::v_prediction), published, 108.4439, 1e-2},
        {SamplerKind::euler_ancestral, trained(1100), published, 56163.0508, 1e-2, 10, 8},
        {SamplerKind::lms, trained(1100), published, 1006.388, 1e-2},
        {SamplerKind::lms, trained(1100, Prediction::v_prediction), published, 0.0017, 1e-2},
        {SamplerKind::lms, trained(1100), Spacing::karras, 3812.9927, 2e-2},
        {SamplerKind::lms, trained(1100), published, 27663.6895, 1e-2, 10, 8},
        {SamplerKind::heun, trained(1100), published, 0.1233, 1e-2},
        {SamplerKind::heun, trained(1100, Prediction::v_prediction), published, 4.6934e-07, 1e-2},
        {SamplerKind::heun, trained(1100), Spacing::karras, 0.00015, 1e-2},
        {SamplerKind::heun, trained(1100), published, 75074.8906, 1e-2, 10, 8},
        {SamplerKind::dpm2, trained(1100), published, 20.4125, 1e-2},
        {SamplerKind::dpm2, trained(1100, Prediction::v_prediction), published, 4.6934e-07, 1e-2},
        {SamplerKind::dpm2, trained(1100), published, 70408.4062, 1e-2, 10, 8},
        {SamplerKind::dpm2_ancestral, trained(1100), published, 13979.9433, 1e-2},
        {SamplerKind::dpm2_ancestral, trained(1100, Prediction::v_prediction), published, 331.8133, 1e-2},
        {SamplerKind::dpm2_ancestral, trained(1100), published, 93087.3437, 1e-2, 10, 8},
        {SamplerKind::deis, trained(1000), published, 768 * 0.23916, 768e-3},
        {SamplerKind::deis, trained(1000, Prediction::v_prediction), published, 768 * 0.091, 768e-3},
        {SamplerKind::deis, trained(1000), published, 315.3016, 1e-2, 10, 8},
        {SamplerKind::ddpm, clipped(Prediction::epsilon), published, 258.9606, 1e-2, 1000},
        {SamplerKind::ddpm, clipped(Prediction::v_prediction), published, 202.0296, 1e-2, 1000},
        {SamplerKind::ddpm, clipped(Prediction::epsilon), published, 387.9466, 1e-2, 1000, 998},
        {SamplerKind::ddim, clipped(Prediction::epsilon), published, 172.0067, 1e-2},
        {SamplerKind::ddim, clipped(Prediction::v_prediction), published, 52.5302, 1e-2},
        {SamplerKind::ddim, strong, published, 149.8295, 1e-2},
        {SamplerKind::ddim, lowest, published, 149.0784, 1e-2},
        {SamplerKind::ddim, clipped(Prediction::epsilon), published, 354.5418, 1e-2, 10, 8},
        {SamplerKind::lcm, few, published, 18.7097, 1e-3, 1},
        {SamplerKind::lcm, few, published, 197.7616, 1e-3},
        {SamplerKind::tcd, few, published, 29.8715, 1e-3, 1, 0, {0.0, 1}},
        {SamplerKind::tcd, few, published, 181.2040, 1e-3, 10, 0, {0.0, 1}},
    };
    for (const Loop& loop : loops) {
        EXPECT_NEAR(sum_of(loop), loop.sum, std::max(loop.tolerance, 3e-7 * loop.sum))
            << sampler_info(loop.kind).option << " " << static_cast<int>(loop.config.prediction) << " " << loop.steps << " from "
            << loop.begin;
    }
}

}  // namespace
}  // namespace imagelab
