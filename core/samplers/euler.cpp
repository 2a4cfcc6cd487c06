// Euler: Karras et al. 2022, Algorithm 1 without churn. diffusers EulerDiscreteScheduler.
#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Euler final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const float sigma = schedule_.sigmas[step];
        move(sigma, schedule_.sigmas[step + 1] - sigma, model_output, latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_euler(const SamplerSetup& setup) {
    return std::make_unique<Euler>(setup, levels_of(setup, euler_rules));
}

}  // namespace imagelab
