#include "core/samplers/sampler.h"

#include <algorithm>

#include "core/samplers/algorithms.h"

namespace imagelab {

int Sampler::start_step(double strength) const {
    const int run = std::min(static_cast<int>(requested_steps_ * strength), requested_steps_);
    return std::max(requested_steps_ - run, 0);
}

void Sampler::scale_model_input(int step, std::span<const float> latents, std::span<float> out) const {
    check(step, latents.size(), out.size());
    std::copy(latents.begin(), latents.end(), out.begin());
}

void Sampler::step(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) {
    check(step, latents.size(), model_output.size());
    advance(step, model_output, latents, generator);
}

void Sampler::check(int step, size_t latents, size_t other) const {
    if (step < 0 || step >= steps()) throw Error("[sampler] step " + std::to_string(step) + " of " + std::to_string(steps()));
    if (latents != other) throw Error("[sampler] " + std::to_string(latents) + " latents against " + std::to_string(other) + " values");
}

const char* sampler_option_name(SamplerKind kind) {
    constexpr const char* names[] = {"euler", "euler_a", "ddim", "dpmpp_2m", "unipc"};
    return names[static_cast<int>(kind)];
}

Result<void> supported(SamplerKind kind, const NoiseScheduleConfig& config, int steps) {
    // DPM++ 2M and UniPC space one step more than they run.
    const int most = kind == SamplerKind::dpmpp_2m || kind == SamplerKind::unipc ? config.train_timesteps - 1 : config.train_timesteps;
    if (steps < 1 || steps > most) return Failure{"steps: " + std::to_string(steps) + " is not within 1 to " + std::to_string(most)};
    if (kind == SamplerKind::euler_ancestral && config.prediction == NoiseScheduleConfig::Prediction::sample) {
        return Failure{"sampler: euler_a cannot run a model that predicts the sample itself; use euler, ddim, dpmpp_2m or unipc"};
    }
    return {};
}

std::unique_ptr<Sampler> make_sampler(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps) {
    if (const Result<void> fine = supported(kind, config, steps); !fine) throw Error("[sampler] " + fine.error());
    switch (kind) {
        case SamplerKind::euler:
            return make_euler(config, spacing, steps);
        case SamplerKind::euler_ancestral:
            return make_euler_ancestral(config, spacing, steps);
        case SamplerKind::ddim:
            return make_ddim(config, spacing, steps);
        case SamplerKind::dpmpp_2m:
            return make_dpmpp_2m(config, spacing, steps);
        case SamplerKind::unipc:
            return make_unipc(config, spacing, steps);
    }
    throw Error("[sampler] unknown kind");
}

}  // namespace imagelab
