// DPM-Solver++(2M), midpoint: Lu et al. 2022 (arXiv 2211.01095), Algorithm 2. First order at the first and the last step, as diffusers
// DPMSolverMultistepScheduler with its defaults (final_sigmas_type zero). The history holds the clean latents predicted a step before.
#include <cmath>

#include "core/samplers/multistep_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {
class Dpmpp2m final : public MultistepSampler {
  public:
    using MultistepSampler::MultistepSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const NoiseLevel from = level(step), to = level(step + 1);
        const bool second_order = blocks(latents.size(), 1) == 1 && schedule_.sigmas[step + 1] > 0;
        const float h = to.lambda - from.lambda;
        const float keep = to.sigma / from.sigma;
        const float move = to.alpha * (static_cast<float>(std::exp(-static_cast<double>(h))) - 1.0f);
        const float curve = 0.5f * move;
        const float inverse_ratio = second_order ? 1.0f / ((from.lambda - level(step - 1).lambda) / h) : 0.0f;
        std::vector<float> clean = predicted_clean_latents(step, latents, model_output);
        for (size_t i = 0; i < latents.size(); ++i) {
            latents[i] = keep * latents[i] - move * clean[i];
            if (second_order) latents[i] -= curve * (inverse_ratio * (clean[i] - state_.history[i]));
        }
        state_.history = std::move(clean);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_2m(const SamplerSetup& setup) {
    return std::make_unique<Dpmpp2m>(setup, levels_of(setup, multistep_rules));
}

}  // namespace imagelab
