// PNDM as latent diffusion runs it (PLMS): Liu et al. 2022 (arXiv 2202.09778), equations 9 and 12, without the Runge-Kutta steps. The
// second timestep is evaluated twice, to begin with the mean of two predictions. diffusers PNDMScheduler with skip_prk_steps, its way of
// image to image included: the doubled timestep is part of its list, so a run that begins behind it takes the mean over two neighbours. The
// history holds the noise predicted at up to three steps before, the newest first; after the very first step that and the latents before
// it.
#include <cmath>

#include "core/samplers/a1111_timesteps.h"

namespace imagelab {
namespace {

AlphaLevels with_second_twice(AlphaLevels levels) {
    if (levels.timesteps.size() < 2) return levels;
    levels.timesteps.insert(levels.timesteps.begin() + 1, levels.timesteps[1]);
    levels.alpha.insert(levels.alpha.begin() + 1, levels.alpha[1]);
    return levels;
}

// Adams and Bashforth's weights of what the model said here and before.
std::vector<float> combination(const std::vector<float>& newest, const std::vector<float>& history, size_t before) {
    const size_t n = newest.size();
    const float *e1 = history.data(), *e2 = e1 + n, *e3 = e2 + n;
    std::vector<float> sum = newest;
    for (size_t i = 0; i < n; ++i) {
        if (before == 1) sum[i] = (3 * newest[i] - e1[i]) / 2;
        if (before == 2) sum[i] = (23 * newest[i] - 16 * e1[i] + 5 * e2[i]) / 12;
        if (before == 3) sum[i] = 1.0f / 24 * (55 * newest[i] - 59 * e1[i] + 37 * e2[i] - 9 * e3[i]);
    }
    return sum;
}

class Pndm final : public AlphaSampler {
  public:
    Pndm(const SamplerSetup& setup, const AlphaLevels& levels, std::vector<float> table)
        : AlphaSampler(setup, levels, setup.config.set_alpha_to_one ? 1.0f : table.front()),
          table_(std::move(table)),
          last_(setup.config.set_alpha_to_one ? 1.0f : table_.front()),
          stride_(setup.config.train_timesteps / setup.steps),
          v_prediction_(setup.config.prediction == NoiseScheduleConfig::Prediction::v_prediction) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), before = blocks(n, 3);
        const int here = static_cast<int>(schedule_.timesteps[step]);
        const bool again = state_.evaluations == 1;
        if (again && before != 2) throw Error("[pndm] a history of " + std::to_string(before) + " parts at the second evaluation");
        std::vector<float> predicted(model_output.begin(), model_output.end());
        if (again) {
            const std::vector<float> start(state_.history.begin() + static_cast<std::ptrdiff_t>(n), state_.history.end());
            state_.history.resize(n);
            for (size_t i = 0; i < n; ++i) {
                predicted[i] = (predicted[i] + state_.history[i]) / 2;
                latents[i] = start[i];
            }
            return transfer(here + stride_, here, predicted, latents);
        }
        const std::vector<float> combined = combination(predicted, state_.history, before);
        predicted.insert(predicted.end(), state_.history.begin(), state_.history.end());
        if (state_.evaluations == 0) predicted.insert(predicted.end(), latents.begin(), latents.end());
        predicted.resize(std::min(predicted.size(), 3 * n));
        state_.history = std::move(predicted);
        transfer(here, here - stride_, combined, latents);
    }

    // Equation 9, from one timestep to another.
    void transfer(int from, int to, const std::vector<float>& predicted, std::span<float> latents) const {
        const float here = table_.at(from), next = to >= 0 ? table_.at(to) : last_;
        const float of_latent = std::sqrt(next / here);
        const float below = here * std::sqrt(1.0f - next) + std::sqrt(here * (1.0f - here) * next);
        const float keep = std::sqrt(here), rest = std::sqrt(1.0f - here);
        for (size_t i = 0; i < latents.size(); ++i) {
            const float noise = v_prediction_ ? keep * predicted[i] + rest * latents[i] : predicted[i];
            latents[i] = of_latent * latents[i] - (next - here) * noise / below;
        }
    }

    std::vector<float> table_;
    float last_;
    int stride_;
    bool v_prediction_;
};

// A1111's (modules/sd_samplers_timesteps_impl.py plms): begins with a pseudo improved Euler step, which evaluates the second timestep at
// what the first one makes of the latents; noise is combined, whatever the model predicts.
class A1111Plms final : public A1111TimestepSampler {
  public:
    explicit A1111Plms(const SamplerSetup& setup) : A1111TimestepSampler(setup, true) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), before = blocks(n, 3);
        std::vector<float> noise(n);
        for (size_t i = 0; i < n; ++i) noise[i] = meant(step, latents[i], model_output[i]).noise;
        if (state_.evaluations == 1) {
            if (before != 2) throw Error("[plms] a history of " + std::to_string(before) + " parts at the second evaluation");
            const std::vector<float> start(state_.history.begin() + static_cast<std::ptrdiff_t>(n), state_.history.end());
            state_.history.resize(n);
            for (size_t i = 0; i < n; ++i) {
                noise[i] = (state_.history[i] + noise[i]) / 2;
                latents[i] = start[i];
            }
            return transfer(step - 1, noise, latents);
        }
        const std::vector<float> combined = combination(noise, state_.history, state_.evaluations == 0 ? 0 : before);
        noise.insert(noise.end(), state_.history.begin(), state_.history.end());
        if (state_.evaluations == 0) noise.insert(noise.end(), latents.begin(), latents.end());
        noise.resize(std::min(noise.size(), 3 * n));
        state_.history = std::move(noise);
        transfer(step, combined, latents);
    }

    void transfer(int step, const std::vector<float>& noise, std::span<float> latents) const {
        const float here = alpha(step), next = next_alpha(step);
        const float keep = std::sqrt(here), rest = std::sqrt(1.0f - here), to_keep = std::sqrt(next), to_rest = std::sqrt(1.0f - next);
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = to_keep * ((latents[i] - rest * noise[i]) / keep) + to_rest * noise[i];
    }
};

}  // namespace

std::unique_ptr<Sampler> make_pndm(const SamplerSetup& setup) {
    if (is_a1111(setup.manner.like)) return std::make_unique<A1111Plms>(setup);
    return std::make_unique<Pndm>(setup, with_second_twice(alpha_levels(setup.config, setup.spacing, setup.steps)),
                                  alphas_cumprod(setup.config));
}

}  // namespace imagelab
