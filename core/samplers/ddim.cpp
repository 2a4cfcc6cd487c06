// DDIM: Song et al. 2021 (arXiv 2010.02502), equations 12 and 16. diffusers DDIMScheduler; with eta above 0 one draw of the generator a
// step.
#include <algorithm>
#include <cmath>

#include "core/samplers/a1111_timesteps.h"

namespace imagelab {
namespace {

// diffusers counts back by a fixed stride, so that alpha after a step need not be the one before the next.
std::vector<float> next_alphas(const SamplerSetup& setup, const AlphaLevels& levels) {
    const std::vector<float> table = alphas_cumprod(setup.config);
    const float last = setup.config.set_alpha_to_one ? 1.0f : table.front();
    std::vector<float> next;
    for (size_t i = 0; i < levels.timesteps.size(); ++i) {
        const int previous = static_cast<int>(levels.timesteps[i]) - setup.config.train_timesteps / setup.steps;
        if (spaces_timesteps(setup.spacing)) {
            next.push_back(previous >= 0 ? table.at(previous) : last);
        } else {
            next.push_back(i + 1 < levels.alpha.size() ? levels.alpha[i + 1] : last);
        }
    }
    return next;
}

// A step from one cumulative alpha to the next.
struct DdimStep {
    DdimStep(float here, float next, float eta)
        : deviation(eta > 0 ? eta * std::sqrt((1 - next) / (1 - here) * (1 - here / next)) : 0.0f),
          keep(std::sqrt(next)),
          direction(std::sqrt(1.0f - next - deviation * deviation)),
          draws(eta > 0) {}
    void draw(std::span<float> latents, TorchGenerator& generator, float noise_scale) const {
        if (!draws) return;
        const std::vector<float> noise = generator.randn(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] += deviation * noise_scale * noise[i];
    }
    float deviation, keep, direction;
    bool draws;
};

class Ddim final : public AlphaSampler {
  public:
    Ddim(const SamplerSetup& setup, const AlphaLevels& levels, std::vector<float> next)
        : AlphaSampler(setup, levels, next.back()), next_(std::move(next)), eta_(static_cast<float>(setup.eta)) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const DdimStep ddim(alpha(step), next_[step], eta_);
        for (size_t i = 0; i < latents.size(); ++i) {
            const Meant said = meant(step, latents[i], model_output[i]);
            latents[i] = ddim.keep * clipped(said.clean) + ddim.direction * said.noise;
        }
        ddim.draw(latents, generator, noise_scale_);
    }

    std::vector<float> next_;
    float eta_;
};

// A1111's (modules/sd_samplers_timesteps_impl.py ddim), which ends at its cleanest timestep.
class A1111Ddim final : public A1111TimestepSampler {
  public:
    explicit A1111Ddim(const SamplerSetup& setup) : A1111TimestepSampler(setup, false), eta_(static_cast<float>(setup.eta)) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const DdimStep ddim(alpha(step), next_alpha(step), eta_);
        for (size_t i = 0; i < latents.size(); ++i) {
            const Meant said = meant(step, latents[i], model_output[i]);
            latents[i] = ddim.keep * said.clean + ddim.direction * said.noise;
        }
        ddim.draw(latents, generator, noise_scale_);
    }

    float eta_;
};

}  // namespace

std::unique_ptr<Sampler> make_ddim(const SamplerSetup& setup) {
    const LikeProgram like = setup.manner.like;
    if (like == LikeProgram::comfyui && setup.eta == 0) return make_euler(setup);  // which its "ddim" is
    if (is_a1111(like)) return std::make_unique<A1111Ddim>(setup);
    const AlphaLevels levels = alpha_levels(setup.config, setup.spacing, setup.steps);
    return std::make_unique<Ddim>(setup, levels, next_alphas(setup, levels));
}

}  // namespace imagelab
