// RES multistep: the exponential integrator of second order of Zhang et al. 2023 (arXiv 2308.02157, "Improved Order Analysis and Design of
// Exponential Integrator for Diffusion Models Sampling") with the prediction of the step before, as ComfyUI's res_multistep; with eta 1 its
// res_multistep_ancestral. Euler's step where there is none before and where the way down ends at 0. Its noise is drawn from the picture's
// generator. The history holds the clean latents predicted a step before.
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class ResMultistep final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        const AncestralStep part(from, to, eta_);
        std::vector<float> predicted = clean_latents(from, latents, model_output);
        if (blocks(latents.size(), 1) == 0 || part.down == 0)
            move(from, part.down - from, model_output, latents);
        else
            integrate(step, part.down, predicted, latents);
        if (to > 0 && part.up > 0) add(part.up * noise_scale_, generator.randn(latents.size()), latents);
        state_.history = std::move(predicted);
    }

    // phi_1(-h) and phi_2(-h) of the step weigh the two predictions. c2: how far back the earlier one lies, counted from where the step
    // before ended ahead of its noise.
    void integrate(int step, float down, const std::vector<float>& predicted, std::span<float> latents) const {
        const float before = schedule_.sigmas[step - 1], from = schedule_.sigmas[step];
        const float h = log_time(down) - log_time(from);
        const float c2 = (log_time(before) - log_time(AncestralStep(before, from, eta_).down)) / h;
        const float phi_1 = std::expm1(-h) / -h, phi_2 = (phi_1 - 1.0f) / -h;
        const float earlier = std::isfinite(phi_2 / c2) ? phi_2 / c2 : 0.0f, newer = phi_1 - earlier, keep = level_at(h);
        for (size_t i = 0; i < latents.size(); ++i)
            latents[i] = keep * latents[i] + h * (newer * predicted[i] + earlier * state_.history[i]);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_res_multistep(const SamplerSetup& setup) {
    return std::make_unique<ResMultistep>(setup, levels_of(setup, k_diffusion_rules));
}

}  // namespace imagelab
