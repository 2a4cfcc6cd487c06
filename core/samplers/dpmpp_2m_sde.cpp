// SDE-DPM-Solver++(2M), midpoint or Heun: Lu et al. 2022 (arXiv 2211.01095), section 5, with eta as k-diffusion's sample_dpmpp_2m_sde. With
// eta 1 diffusers DPMSolverMultistepScheduler's sde-dpmsolver++: first order at the first and the last step, one draw of the picture's
// generator a step. The history holds the clean latents predicted a step before.
#include <algorithm>
#include <cmath>

#include "core/samplers/brownian_tree.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/multistep_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

float exp_f32(float x) {
    return static_cast<float>(std::exp(static_cast<double>(x)));
}

// How much of the slope between two predictions a step takes: half of `move`, or what remains of it behind its first order.
enum class Slope { midpoint, heun };

class Dpmpp2mSde final : public MultistepSampler {
  public:
    Dpmpp2mSde(const SamplerSetup& setup, SigmaSchedule schedule, Slope slope)
        : MultistepSampler(setup, std::move(schedule)),
          eta_(static_cast<float>(setup.eta)),
          noise_scale_(setup.noise_scale),
          slope_(slope) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const NoiseLevel from = level(step), to = level(step + 1);
        const bool second_order = blocks(latents.size(), 1) == 1 && schedule_.sigmas[step + 1] > 0;
        const float h = to.lambda - from.lambda;
        const float decay = eta_ > 0 ? exp_f32(-eta_ * h) : 1.0f;  // the last h is infinite
        const float keep = to.sigma / from.sigma * decay;
        const float move = to.alpha * (1.0f - exp_f32(-(1.0f + eta_) * h));
        const float curve =
            slope_ == Slope::midpoint || !second_order ? 0.5f * move : to.alpha * (move / to.alpha / (-(1.0f + eta_) * h) + 1.0f);
        const float inverse_ratio = second_order ? 1.0f / ((from.lambda - level(step - 1).lambda) / h) : 0.0f;
        const float up = eta_ > 0 ? to.sigma * std::sqrt(1.0f - exp_f32(-2.0f * eta_ * h)) * noise_scale_ : 0.0f;
        std::vector<float> clean = predicted_clean_latents(step, latents, model_output);
        const std::vector<float> noise = eta_ > 0 ? generator.randn(latents.size()) : std::vector<float>();
        for (size_t i = 0; i < latents.size(); ++i) {
            latents[i] = keep * latents[i] + move * clean[i];
            if (second_order) latents[i] += curve * (inverse_ratio * (clean[i] - state_.history[i]));
            if (eta_ > 0) latents[i] += up * noise[i];
        }
        state_.history = std::move(clean);
    }

    float eta_, noise_scale_;
    Slope slope_;
};

// As other programs run it: k-diffusion's, whose noise comes from a Brownian tree and whose latents have the noise beside them.
class KDpmpp2mSde final : public EulerSampler {
  public:
    KDpmpp2mSde(const SamplerSetup& setup, SigmaSchedule schedule, Slope slope) : EulerSampler(setup, std::move(schedule)), slope_(slope) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const size_t n = latents.size();
        const bool second_order = blocks(n, 1) == 1;
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        std::vector<float> predicted = clean_latents(from, latents, model_output);
        if (to == 0) {
            std::copy(predicted.begin(), predicted.end(), latents.begin());
        } else {
            const auto eta = static_cast<float>(eta_);
            const float h = log_time(to) - log_time(from), keep = to / from * exp_f32(-eta * h), move = -std::expm1(-h - eta * h);
            const float ratio = second_order ? (log_time(from) - log_time(schedule_.sigmas[step - 1])) / h : 1.0f;
            const float curve = slope_ == Slope::midpoint ? 0.5f * move : move / (-h - eta * h) + 1;
            for (size_t i = 0; i < n; ++i) {
                latents[i] = keep * latents[i] + move * predicted[i];
                if (second_order) latents[i] += curve / ratio * (predicted[i] - state_.history[i]);
            }
            const float up = eta > 0 ? to * std::sqrt(-std::expm1(-2 * eta * h)) * noise_scale_ : 0;
            if (up != 0) add(up, tree_over(generator, schedule_.sigmas, n).noise(from, to), latents);
        }
        state_.history = std::move(predicted);
    }

    Slope slope_;
};

std::unique_ptr<Sampler> with_slope(const SamplerSetup& setup, Slope slope) {
    if (setup.manner.like != LikeProgram::diffusers)
        return std::make_unique<KDpmpp2mSde>(setup, levels_of(setup, k_diffusion_rules), slope);
    return std::make_unique<Dpmpp2mSde>(setup, levels_of(setup, multistep_rules), slope);
}

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_2m_sde(const SamplerSetup& setup) {
    return with_slope(setup, Slope::midpoint);
}

std::unique_ptr<Sampler> make_dpmpp_2m_sde_heun(const SamplerSetup& setup) {
    return with_slope(setup, Slope::heun);
}

}  // namespace imagelab
