// Pretend: Euler with half of each step's change.
#include "core/samplers/algorithms.h"
#include "core/samplers/euler_sampler.h"

namespace imagelab {
namespace {

class EulerHalf final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const float sigma = schedule_.sigmas[step];
        move(sigma, (schedule_.sigmas[step + 1] - sigma) / 2, model_output, latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_euler_half(const NoiseScheduleConfig& config, Spacing spacing, int steps) {
    return std::make_unique<EulerHalf>(config, euler_schedule(config, spacing == Spacing::karras || config.karras_sigmas, steps), steps);
}

}  // namespace imagelab
