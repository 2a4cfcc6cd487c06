// LCM: multistep sampling of latent consistency models, Luo et al. 2023 (arXiv 2310.04378), Algorithm 3: the predicted clean latents,
// noised anew for the next step. diffusers LCMScheduler; one draw of the generator a step but the last.
#include <cmath>

#include "core/samplers/alpha_sampler.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Lcm final : public AlphaSampler {
  public:
    using AlphaSampler::AlphaSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        // The boundary condition of consistency models with sigma_data 0.5 and timesteps scaled by 10.
        constexpr float variance = 0.25f;
        const float time = schedule_.timesteps[step] * 10.0f, total = time * time + variance;
        const float of_latent = variance / total, of_clean = time / std::sqrt(total);
        for (size_t i = 0; i < latents.size(); ++i)
            latents[i] = of_clean * clipped(meant(step, latents[i], model_output[i]).clean) + of_latent * latents[i];
        if (step + 1 == steps()) return;
        const float keep = std::sqrt(alpha(step + 1)), up = std::sqrt(1.0f - alpha(step + 1)) * noise_scale_;
        const std::vector<float> noise = generator.randn(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = keep * latents[i] + up * noise[i];
    }
};

// ComfyUI's: the clean latents as the model says them, with the noise of the next level.
class ComfyLcm final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float sigma = schedule_.sigmas[step], next = schedule_.sigmas[step + 1];
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = clean(sigma, latents[i], model_output[i]);
        if (next > 0) add(next * noise_scale_, generator.randn(latents.size()), latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_lcm(const SamplerSetup& setup) {
    if (setup.manner.like == LikeProgram::comfyui) return std::make_unique<ComfyLcm>(setup, levels_of(setup, k_diffusion_rules));
    return std::make_unique<Lcm>(setup, distilled_levels(setup.config, setup.spacing, setup.steps), 1.0f);
}

}  // namespace imagelab
