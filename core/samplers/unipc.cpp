// UniPC-2, B(h) = e^h - 1, predicting the clean latents: Zhao et al. 2023 (arXiv 2302.04867), Algorithms 1 and 2. First order at the first
// and the last step, as diffusers UniPCMultistepScheduler with its defaults (solver_order 2, bh2, final_sigmas_type zero).
#include <cmath>

#include "core/samplers/multistep_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

// The functions of the step's length in the exponential integrator, in diffusers' order of operations.
struct StepWeights {
    StepWeights(const NoiseLevel& from, const NoiseLevel& to) : h(to.lambda - from.lambda), growth(std::expm1(-h)) {
        const float hh = -h;
        float phi = growth / hh - 1.0f;
        b1 = phi / growth;
        phi = phi / hh - 0.5f;
        b2 = phi * 2.0f / growth;
    }
    float h, growth, b1, b2;
};

class UniPc final : public MultistepSampler {
  public:
    using MultistepSampler::MultistepSampler;

  private:
    // The history holds the latents of the step before, then the clean latents predicted there, then those of the step before that.
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), parts = blocks(n, 3);
        if (parts == 1) throw Error("[unipc] a history of one part");
        const std::vector<float> clean = predicted_clean_latents(step, latents, model_output);
        if (parts > 0) correct(step, clean, latents, parts == 3);
        std::vector<float> history(latents.begin(), latents.end());
        history.insert(history.end(), clean.begin(), clean.end());
        if (parts > 0)
            history.insert(history.end(), state_.history.begin() + static_cast<std::ptrdiff_t>(n),
                           state_.history.begin() + static_cast<std::ptrdiff_t>(2 * n));
        predict(step, history, latents, parts > 0 && step + 1 < steps());
        state_.history = std::move(history);
    }

    // UniC: the step that led here once more, with what the model says here.
    void correct(int step, const std::vector<float>& clean, std::span<float> latents, bool second_order) const {
        const size_t n = latents.size();
        const float *x = state_.history.data(), *m0 = x + n, *m1 = m0 + n;
        const NoiseLevel from = level(step - 1), to = level(step);
        const StepWeights weights(from, to);
        float ratio = 1, rho_past = 0, rho_here = 0.5f;
        if (second_order) {
            ratio = (level(step - 2).lambda - from.lambda) / weights.h;
            rho_past = (weights.b2 - weights.b1) / (ratio - 1.0f);
            rho_here = weights.b1 - rho_past;
        }
        const float keep = to.sigma / from.sigma, move = to.alpha * weights.growth;
        for (size_t i = 0; i < n; ++i) {
            const float past = second_order ? rho_past * ((m1[i] - m0[i]) / ratio) : 0.0f;
            latents[i] = keep * x[i] - move * m0[i] - move * (past + rho_here * (clean[i] - m0[i]));
        }
    }

    // UniP.
    void predict(int step, const std::vector<float>& history, std::span<float> latents, bool second_order) const {
        const size_t n = latents.size();
        const float *m0 = history.data() + n, *m1 = m0 + n;
        const NoiseLevel from = level(step), to = level(step + 1);
        const StepWeights weights(from, to);
        const float keep = to.sigma / from.sigma, move = to.alpha * weights.growth;
        const float ratio = second_order ? (level(step - 1).lambda - from.lambda) / weights.h : 1.0f;
        for (size_t i = 0; i < n; ++i) {
            latents[i] = keep * latents[i] - move * m0[i];
            if (second_order) latents[i] -= move * (0.5f * ((m1[i] - m0[i]) / ratio));
        }
    }
};

}  // namespace

std::unique_ptr<Sampler> make_unipc(const SamplerSetup& setup) {
    if (setup.manner.like != LikeProgram::diffusers) return make_third_order_unipc(setup, UniPcBase::bh1);
    return std::make_unique<UniPc>(setup, levels_of(setup, multistep_rules));
}

std::unique_ptr<Sampler> make_unipc_bh2(const SamplerSetup& setup) {
    return setup.manner.like == LikeProgram::diffusers ? make_unipc(setup) : make_third_order_unipc(setup, UniPcBase::bh2);
}

}  // namespace imagelab
