// UniPC as A1111 and ComfyUI run it: Zhao et al. 2023 (arXiv 2302.04867), Algorithms 1 and 2 with B(h) = h ("bh1") or
// B(h) = e^h - 1 ("bh2"), order 3, predicting the clean latents, lower orders at both ends and no correction behind the last step, after
// its authors' own code (A1111 modules/models/diffusion/uni_pc, ComfyUI comfy/extra_samplers/uni_pc.py). A1111 walks evenly over continuous
// time down to the first timestep; ComfyUI over the chosen noise levels, the last of which is 0.001 instead of 0. The history holds what
// the next level's correction needs beside what the model will say there, then the clean latents predicted last, then those before.
#include <algorithm>
#include <cmath>

#include "core/samplers/a1111_timesteps.h"
#include "core/samplers/multistep_sampler.h"

namespace imagelab {
namespace {

constexpr int highest_unipc_order = 3;

// x of matrix * x = right, by Gauss and Jordan with the largest pivot.
std::vector<double> solved(std::vector<std::vector<double>> matrix, std::vector<double> right) {
    const size_t n = right.size();
    for (size_t column = 0; column < n; ++column) {
        size_t pivot = column;
        for (size_t row = column + 1; row < n; ++row) {
            if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
        }
        std::swap(matrix[column], matrix[pivot]);
        std::swap(right[column], right[pivot]);
        for (size_t row = 0; row < n; ++row) {
            if (row == column) continue;
            const double factor = matrix[row][column] / matrix[column][column];
            for (size_t k = column; k < n; ++k) matrix[row][k] -= factor * matrix[column][k];
            right[row] -= factor * right[column];
        }
    }
    for (size_t row = 0; row < n; ++row) right[row] /= matrix[row][row];
    return right;
}

// What a step of this order weighs: the differences of earlier predictions from the newest, when predicting and when correcting; the last
// of the corrector is of the difference that the next level brings. ratios: of the earlier steps' length in lambda to this one's, below 0.
struct UniPcWeights {
    UniPcWeights(double h, std::vector<double> lengths, UniPcBase kind)
        : growth(std::expm1(-h)), base(kind == UniPcBase::bh1 ? -h : growth), ratios(std::move(lengths)) {
        const size_t order = ratios.size() + 1;
        std::vector<double> nodes = ratios, right;
        nodes.push_back(1);
        double phi = growth / -h - 1, factorial = 1;
        for (size_t i = 1; i <= order; ++i) {
            right.push_back(phi * factorial / base);
            factorial *= static_cast<double>(i + 1);
            phi = phi / -h - 1 / factorial;
        }
        const auto powers = [&](size_t count) {
            std::vector<std::vector<double>> rows(count);
            for (size_t row = 0; row < count; ++row) {
                for (size_t column = 0; column < count; ++column) rows[row].push_back(std::pow(nodes[column], static_cast<double>(row)));
            }
            return rows;
        };
        if (order == 2) predictor = {0.5};
        if (order > 2) predictor = solved(powers(order - 1), {right.begin(), right.end() - 1});
        corrector = order == 1 ? std::vector<double>{0.5} : solved(powers(order), right);
    }
    double growth, base;  // base: B(-h)
    std::vector<double> ratios, predictor, corrector;
};

// `begin`: the first step that runs; those before it only count.
struct UniPcWalk {
    SigmaSchedule schedule;
    int begin = 0, order = highest_unipc_order;
    std::optional<int> start;
    std::optional<float> start_alpha;  // of the noise that image to image begins with, where that is another than the first level's
};

class ThirdOrderUniPc final : public MultistepSampler {
  public:
    ThirdOrderUniPc(const SamplerSetup& setup, UniPcWalk walk, UniPcBase base)
        : MultistepSampler(setup, walk.schedule),
          base_(base),
          begin_(walk.begin),
          order_(walk.order),
          start_(walk.start),
          start_alpha_(walk.start_alpha),
          table_(is_a1111(setup.manner.like) ? a1111_alphas(setup.config) : std::vector<float>()),
          v_prediction_(setup.config.prediction == NoiseScheduleConfig::Prediction::v_prediction) {}

    std::optional<int> own_start() const override { return start_; }

    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override {
        if (!start_alpha_ || step != begin_) return MultistepSampler::add_noise(latents, noise, step);
        diffuse(std::sqrt(*start_alpha_), std::sqrt(1.0f - *start_alpha_), noise, latents);
    }

  private:
    void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator&) override {
        const size_t n = latents.size(), parts = blocks(n, 3);
        if (parts == 1) throw Error("[unipc] a history of one part");
        std::vector<float> predictions = said(step, latents, model_output);
        if (parts > 0) correct(step, predictions, latents);
        if (parts > 0) predictions.insert(predictions.end(), state_.history.begin() + static_cast<std::ptrdiff_t>(n), state_.history.end());
        predict(step, predictions, latents);
    }

    // A1111 reads a v prediction at the whole timestep below.
    std::vector<float> said(int step, std::span<const float> latents, std::span<const float> model_output) const {
        if (table_.empty() || !v_prediction_) return predicted_clean_latents(step, latents, model_output);
        const float alpha = table_[static_cast<size_t>(schedule_.timesteps[step])];
        const float keep = std::sqrt(alpha), rest = std::sqrt(1.0f - alpha);
        const NoiseLevel here = level(step);
        std::vector<float> clean(latents.size());
        for (size_t i = 0; i < clean.size(); ++i)
            clean[i] = (latents[i] - here.sigma * (keep * model_output[i] + rest * latents[i])) / here.alpha;
        return clean;
    }

