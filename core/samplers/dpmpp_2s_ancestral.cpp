// DPM++ 2S a: DPM-Solver++(2S) (Lu et al. 2022, arXiv 2211.01095, Algorithm 1) with ancestral steps, Euler's step before the last level.
// k-diffusion sample_dpmpp_2s_ancestral; its noise is drawn from the picture's generator. The history holds the latents where the interval
// began.
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Dpmpp2sAncestral final : public TwoStageSampler {
  public:
    using TwoStageSampler::TwoStageSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const AncestralStep part(from(step), to(step), eta_);
        const float t = log_time(from(step)), h = log_time(part.down) - t;
        if (!is_second(step)) {
            if (to(step) == 0) return move(from(step), -from(step), model_output, latents);
            state_.history.assign(latents.begin(), latents.end());
            const float keep = level_at(t + 0.5f * h) / level_at(t), rest = std::expm1(-h * 0.5f);
            for (size_t i = 0; i < latents.size(); ++i)
                latents[i] = keep * latents[i] - rest * clean(from(step), latents[i], model_output[i]);
            return;
        }
        const std::span<const float> start = origin(latents.size());
        const float keep = level_at(log_time(part.down)) / level_at(t), rest = std::expm1(-h), sigma = schedule_.sigmas[step];
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = keep * start[i] - rest * clean(sigma, latents[i], model_output[i]);
        add(part.up * noise_scale_, generator.randn(latents.size()), latents);
        state_.history.clear();
    }
};

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_2s_ancestral(const SamplerSetup& setup) {
    const SigmaSchedule levels = levels_of(setup, k_diffusion_rules);
    return std::make_unique<Dpmpp2sAncestral>(
        setup, levels, half_way_levels(setup, levels, [&](float from, float to) { return AncestralStep(from, to, setup.eta).down; }));
}

}  // namespace imagelab
