// DDPM: Ho et al. 2020 (arXiv 2006.11239), equations 6, 7 and 15, over fewer steps than were trained, with the variance beta-tilde ("fixed
// small"). diffusers DDPMScheduler: one draw of the generator a step, but none at timestep 0.
#include <algorithm>
#include <cmath>

#include "core/samplers/alpha_sampler.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Ddpm final : public AlphaSampler {
  public:
    using AlphaSampler::AlphaSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float here = alpha(step), next = step + 1 < steps() ? alpha(step + 1) : 1.0f;
        const float ratio = here / next, beta = 1.0f - ratio;
        const float of_clean = std::sqrt(next) * beta / (1.0f - here), of_latent = std::sqrt(ratio) * (1.0f - next) / (1.0f - here);
        for (size_t i = 0; i < latents.size(); ++i)
            latents[i] = of_clean * clipped(meant(step, latents[i], model_output[i]).clean) + of_latent * latents[i];
        if (schedule_.timesteps[step] <= 0) return;
        const float deviation = std::sqrt(std::max((1.0f - next) / (1.0f - here) * beta, 1e-20f)) * noise_scale_;
        const std::vector<float> noise = generator.randn(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] += deviation * noise[i];
    }
};

// ComfyUI's (comfy/k_diffusion/sampling.py DDPMSampler_step): the same over noise levels.
class ComfyDdpm final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float sigma = schedule_.sigmas[step], level = schedule_.sigmas[step + 1];
        const float here = 1 / (sigma * sigma + 1), next = 1 / (level * level + 1), ratio = here / next;
        const float shrink = 1 / std::sqrt(1 + sigma * sigma), grow = std::sqrt(1 + level * level);
        const float deviation = std::sqrt((1 - ratio) * (1 - next) / (1 - here)) * noise_scale_;
        for (size_t i = 0; i < latents.size(); ++i) {
            const float noise = (latents[i] - clean(sigma, latents[i], model_output[i])) / sigma;
            latents[i] = std::sqrt(1 / ratio) * (latents[i] * shrink - (1 - ratio) * noise / std::sqrt(1 - here));
        }
        if (level == 0) return;
        add(deviation, generator.randn(latents.size()), latents);
        for (float& latent : latents) latent *= grow;
    }
};

}  // namespace

std::unique_ptr<Sampler> make_ddpm(const SamplerSetup& setup) {
    if (setup.manner.like == LikeProgram::comfyui) return std::make_unique<ComfyDdpm>(setup, levels_of(setup, k_diffusion_rules));
    return std::make_unique<Ddpm>(setup, alpha_levels(setup.config, setup.spacing, setup.steps), 1.0f);
}

}  // namespace imagelab
