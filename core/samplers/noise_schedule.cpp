#include "core/samplers/noise_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imagelab {
namespace {

// torch.linspace in f32: counted from the nearer end, with one rounding a value.
std::vector<float> linspace_f32(float start, float end, int count) {
    std::vector<float> values(count);
    const float step = count > 1 ? (end - start) / static_cast<float>(count - 1) : 0.0f;
    for (int i = 0; i < count; ++i) {
        values[i] = i < count / 2 ? std::fma(step, static_cast<float>(i), start) : std::fma(-step, static_cast<float>(count - 1 - i), end);
    }
    if (count == 1) values[0] = start;
    return values;
}

std::vector<float> cumulative_product(const std::vector<float>& factors) {  // accumulated in f64, as torch.cumprod
    std::vector<float> products(factors.size());
    double product = 1.0;
    for (size_t i = 0; i < factors.size(); ++i) products[i] = static_cast<float>(product *= factors[i]);
    return products;
}

std::vector<float> one_minus(std::vector<float> values) {
    for (float& value : values) value = 1.0f - value;
    return values;
}

std::vector<float> rescaled_to_zero_snr(const std::vector<float>& betas) {
    std::vector<float> root = cumulative_product(one_minus(betas));
    for (float& value : root) value = std::sqrt(value);
    const float first = root.front(), last = root.back();
    for (float& value : root) value = (value - last) * (first / (first - last));
    std::vector<float> rescaled(root.size());
    for (size_t i = 0; i < root.size(); ++i) {
        const float alpha_bar = root[i] * root[i];
        const float alpha = i == 0 ? alpha_bar : alpha_bar / (root[i - 1] * root[i - 1]);
        rescaled[i] = 1.0f - alpha;
    }
    return rescaled;
}

std::vector<float> squared_cos_betas(int count) {  // Nichol & Dhariwal 2021, equation 17
    const auto alpha_bar = [](double t) { return std::pow(std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2), 2); };
    std::vector<float> values(count);
    for (int i = 0; i < count; ++i) {
        const double ratio = alpha_bar(static_cast<double>(i + 1) / count) / alpha_bar(static_cast<double>(i) / count);
        values[i] = static_cast<float>(std::min(1 - ratio, 0.999));
    }
    return values;
}

}  // namespace

std::vector<float> betas(const NoiseScheduleConfig& config) {
    using Betas = NoiseScheduleConfig::Betas;
    std::vector<float> values;
    switch (config.betas) {
        case Betas::linear:
            values = linspace_f32(static_cast<float>(config.beta_start), static_cast<float>(config.beta_end), config.train_timesteps);
            break;
        case Betas::scaled_linear:
            values = linspace_f32(static_cast<float>(std::sqrt(config.beta_start)), static_cast<float>(std::sqrt(config.beta_end)),
                                  config.train_timesteps);
            for (float& value : values) value *= value;
            break;
        case Betas::squared_cos:
            values = squared_cos_betas(config.train_timesteps);
            break;
    }
    return config.rescale_betas_zero_snr ? rescaled_to_zero_snr(values) : values;
}

std::vector<float> alphas_cumprod(const NoiseScheduleConfig& config) {
    return cumulative_product(one_minus(betas(config)));
}

std::vector<float> training_sigmas(const NoiseScheduleConfig& config) {
    std::vector<float> values = alphas_cumprod(config);
    if (config.rescale_betas_zero_snr) values.back() = 0x1p-24f;
    for (float& value : values) value = std::sqrt((1.0f - value) / value);
    return values;
}

std::vector<double> spaced_timesteps(const NoiseScheduleConfig& config, int steps) {
    using TimestepSpacing = NoiseScheduleConfig::TimestepSpacing;
    const int train = config.train_timesteps;
    std::vector<double> timesteps(steps);
    switch (config.timestep_spacing) {
        case TimestepSpacing::leading:
            for (int i = 0; i < steps; ++i) timesteps[i] = static_cast<double>(steps - 1 - i) * (train / steps) + config.steps_offset;
            break;
        case TimestepSpacing::linspace: {
            const double step = steps > 1 ? static_cast<double>(train - 1) / (steps - 1) : 0.0;
            for (int i = 0; i < steps; ++i) timesteps[i] = (steps - 1 - i) * step;
            if (steps > 1) timesteps.front() = train - 1;
            break;
        }
        case TimestepSpacing::trailing: {  // numpy.arange(train, 0, -ratio)
            const double ratio = static_cast<double>(train) / steps;
            const double delta = (train - ratio) - train;
            timesteps.resize(static_cast<size_t>(std::ceil((0.0 - train) / -ratio)));
            for (size_t i = 0; i < timesteps.size(); ++i) timesteps[i] = std::nearbyint(train + static_cast<double>(i) * delta) - 1;
            break;
        }
    }
    return timesteps;
}

double interpolate(const std::vector<float>& table, double index) {
    if (index <= 0) return table.front();
    if (index >= static_cast<double>(table.size() - 1)) return table.back();
    const size_t low = static_cast<size_t>(index);
    const double slope = static_cast<double>(table[low + 1]) - table[low];
    return slope * (index - static_cast<double>(low)) + table[low];
}

std::vector<double> karras_sigmas(double sigma_min, double sigma_max, int steps) {
    constexpr double rho = 7.0;
    const double low = std::pow(sigma_min, 1 / rho), high = std::pow(sigma_max, 1 / rho);
    std::vector<double> sigmas(steps);
    for (int i = 0; i < steps; ++i) {
        const double ramp = i > 0 && i == steps - 1 ? 1.0 : i * (steps > 1 ? 1.0 / (steps - 1) : 0.0);
        sigmas[i] = std::pow(high + ramp * (low - high), rho);
    }
    return sigmas;
}

double sigma_to_timestep(double sigma, const std::vector<float>& log_sigmas) {
    const double log_sigma = std::log(std::max(sigma, 1e-10));
    const auto above =
        std::upper_bound(log_sigmas.begin(), log_sigmas.end(), log_sigma, [](double value, float entry) { return value < entry; });
    const std::ptrdiff_t reached = std::max<std::ptrdiff_t>(above - log_sigmas.begin() - 1, 0);
    const size_t low = std::min<size_t>(static_cast<size_t>(reached), log_sigmas.size() - 2);
    const float spread = log_sigmas[low] - log_sigmas[low + 1];
    const double weight = std::clamp((log_sigmas[low] - log_sigma) / spread, 0.0, 1.0);
    return (1 - weight) * static_cast<double>(low) + weight * static_cast<double>(low + 1);
}

std::vector<float> log_of(const std::vector<float>& sigmas) {
    std::vector<float> logs(sigmas.size());
    std::transform(sigmas.begin(), sigmas.end(), logs.begin(),
                   [](float sigma) { return static_cast<float>(std::log(static_cast<double>(sigma))); });
    return logs;
}

}  // namespace imagelab
