#include "core/samplers/a1111_timesteps.h"

#include <algorithm>
#include <cmath>

#include "core/samplers/noise_level.h"

namespace imagelab {

A1111Timesteps::A1111Timesteps(const SamplerSetup& setup) {
    const int count = setup.config.train_timesteps;
    for (int at = 0; at < count; at += std::max(count / setup.steps, 1)) rising.push_back(std::min(at + 1, count - 1));
    walked = static_cast<int>(rising.size());
    if (!setup.manner.starts_within) return;
    constexpr double most = 0.999;  // modules/sd_samplers_common.py setup_img2img_steps
    const int kept = static_cast<int>(std::min(setup.manner.denoise, most) * setup.steps);
    cut = kept < walked;
    walked = std::min(kept, walked);
}

std::vector<float> a1111_alphas(const NoiseScheduleConfig& config) {
    constexpr float nearly_zero = 4.8973451890853435e-08f;
    std::vector<float> alphas = alphas_cumprod(config);
    alphas.back() = std::max(alphas.back(), nearly_zero);
    return alphas;
}

A1111TimestepSampler::Walk A1111TimestepSampler::walk_of(const SamplerSetup& setup, bool again) {
    const std::vector<float> table = a1111_alphas(setup.config);
    const A1111Timesteps timesteps(setup);
    const std::vector<int>& rising = timesteps.rising;
    const auto alpha = [&](int timestep) { return table[static_cast<size_t>(timestep)]; };
    Walk walk{{}, {}, {}, 1};
    const auto push = [&](int timestep, float next) {
        walk.levels.timesteps.push_back(static_cast<float>(timestep));
        walk.levels.alpha.push_back(alpha(timestep));
        walk.next.push_back(next);
    };
    const int first = timesteps.walked - 1;  // of what runs
    for (int i = static_cast<int>(rising.size()) - 1; i > 0; --i) {
        push(rising[static_cast<size_t>(i)], alpha(rising[static_cast<size_t>(i - 1)]));
        if (again && i == first) push(rising[static_cast<size_t>(i - 1)], walk.next.back());
    }
    if (rising.size() == 1) push(rising.front(), table.front());
    if (!timesteps.cut) return walk;
    walk.start_alpha = alpha(rising[static_cast<size_t>(timesteps.walked)]);
    // A1111 takes no step where one timestep is left.
    walk.start = first < 1 ? static_cast<int>(walk.next.size()) : static_cast<int>(rising.size()) - timesteps.walked;
    return walk;
}

A1111TimestepSampler::A1111TimestepSampler(const SamplerSetup& setup, bool again) : A1111TimestepSampler(setup, walk_of(setup, again)) {}

A1111TimestepSampler::A1111TimestepSampler(const SamplerSetup& setup, Walk walk)
    : AlphaSampler(setup, walk.levels, walk.next.back()), next_(std::move(walk.next)), start_(walk.start), start_alpha_(walk.start_alpha) {}

void A1111TimestepSampler::add_noise(std::span<float> latents, std::span<const float> noise, int step) const {
    if (!start_ || step != *start_) return AlphaSampler::add_noise(latents, noise, step);
    diffuse(std::sqrt(start_alpha_), std::sqrt(1.0f - start_alpha_), noise, latents);
}

}  // namespace imagelab
