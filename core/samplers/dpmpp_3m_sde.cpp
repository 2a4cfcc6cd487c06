// DPM++ 3M SDE: SDE-DPM-Solver++ with the predictions of two steps before (k-diffusion sample_dpmpp_3m_sde); the last step takes the
// predicted clean latents. Its noise comes from a Brownian tree over the whole schedule, seeded as the picture. The history holds the clean
// latents predicted up to two steps before, the newest first.
#include <cmath>

#include "core/samplers/brownian_tree.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class Dpmpp3mSde final : public EulerSampler {
  public:
    using EulerSampler::EulerSampler;

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const size_t n = latents.size(), before = blocks(n, 2);
        const float from = schedule_.sigmas[step], to = schedule_.sigmas[step + 1];
        std::vector<float> predicted = clean_latents(from, latents, model_output);
        if (to == 0) {
            std::copy(predicted.begin(), predicted.end(), latents.begin());
        } else {
            solve(step, before, predicted, latents);
            const float h = log_time(to) - log_time(from), up = eta_ > 0 ? to * std::sqrt(-std::expm1(-2 * h * eta())) * noise_scale_ : 0;
            if (up != 0) add(up, tree_over(generator, schedule_.sigmas, n).noise(from, to), latents);
        }
        predicted.insert(predicted.end(), state_.history.begin(), state_.history.begin() + static_cast<std::ptrdiff_t>(before > 0 ? n : 0));
        state_.history = std::move(predicted);
    }

    void solve(int step, size_t before, const std::vector<float>& predicted, std::span<float> latents) const {
        const size_t n = latents.size();
        const auto time = [&](int at) { return log_time(schedule_.sigmas[at]); };
        const float h = time(step + 1) - time(step), h_eta = h * (eta() + 1);
        const float keep = static_cast<float>(std::exp(-static_cast<double>(h_eta))), move = -std::expm1(-h_eta);
        const float phi_2 = std::expm1(-h_eta) / h_eta + 1, phi_3 = phi_2 / h_eta - 0.5f;
        const float r0 = before > 0 ? (time(step) - time(step - 1)) / h : 1, r1 = before > 1 ? (time(step - 1) - time(step - 2)) / h : 1;
        for (size_t i = 0; i < n; ++i) {
            latents[i] = keep * latents[i] + move * predicted[i];
            if (before == 0) continue;
            const float slope = (predicted[i] - state_.history[i]) / r0;
            if (before == 1) {
                latents[i] += phi_2 * slope;
                continue;
            }
            const float earlier = (state_.history[i] - state_.history[n + i]) / r1;
            const float first = slope + (slope - earlier) * r0 / (r0 + r1), second = (slope - earlier) / (r0 + r1);
            latents[i] = latents[i] + phi_2 * first - phi_3 * second;
        }
    }

    float eta() const { return static_cast<float>(eta_); }
};

}  // namespace

std::unique_ptr<Sampler> make_dpmpp_3m_sde(const SamplerSetup& setup) {
    return std::make_unique<Dpmpp3mSde>(setup, levels_of(setup, k_diffusion_rules));
}

}  // namespace imagelab
