// DPM2, after DPM-Solver-2 (Lu et al. 2022, arXiv 2206.00927) as Karras et al. 2022, Algorithm 2, writes it: the slope half way, in the
// logarithm of the noise level, carries over the whole interval. DPM2 a steps down to sigma_down and adds noise. diffusers
// KDPM2DiscreteScheduler and KDPM2AncestralDiscreteScheduler. The history holds the latents where the interval began.
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

// Half way between two levels, in f32 as torch interpolates logarithms.
float half_way(float low, float high) {
    const auto log = [](float x) { return static_cast<float>(std::log(static_cast<double>(x))); };
    return static_cast<float>(std::exp(static_cast<double>(log(high) - (log(high) - log(low)) * 0.5f)));
}

class Dpm2 final : public TwoStageSampler {
  public:
    Dpm2(const SamplerSetup& setup, const SigmaSchedule& levels, const SigmaSchedule& seconds, bool ancestral)
        : TwoStageSampler(setup, levels, seconds), ancestral_(ancestral) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float sigma = schedule_.sigmas[step];
        if (!is_second(step)) {
            state_.history.assign(latents.begin(), latents.end());
            return move(sigma, schedule_.sigmas[step + 1] - sigma, model_output, latents);
        }
        const std::span<const float> start = origin(latents.size());
        const AncestralStep part(from(step), to(step), ancestral_ ? eta_ : 0.0);
        const float dt = (ancestral_ ? part.down : to(step)) - from(step);
        for (size_t i = 0; i < latents.size(); ++i)
            latents[i] = start[i] + (latents[i] - clean(sigma, latents[i], model_output[i])) / sigma * dt;
        if (ancestral_) add(part.up * noise_scale_, generator.randn(latents.size()), latents);
        state_.history.clear();
    }

    bool ancestral_;
};

std::unique_ptr<Sampler> make(const SamplerSetup& setup, bool ancestral) {
    const SigmaSchedule levels = levels_of(setup, dpm2_rules);
    const std::vector<float> log_table = log_of(training_sigmas(setup.config));
    SigmaSchedule seconds;
    for (size_t i = 0; i < split_intervals(levels); ++i) {
        const float from = levels.sigmas[i], to = levels.sigmas[i + 1];
        seconds.sigmas.push_back(ancestral ? half_way(from, AncestralStep(from, to, setup.eta).down) : half_way(to, from));
        seconds.timesteps.push_back(timestep_at(setup.manner.like, seconds.sigmas.back(), log_table));
    }
    return std::make_unique<Dpm2>(setup, levels, seconds, ancestral);
}

}  // namespace

std::unique_ptr<Sampler> make_dpm2(const SamplerSetup& setup) {
    return make(setup, false);
}

std::unique_ptr<Sampler> make_dpm2_ancestral(const SamplerSetup& setup) {
    return make(setup, true);
}

}  // namespace imagelab
