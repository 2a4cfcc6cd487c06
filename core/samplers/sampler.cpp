#include "core/samplers/sampler.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/samplers/sampler_info.h"

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

Result<void> supported(SamplerKind kind, const NoiseScheduleConfig& config, int steps) {
    const SamplerInfo& info = sampler_info(kind);
    const int most = config.train_timesteps - info.spaced_beyond;
    if (steps < 1 || steps > most) return Failure{"steps: " + std::to_string(steps) + " is not within 1 to " + std::to_string(most)};
    if (config.prediction == NoiseScheduleConfig::Prediction::sample && !info.takes_sample_prediction) {
        std::vector<std::string> others;
        for (const SamplerInfo& other : samplers()) {
            if (other.takes_sample_prediction) others.emplace_back(other.option);
        }
        return Failure{std::string("sampler: ") + info.option + " cannot run a model that predicts the sample itself; use one of " +
                       comma_list(others)};
    }
    return {};
}

std::unique_ptr<Sampler> make_sampler(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps) {
    if (const Result<void> fine = supported(kind, config, steps); !fine) throw Error("[sampler] " + fine.error());
    return sampler_info(kind).make(config, spacing, steps);
}

}  // namespace imagelab
