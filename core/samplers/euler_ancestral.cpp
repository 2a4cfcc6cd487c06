// Euler a: a step down to sigma_down, then noise up to the next level; one draw of the generator a step, the last included.
// diffusers EulerAncestralDiscreteScheduler, which has no option for spacings of noise levels: those are Euler's.
#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class EulerAncestral final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step];
        const AncestralStep part(from, schedule_.sigmas[step + 1], eta_);
        move(from, part.down - from, model_output, latents);
        add(part.up * noise_scale_, generator.randn(latents.size()), latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_euler_ancestral(const SamplerSetup& setup) {
    return std::make_unique<EulerAncestral>(setup, levels_of(setup, euler_rules));
}

}  // namespace imagelab
