// TCD: strategic stochastic sampling of trajectory consistency models, Zheng et al. 2024 (arXiv 2402.19159), Algorithm 4: down to a
// timestep before the next one, by the share eta (gamma there), then noise up to it. diffusers TCDScheduler; with eta above 0 one draw of
// the generator a step but the last.
#include <algorithm>
#include <cmath>

#include "core/samplers/alpha_sampler.h"

namespace imagelab {
namespace {

class Tcd final : public AlphaSampler {
  public:
    Tcd(const SamplerSetup& setup, const AlphaLevels& levels, std::vector<float> table)
        : AlphaSampler(setup, levels, table.front()), table_(std::move(table)), eta_(setup.eta) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const bool last = step + 1 == steps();
        const float next_timestep = last ? 0.0f : schedule_.timesteps[step + 1];
        const float down = table_.at(static_cast<size_t>(std::floor(static_cast<float>(1 - eta_) * next_timestep)));
        const float keep = std::sqrt(down), rest = std::sqrt(1.0f - down);
        for (size_t i = 0; i < latents.size(); ++i) {
            const Meant said = meant(step, latents[i], model_output[i]);
            latents[i] = keep * said.clean + rest * said.noise;
        }
        if (last || eta_ <= 0) return;
        const float ratio = std::min(alpha(step + 1) / down, 1.0f), up = std::sqrt(1.0f - ratio) * noise_scale_;
        const std::vector<float> noise = generator.randn(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = std::sqrt(ratio) * latents[i] + up * noise[i];
    }

    std::vector<float> table_;
    double eta_;
};

}  // namespace

std::unique_ptr<Sampler> make_tcd(const SamplerSetup& setup) {
    return std::make_unique<Tcd>(setup, distilled_levels(setup.config, setup.spacing, setup.steps), alphas_cumprod(setup.config));
}

}  // namespace imagelab
