// DDIM: Song et al. 2021 (arXiv 2010.02502), equations 12 and 16. diffusers DDIMScheduler; with eta above 0 one draw of the generator a
// step.
#include <algorithm>
#include <cmath>

#include "core/samplers/alpha_sampler.h"

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

class Ddim final : public AlphaSampler {
  public:
    Ddim(const SamplerSetup& setup, const AlphaLevels& levels, std::vector<float> next)
        : AlphaSampler(setup, levels, next.back()), next_(std::move(next)), eta_(static_cast<float>(setup.eta)) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float here = alpha(step), next = next_[step];
        const float deviation = eta_ > 0 ? eta_ * std::sqrt((1 - next) / (1 - here) * (1 - here / next)) : 0.0f;
        const float keep = std::sqrt(next), direction = std::sqrt(1.0f - next - deviation * deviation);
        for (size_t i = 0; i < latents.size(); ++i) {
            const Meant said = meant(step, latents[i], model_output[i]);
            latents[i] = keep * clipped(said.clean) + direction * said.noise;
        }
        if (eta_ <= 0) return;
        const std::vector<float> noise = generator.randn(latents.size());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] += deviation * noise_scale_ * noise[i];
    }

    std::vector<float> next_;
    float eta_;
};

// A1111's (modules/sd_samplers_timesteps.py): every 1000 / steps-th timestep from 1 on, which may be one more than was asked for.
std::unique_ptr<Sampler> make_as_a1111(const SamplerSetup& setup) {
    const std::vector<float> table = alphas_cumprod(setup.config);
    const int count = setup.config.train_timesteps;
    AlphaLevels levels;
    for (int at = 0; at < count; at += std::max(count / setup.steps, 1)) {
        levels.timesteps.insert(levels.timesteps.begin(), static_cast<float>(std::min(at + 1, count - 1)));
        levels.alpha.insert(levels.alpha.begin(), table[static_cast<size_t>(levels.timesteps.front())]);
    }
    std::vector<float> next(levels.alpha.begin() + 1, levels.alpha.end());
    next.push_back(table.front());
    return std::make_unique<Ddim>(setup, levels, std::move(next));
}

}  // namespace

std::unique_ptr<Sampler> make_ddim(const SamplerSetup& setup) {
    const LikeProgram like = setup.manner.like;
    if (like == LikeProgram::comfyui && setup.eta == 0) return make_euler(setup);  // which its "ddim" is
    if (like == LikeProgram::a1111 || like == LikeProgram::forge) return make_as_a1111(setup);
    const AlphaLevels levels = alpha_levels(setup.config, setup.spacing, setup.steps);
    return std::make_unique<Ddim>(setup, levels, next_alphas(setup, levels));
}

}  // namespace imagelab
