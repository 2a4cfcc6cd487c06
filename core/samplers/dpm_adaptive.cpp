// DPM-Solver-23 with steps of its own size: Lu et al. 2022 (arXiv 2206.00927), Appendix C, as k-diffusion's sample_dpm_adaptive with its
// defaults: two solutions of the second and third order share three evaluations, their difference is the error, and an integrating
// controller says from it how long the next step is and whether this one holds or is tried again. It ends at the lowest level above 0.
// In time, the negative logarithm of the noise level. The error is of one picture; k-diffusion judges a batch together.
// With eta a step goes further down, and noise from the picture's generator leads up to its end.
//
// Three evaluations a step, whether it holds or not. The history holds, before the first of a step, the solution of the second order that
// the last step gave (nothing before the first step); before the second that, the latents where the step began and the noise seen there;
// before the third the step's own solution of the second order too. State::pace: the time, the length of the next step, the time where
// the first began, how many steps held.
#include <algorithm>
#include <cmath>

#include "core/base/number.h"
#include "core/samplers/euler_sampler.h"
#include "core/samplers/log_level.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

constexpr float absolute_error = 0.0078f, relative_error = 0.05f;
constexpr double first_length = 0.05, least_factor = 0.81;
constexpr float arrived_within = 1e-5f;
constexpr float second_at = 1.0f / 3, third_at = 2.0f / 3;  // of a step
constexpr int evaluations_a_step = 3, most_evaluations = 3000;
// About what models take from one noise level to one e times lower, without noise of its own and with all of it; what was measured on the
// way takes over after such a stretch and a half.
constexpr double usual_evaluations = 12, usual_with_noise = 30, weight_of_usual = 1.5;

class DpmAdaptive final : public EulerSampler {
  public:
    DpmAdaptive(const SamplerSetup& setup, const SigmaSchedule& levels)
        : EulerSampler(setup, levels),
          like_(setup.manner.like),
          log_sigmas_(log_of(training_sigmas(setup.config))),
          end_(log_time(levels.sigmas.back())) {
        allow_steps(static_cast<int>(levels.timesteps.size()) + most_evaluations);
    }

    float sigma(int step) const override { return level_at(time_asked(step)); }
    float timestep(int step) const override { return timestep_at(like_, sigma(step), log_sigmas_); }
    int after(int step) const override { return arrived(now(step)) ? steps() : step + 1; }

    std::optional<Pace> pace(int step) const override {
        const double gone = std::min<double>(now(step), end_) - first(step), left = std::max(0.0f, end_ - now(step));
        if (left <= arrived_within) return Pace{1, 0};
        const double usual = usual_evaluations + eta_ * (usual_with_noise - usual_evaluations);
        const double rate = (usual * weight_of_usual + state_.evaluations) / (weight_of_usual + gone);
        return Pace{gone / (gone + left), std::max(1, static_cast<int>(std::lround(rate * left)))};
    }

  private:
    float begin(int step) const { return log_time(schedule_.sigmas[static_cast<size_t>(step)]); }
    bool begun() const { return state_.evaluations > 0; }
    float now(int step) const { return begun() ? static_cast<float>(state_.pace[0]) : begin(step); }
    double first(int step) const { return begun() ? state_.pace[2] : begin(step); }
    bool arrived(float time) const { return !(time < end_ - arrived_within); }

    struct Interval {
        float from, to, down;  // times; down: where the step leads before noise is added
        float up = 0;          // the noise that is
        float length() const { return down - from; }
        float second() const { return from + second_at * length(); }
        float third() const { return from + third_at * length(); }
    };
    Interval interval(int step) const {
        const float from = now(step), to = std::min(end_, from + static_cast<float>(begun() ? state_.pace[1] : first_length));
        Interval all{from, to, to};
        if (eta_ == 0) return all;
        all.down = std::min(end_, log_time(AncestralStep(level_at(from), level_at(to), eta_).down));
        const float there = level_at(to), below = level_at(all.down);
        all.up = std::sqrt(std::max(0.0f, there * there - below * below));
        return all;
    }

