// ER-SDE-Solver-3: extended reverse-time SDE, Cui et al. 2023 (arXiv 2309.06169), Algorithm 3 in its variance exploding form with the noise
// function its authors propose, x (exp(x^0.3) + 10). As ComfyUI's er_sde: orders 1 and 2 at the first two steps, integrals as sums over 200
// points, the predicted clean latents at the end; one draw of the picture's generator a step but the last. The history holds the clean
// latents predicted a step before, then their first difference quotient.
#include <algorithm>
#include <cmath>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

double noise_function(double level) {
    return level * (std::exp(std::pow(level, 0.3)) + 10.0);
}

// What the second and the third order add to a step from one level down to another: factors of the difference quotients.
struct Orders {
    Orders(double from, double to) {
        constexpr int points = 200;
        const double width = (from - to) / points;
        double inverse = 0, moment = 0;
        for (int i = 0; i < points; ++i) {
            const double level = to + i * width, weight = 1 / noise_function(level);
            inverse += weight, moment += (level - from) * weight;
        }
        const double down = to - from;
        second = static_cast<float>(down + inverse * width * noise_function(to));
        third = static_cast<float>(down * down / 2 + moment * width * noise_function(to));
    }
    float second, third;
};

class ErSde final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        std::vector<float> predicted = clean_latents(from, latents, model_output);
        if (to == 0) {
            std::copy(predicted.begin(), predicted.end(), latents.begin());
            state_.history.clear();
            return;
        }
        const double ratio = noise_function(to) / noise_function(from);
        const auto keep = static_cast<float>(ratio), rest = static_cast<float>(1 - ratio);
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = keep * latents[i] + rest * predicted[i];
        correct(step, predicted, latents);
        const double up = std::sqrt(std::max(0.0, static_cast<double>(to) * to - from * ratio * from * ratio));
        add(static_cast<float>(up) * noise_scale_, generator.randn(latents.size()), latents);
        state_.history = std::move(predicted);
    }

    // Adds the higher orders; `predicted` is followed by its difference quotient then.
    void correct(int step, std::vector<float>& predicted, std::span<float> latents) const {
        const size_t n = latents.size(), before = blocks(n, 2);
        if (before == 0) return;
        const float from = schedule_.sigmas[step], one_before = from - schedule_.sigmas[step - 1];
        const float two_before = before > 1 ? (from - schedule_.sigmas[step - 2]) / 2 : 1;
        const Orders add(from, schedule_.sigmas[step + 1]);
        predicted.resize(2 * n);
        for (size_t i = 0; i < n; ++i) {
            const float slope = predicted[n + i] = (predicted[i] - state_.history[i]) / one_before;
            latents[i] += add.second * slope;
            if (before > 1) latents[i] += add.third * (slope - state_.history[n + i]) / two_before;
        }
    }
};

}  // namespace

std::unique_ptr<Sampler> make_er_sde(const SamplerSetup& setup) {
    return std::make_unique<ErSde>(setup, levels_of(setup, k_diffusion_rules));
}

}  // namespace imagelab
