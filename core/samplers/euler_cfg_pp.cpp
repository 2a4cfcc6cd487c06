// CFG++: Chung et al. 2024 (arXiv 2406.08070), Algorithm 2, in Euler's form as ComfyUI's euler_cfg_pp and euler_ancestral_cfg_pp: the clean
// latents are those of guidance, the noise that leads on from them is what the model sees without the prompt. The guidance scale is the
// paper's lambda: 0 is no prompt, 1 the prompt alone, 0.6 draws what classifier-free guidance draws with 7.5; more than 1 works too. Where
// nothing was said without the prompt these are Euler's steps. Noise is drawn from the picture's generator.
#include <algorithm>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class EulerCfgPlusPlus final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        advance_beside(step, model_output, model_output, latents, generator);
    }

    void advance_beside(int step, std::span<const float> model_output, std::span<const float> unguided, std::span<float> latents,
                        TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        const AncestralStep part(from, to, eta_);
        for (size_t i = 0; i < latents.size(); ++i) {
            const float noise = (latents[i] - clean(from, latents[i], unguided[i])) / from;
            latents[i] = clean(from, latents[i], model_output[i]) + part.down * noise;
        }
        if (part.up > 0) add(part.up * noise_scale_, generator.randn(latents.size()), latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_euler_cfg_pp(const SamplerSetup& setup) {
    return std::make_unique<EulerCfgPlusPlus>(setup, levels_of(setup, k_diffusion_rules));
}

}  // namespace imagelab