    int which() const { return state_.evaluations % evaluations_a_step; }
    float time_asked(int step) const {
        if (which() == 0) return now(step);
        return which() == 1 ? interval(step).second() : interval(step).third();
    }

    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) override {
        const size_t n = latents.size();
        const Interval all = interval(step);
        if (!begun()) state_.pace = {all.from, first_length, all.from, 0};
        if (arrived(all.from)) return;
        if (blocks(n, 4) != (which() == 0 ? (begun() ? 1u : 0u) : which() + 2u)) throw Error("[dpm_adaptive] a history of another step");
        if (state_.evaluations >= most_evaluations || !(all.to > all.from))
            throw Error("[dpm_adaptive] after " + std::to_string(state_.evaluations) + " evaluations still at noise level " +
                        general_text(level_at(all.from)) + ": its error stays too large with this model; use another sampler");
        const float level = sigma(step);
        std::vector<float> noise(n);
        for (size_t i = 0; i < n; ++i) noise[i] = (latents[i] - clean(level, latents[i], model_output[i])) / level;
        if (which() == 0) return to_second(all, noise, latents);
        if (which() == 1) return to_third(all, noise, latents);
        end(all, noise, latents, generator);
    }

    void to_second(const Interval& all, const std::vector<float>& noise, std::span<float> latents) {
        if (!begun()) state_.history.assign(latents.begin(), latents.end());
        state_.history.insert(state_.history.end(), latents.begin(), latents.end());
        state_.history.insert(state_.history.end(), noise.begin(), noise.end());
        const float by = level_at(all.second()) * std::expm1(second_at * all.length());
        for (size_t i = 0; i < noise.size(); ++i) latents[i] -= by * noise[i];
    }

    void to_third(const Interval& all, const std::vector<float>& noise, std::span<float> latents) {
        const size_t n = latents.size();
        std::vector<float> second_order(n);
        const float *start = state_.history.data() + n, *first = start + n;
        const float growth = std::expm1(all.length()), whole = level_at(all.down), share = whole / (2 * second_at) * growth;
        const float part = third_at * all.length(), there = level_at(all.third()), by = there * std::expm1(part),
                    bend = there * (third_at / second_at) * (std::expm1(part) / part - 1);
        for (size_t i = 0; i < n; ++i) {
            second_order[i] = start[i] - whole * growth * first[i] - share * (noise[i] - first[i]);
            latents[i] = start[i] - by * first[i] - bend * (noise[i] - first[i]);
        }
        state_.history.insert(state_.history.end(), second_order.begin(), second_order.end());
    }

    void end(const Interval& all, const std::vector<float>& noise, std::span<float> latents, TorchGenerator& generator) {
        const size_t n = latents.size();
        const float *before = state_.history.data(), *start = before + n, *first = start + n, *second_order = first + n;
        const float h = all.length(), whole = level_at(all.down), growth = std::expm1(h), bend = whole / third_at * (growth / h - 1);
        double squares = 0;
        for (size_t i = 0; i < n; ++i) {
            latents[i] = start[i] - whole * growth * first[i] - bend * (noise[i] - first[i]);
            const float allowed = std::max(absolute_error, relative_error * std::max(std::abs(second_order[i]), std::abs(before[i])));
            const float error = (second_order[i] - latents[i]) / allowed;
            squares += static_cast<double>(error) * error;
        }
        if (holds(std::sqrt(squares / static_cast<double>(n)))) {
            if (all.up > 0) add(all.up * noise_scale_, generator.randn(n), latents);
            state_.history = {second_order, second_order + n};
            state_.pace[0] = all.to;
            ++state_.pace[3];
        } else {
            std::copy(start, start + n, latents.begin());
            state_.history.resize(n);
        }
    }

    // The controller: sets the length of the next step.
    bool holds(double error) {
        const double order = eta_ == 0 ? 3 : 1.5;
        const double factor = 1 + std::atan(std::pow(1 / (error + 1e-8), 1 / order) - 1);
        state_.pace[1] *= factor;
        return factor >= least_factor;
    }

    LikeProgram like_;
    std::vector<float> log_sigmas_;
    float end_;
};

// From where to where: A1111 and Forge take the model's whole range for text to image and the schedule's levels for image to image, of
// which the last but one is the end; ComfyUI the schedule's levels above 0. diffusers has none: from the schedule's to the model's lowest.
SigmaSchedule adaptive_levels(const SamplerSetup& setup) {
    SigmaSchedule levels = levels_of(setup, k_diffusion_rules);
    const std::vector<float> table = training_sigmas(setup.config);
    const bool given = !setup.config.sigmas.empty();
    const float above_end = levels.sigmas[levels.sigmas.size() - 2];
    float& end = levels.sigmas.back();
    if (setup.manner.like == LikeProgram::diffusers && !given) {
        end = std::min(table.front(), above_end);
    } else if (is_a1111(setup.manner.like) && !setup.manner.starts_within && !given) {
        levels.sigmas.front() = table.back(), end = table.front();
    } else if (end == 0 || is_a1111(setup.manner.like)) {
        end = above_end;
    }
    return levels;
}

}  // namespace

std::unique_ptr<Sampler> make_dpm_adaptive(const SamplerSetup& setup) {
    return std::make_unique<DpmAdaptive>(setup, adaptive_levels(setup));
}

}  // namespace imagelab
