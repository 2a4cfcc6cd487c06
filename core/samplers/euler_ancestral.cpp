// Euler a: a step down to sigma_down, then noise up to the next level; one draw of the generator a step, the last included.
// diffusers EulerAncestralDiscreteScheduler, which has no Karras option: that spacing is Euler's.
#include <cmath>

#include "core/samplers/algorithms.h"
#include "core/samplers/euler_sampler.h"

namespace imagelab {
namespace {

class EulerAncestral final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        const float up = std::sqrt(to * to * (from * from - to * to) / (from * from));
        const float down = std::sqrt(to * to - up * up);
        move(from, down - from, model_output, latents);
        add(up, generator.randn(latents.size()), latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_euler_ancestral(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<EulerAncestral>(config, euler_schedule(config, spacing == Spacing::karras, steps), steps);
}

}  // namespace imagelab
