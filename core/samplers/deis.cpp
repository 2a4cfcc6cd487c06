// DEIS of order 2, log-rho: Zhang & Chen 2023 (arXiv 2204.13902), equation 15 with the polynomial in log(sigma / alpha). diffusers
// DEISMultistepScheduler with its defaults, which ends at the model's lowest level instead of 0; first order at the first step and, below
// 15 steps, at the last. The history holds the noise predicted a step before.
#include <algorithm>
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/multistep_sampler.h"
#include "core/samplers/noise_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

// The integral of (log t - log c) / (log b - log c) over t.
float weight(float t, float b, float c) {
    return t * (-log_f32(c) + log_f32(t) - 1.0f) / (log_f32(b) - log_f32(c));
}

class Deis final : public MultistepSampler {
  public:
    using MultistepSampler::MultistepSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const NoiseLevel from = level(step), to = level(step + 1);
        const bool last_of_few = step + 1 == steps() && steps() < 15;
        const bool second_order = blocks(latents.size(), 1) == 1 && !last_of_few;
        std::vector<float> noise = predicted_clean_latents(step, latents, model_output);
        for (size_t i = 0; i < noise.size(); ++i) noise[i] = (latents[i] - from.alpha * noise[i]) / from.sigma;
        if (second_order) {
            const NoiseLevel before = level(step - 1);
            const float next = to.sigma / to.alpha, here = from.sigma / from.alpha, past = before.sigma / before.alpha;
            const float own = weight(next, here, past) - weight(here, here, past);
            const float other = weight(next, past, here) - weight(here, past, here);
            for (size_t i = 0; i < noise.size(); ++i)
                latents[i] = to.alpha * (latents[i] / from.alpha + own * noise[i] + other * state_.history[i]);
        } else {
            const float growth = static_cast<float>(std::exp(static_cast<double>(to.lambda - from.lambda))) - 1.0f;
            for (size_t i = 0; i < noise.size(); ++i) latents[i] = to.alpha / from.alpha * latents[i] - to.sigma * growth * noise[i];
        }
        state_.history = std::move(noise);
    }
};

// The time at which a linear variance preserving process between the noise levels 0.002 and 80 reaches a noise level, and what the
// exponential integrator weighs the noise with there (comfy/k_diffusion/deis.py edm2t, cal_intergrand).
class LinearTime {
  public:
    LinearTime() {
        constexpr double first = 1e-3, lowest = 0.002, highest = 80;
        const double low = std::log(lowest * lowest + 1), high = std::log(highest * highest + 1);
        slope_ = 2 * (low / first - high) / (first - 1);
        start_ = high - 0.5 * slope_;
    }
    double at(double sigma) const { return (std::sqrt(start_ * start_ + 2 * slope_ * std::log(sigma * sigma + 1)) - start_) / slope_; }
    double weight(double time) const {
        const double alpha = std::exp(-0.5 * time * time * slope_ - time * start_);
        return 0.5 * (time * slope_ + start_) / std::sqrt(alpha * (1 - alpha));
    }

  private:
    double slope_, start_;
};

// ComfyUI's (comfy/k_diffusion/sampling.py sample_deis, "tab"): order 3 over the slopes, whose polynomial in that time is integrated by a
// sum over 10,000 places; Euler's step before 0. The history holds the slopes of up to two steps before, the newest first.
class ComfyDeis final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    static constexpr int highest_order = 3;

    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), before = blocks(n, highest_order - 1);
        const float sigma = schedule_.sigmas[step], next = schedule_.sigmas[step + 1];
        std::vector<float> slopes(n);
        for (size_t i = 0; i < n; ++i) slopes[i] = (latents[i] - clean(sigma, latents[i], model_output[i])) / sigma;
        slopes.insert(slopes.end(), state_.history.begin(), state_.history.end());
        const std::vector<double> weights =
            next <= 0 || before == 0 ? std::vector<double>{double{next} - sigma} : integrals(step, static_cast<int>(before) + 1);
        for (size_t k = 0; k < weights.size(); ++k) {
            const auto weight = static_cast<float>(weights[k]);
            for (size_t i = 0; i < n; ++i) latents[i] += weight * slopes[k * n + i];
        }
        slopes.resize(std::min(slopes.size(), (highest_order - 1) * n));
        state_.history = std::move(slopes);
    }

    // Over this interval, of the polynomials that are 1 at the time of one of the last `order` levels and 0 at the others.
    std::vector<double> integrals(int step, int order) const {
        constexpr int places = 10000;
        const LinearTime linear;
        std::vector<double> times;
        for (int k = 0; k < order; ++k) times.push_back(linear.at(schedule_.sigmas[step - k]));
        const double begin = times.front(), end = linear.at(schedule_.sigmas[step + 1]);
        std::vector<double> sums(times.size());
        for (int place = 0; place < places; ++place) {
            const double time = begin + (end - begin) * place / (places - 1), weight = linear.weight(time);
            for (size_t own = 0; own < times.size(); ++own) {
                double polynomial = 1;
                for (size_t other = 0; other < times.size(); ++other) {
                    if (other != own) polynomial *= (time - times[other]) / (times[own] - times[other]);
                }
                sums[own] += weight * polynomial;
            }
        }
        for (double& sum : sums) sum *= (end - begin) / places;
        return sums;
    }
};

}  // namespace

std::unique_ptr<Sampler> make_deis(const SamplerSetup& setup) {
    if (setup.manner.like == LikeProgram::comfyui) return std::make_unique<ComfyDeis>(setup, levels_of(setup, k_diffusion_rules));
    SigmaSchedule schedule = levels_of(setup, multistep_rules);
    const float lowest = training_sigmas(setup.config).front(), reached = schedule.sigmas[schedule.sigmas.size() - 2];
    // Spacings of noise levels end on the lowest one, which stands twice then.
    schedule.sigmas.back() = reached < lowest * 1.000001f ? reached : lowest;
    return std::make_unique<Deis>(setup, std::move(schedule));
}

}  // namespace imagelab
