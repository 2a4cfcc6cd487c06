// DPM++ SDE: DPM-Solver++ for the stochastic equation with a second evaluation half way (k-diffusion sample_dpmpp_sde, r = 1/2), Euler's
// step before the last level. Its noise comes from a Brownian tree over the whole schedule, seeded as the picture. The history holds the
// latents where the interval began.
#include <cmath>

#include "core/samplers/brownian_tree.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class DpmppSde final : public TwoStageSampler {
  public:
    using TwoStageSampler::TwoStageSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        if (to(step) == 0) return move(from(step), -from(step), model_output, latents);
        const float t = log_time(from(step)), next = log_time(to(step)), middle = t + (next - t) * 0.5f;
        const float sigma = schedule_.sigmas[step];
        if (!is_second(step)) {
            state_.history.assign(latents.begin(), latents.end());
            advance_to(middle, t, sigma, state_.history, model_output, latents, generator);
        } else {
            const std::vector<float> start(origin(latents.size()).begin(), origin(latents.size()).end());
            advance_to(next, t, sigma, start, model_output, latents, generator);
            state_.history.clear();
        }
    }

    // From `start` at time t to a later time, with what the model says of the latents at `sigma`.
    void advance_to(float time, float t, float sigma, std::span<const float> start, std::span<const float> model_output,
                    std::span<float> latents, TorchGenerator& generator) const {
        const AncestralStep part(level_at(t), level_at(time), eta_);
        const float down = log_time(part.down);
        const float keep = level_at(down) / level_at(t), rest = std::expm1(t - down);
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = keep * start[i] - rest * clean(sigma, latents[i], model_output[i]);
        if (part.up * noise_scale_ == 0) return;
        const BrownianTree tree = tree_over(generator, schedule_.sigmas, latents.size());
        add(noise_scale_ * part.up, tree.noise(level_at(t), level_at(time)), latents);
    }
};

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_sde(const SamplerSetup& setup) {
    const SigmaSchedule levels = levels_of(setup, k_diffusion_rules);
    return std::make_unique<DpmppSde>(setup, levels, half_way_levels(setup, levels, [](float, float to) { return to; }));
}

}  // namespace imagelab