    // Of the step that leads to level `to`, when so many predictions are known.
    int order_to(int to, int known) const {
        const int point = to - begin_;
        return std::min({point, order_, steps() - begin_ + 1 - point, known});
    }

    UniPcWeights weights(int step, int order) const {
        const float from = level(step).lambda;
        const double h = static_cast<double>(level(step + 1).lambda) - from;
        std::vector<double> ratios;
        for (int k = 1; k < order; ++k) ratios.push_back((static_cast<double>(level(step - k).lambda) - from) / h);
        return {h, std::move(ratios), base_};
    }

    // UniC.
    void correct(int step, const std::vector<float>& clean, std::span<float> latents) const {
        const int order = order_to(step, state_.evaluations);
        const UniPcWeights all = weights(step - 1, order);
        const auto weight = static_cast<float>(level(step).alpha * -all.base * all.corrector.back());
        for (size_t i = 0; i < latents.size(); ++i) latents[i] = state_.history[i] + weight * clean[i];
    }

    // UniP. predictions: the newest first.
    void predict(int step, const std::vector<float>& predictions, std::span<float> latents) {
        const size_t n = latents.size();
        const int order = order_to(step + 1, state_.evaluations + 1);
        const NoiseLevel from = level(step), to = level(step + 1);
        const UniPcWeights all = weights(step, order);
        const float keep = to.sigma / from.sigma, move = static_cast<float>(to.alpha * all.growth),
                    by = static_cast<float>(to.alpha * -all.base);
        const auto newest = static_cast<float>(all.corrector.back());
        std::vector<float> history(n);
        for (size_t i = 0; i < n; ++i) {
            const float linear = keep * latents[i] - move * predictions[i];
            float predicted = 0, corrected = -newest * predictions[i];
            for (int k = 1; k < order; ++k) {
                const auto at = static_cast<size_t>(k);
                const float difference = (predictions[at * n + i] - predictions[i]) / static_cast<float>(all.ratios[at - 1]);
                predicted += static_cast<float>(all.predictor[at - 1]) * difference;
                corrected += static_cast<float>(all.corrector[at - 1]) * difference;
            }
            latents[i] = linear + by * predicted;
            history[i] = linear + by * corrected;
        }
        history.insert(history.end(), predictions.begin(),
                       predictions.begin() + static_cast<std::ptrdiff_t>(std::min(predictions.size(), 2 * n)));
        state_.history = std::move(history);
    }

    UniPcBase base_;
    int begin_, order_;
    std::optional<int> start_;
    std::optional<float> start_alpha_;
    std::vector<float> table_;  // A1111: cumulative alphas of the timesteps
    bool v_prediction_;
};

// log(alpha) of A1111's continuous time, 1 down to 0.001, between those of the timesteps.
class ContinuousTime {
  public:
    explicit ContinuousTime(const std::vector<float>& alphas) : count_(static_cast<double>(alphas.size())) {
        for (const float alpha : alphas) logs_.push_back(0.5f * log_f32(alpha));
    }
    float timestep(double time) const { return static_cast<float>((time - 1 / count_) * count_); }
    float sigma(double time) const { return static_cast<float>(std::sqrt(std::expm1(-2 * interpolate(logs_, time * count_ - 1)))); }
    double first() const { return 1 / count_; }

  private:
    double count_;
    std::vector<float> logs_;
};

UniPcWalk walk_as_a1111(const SamplerSetup& setup) {
    const std::vector<float> table = a1111_alphas(setup.config);
    const A1111Timesteps timesteps(setup);
    const ContinuousTime time(table);
    const bool none = timesteps.walked < 1;
    const int runs = none ? static_cast<int>(timesteps.rising.size()) : timesteps.walked;
    const double from = timesteps.cut && !none ? (timesteps.rising[static_cast<size_t>(runs - 1)] + 1) * time.first() : 1;
    UniPcWalk walk;
    walk.order = std::min(highest_unipc_order, runs);
    walk.begin = std::max(setup.steps - runs, 0);
    for (int i = -walk.begin; i <= runs; ++i) {
        const double at = from + (time.first() - from) * std::max(i, 0) / runs;
        walk.schedule.sigmas.push_back(time.sigma(at));
        if (i < runs) walk.schedule.timesteps.push_back(time.timestep(at));
    }
    if (!timesteps.cut) return walk;
    walk.start = none ? static_cast<int>(walk.schedule.timesteps.size()) : walk.begin;
    walk.start_alpha = table[static_cast<size_t>(timesteps.rising[static_cast<size_t>(timesteps.walked)])];
    return walk;
}

UniPcWalk walk_as_comfyui(const SamplerSetup& setup) {
    constexpr float lowest = 0.001f;
    UniPcWalk walk;
    walk.schedule = levels_of(setup, k_diffusion_rules);
    walk.schedule.sigmas.back() = std::max(walk.schedule.sigmas.back(), lowest);
    walk.order = std::clamp(static_cast<int>(walk.schedule.timesteps.size()) - 1, 1, highest_unipc_order);
    return walk;
}

}  // namespace

std::unique_ptr<Sampler> make_third_order_unipc(const SamplerSetup& setup, UniPcBase base) {
    return std::make_unique<ThirdOrderUniPc>(setup, is_a1111(setup.manner.like) ? walk_as_a1111(setup) : walk_as_comfyui(setup), base);
}

}  // namespace imagelab
