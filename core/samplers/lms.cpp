// LMS: the linear multistep method of Adams and Bashforth, order 4, over noise levels (Karras et al. 2022 compare with it). diffusers
// LMSDiscreteScheduler, after k-diffusion's sample_lms. The history holds the slopes of up to three steps before, the newest first.
#include <algorithm>

#include "core/samplers/euler_sampler.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

constexpr int highest_order = 4;

class Lms final : public EulerSampler {
  public:
    Lms(const SamplerSetup& setup, SigmaSchedule schedule) : EulerSampler(setup, std::move(schedule)), like_(setup.manner.like) {}

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), before = blocks(n, highest_order - 1);
        const float sigma = schedule_.sigmas[step];
        if (like_ == LikeProgram::comfyui && schedule_.sigmas[step + 1] == 0) return move(sigma, -sigma, model_output, latents);
        std::vector<float> slopes(n);
        for (size_t i = 0; i < n; ++i) slopes[i] = (latents[i] - clean(sigma, latents[i], model_output[i])) / sigma;
        slopes.insert(slopes.end(), state_.history.begin(), state_.history.end());
        // Image to image begins with no slopes behind it and still takes the order of its step, as diffusers does.
        const int own = like_ == LikeProgram::diffusers ? step : static_cast<int>(before);
        const int order = std::min(own + 1, highest_order);
        std::vector<float> change(n);
        for (int k = 0; k < order && k <= static_cast<int>(before); ++k) {
            const auto weight = static_cast<float>(coefficient(order, step, k));
            for (size_t i = 0; i < n; ++i) change[i] += weight * slopes[static_cast<size_t>(k) * n + i];
        }
        for (size_t i = 0; i < n; ++i) latents[i] += change[i];
        slopes.resize(std::min(slopes.size(), (highest_order - 1) * n));
        state_.history = std::move(slopes);
    }

    // The integral from this level to the next of the Lagrange polynomial that is 1 at the level k steps back and 0 at the others:
    // its coefficients are multiplied out, lowest power first, then integrated. In u = sigma - sigma of this step nothing cancels.
    double coefficient(int order, int step, int k) const {
        const double here = schedule_.sigmas[step], end = schedule_.sigmas[step + 1] - here, own = schedule_.sigmas[step - k] - here;
        std::vector<double> polynomial{1};
        for (int other = 0; other < order; ++other) {
            if (other == k) continue;
            const double root = schedule_.sigmas[step - other] - here;
            std::vector<double> product(polynomial.size() + 1);
            for (size_t power = 0; power < polynomial.size(); ++power) {
                product[power] -= polynomial[power] * root / (own - root);
                product[power + 1] += polynomial[power] / (own - root);
            }
            polynomial = std::move(product);
        }
        double integral = 0, power_of_end = end;
        for (size_t power = 0; power < polynomial.size(); ++power, power_of_end *= end)
            integral += polynomial[power] * power_of_end / static_cast<double>(power + 1);
        return integral;
    }

    LikeProgram like_;
};

}  // namespace

std::unique_ptr<Sampler> make_lms(const SamplerSetup& setup) {
    return std::make_unique<Lms>(setup, levels_of(setup, euler_rules));
}

}  // namespace imagelab
