#pragma once
// The noise levels a model was trained with, and the timesteps and sigmas sampled from them. Arithmetic in the precision diffusers
// uses at each place (torch f32 for tables, numpy f64 for interpolation). Betas, alphas and whole timesteps are equal bit for bit; torch's
// square roots are MKL's, a last digit off the true ones and other on other processors, so sigmas agree within 2e-7.
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"

namespace imagelab {

// What the model was trained with (scheduler_config.json). Defaults are SDXL base 1.0.
struct NoiseScheduleConfig {
    enum class Betas { linear, scaled_linear, squared_cos };
    enum class Prediction { epsilon, v_prediction, sample };
    enum class TimestepSpacing { leading, linspace, trailing };
    int train_timesteps = 1000;
    double beta_start = 0.00085;
    double beta_end = 0.012;
    Betas betas = Betas::scaled_linear;
    Prediction prediction = Prediction::epsilon;
    TimestepSpacing timestep_spacing = TimestepSpacing::leading;
    int steps_offset = 1;
    bool karras_sigmas = false;     // Euler and DPM++ 2M: the published spacing is Karras'
    bool set_alpha_to_one = false;  // DDIM: final alpha_cumprod is 1 instead of alphas_cumprod[0]
    bool clip_sample = false;       // DDIM: the predicted image is clipped to +-clip_sample_range
    double clip_sample_range = 1.0;
    bool rescale_betas_zero_snr = false;  // Lin et al. 2023, Algorithm 1
    // Noise levels that a request gives itself, in place of a spacing: falling, above 0, one a step; 0 comes behind them. Empty: none.
    std::vector<float> sigmas;
};

// scheduler_config.json of a diffusers folder, with diffusers' defaults for absent keys (timestep_spacing: that of the scheduler class),
// but clip_sample and set_alpha_to_one false. A schedule that the samplers here do not compute (trained betas, EDM sigmas, flow matching
// ...) is a failure that names the key.
Result<NoiseScheduleConfig> noise_schedule_from_json(const nlohmann::json& json);

// beta of each training timestep, [train_timesteps].
std::vector<float> betas(const NoiseScheduleConfig& config);
// Product of 1 - beta up to each training timestep, [train_timesteps], falling. The last is 0 with rescale_betas_zero_snr.
std::vector<float> alphas_cumprod(const NoiseScheduleConfig& config);
// sqrt((1 - alpha) / alpha) of each training timestep, [train_timesteps], rising; finite also with rescale_betas_zero_snr.
std::vector<float> training_sigmas(const NoiseScheduleConfig& config);

// Timesteps from noisy to clean (Lin et al. 2023, Table 2), not rounded where linspace gives fractions. `steps` of them; trailing may
// give one more, as numpy's arange does.
std::vector<double> spaced_timesteps(const NoiseScheduleConfig& config, int steps);

// Linear interpolation in `table` at a fractional index, clamped to its ends (numpy.interp).
double interpolate(const std::vector<float>& table, double index);

// Karras et al. 2022, equation 5 with rho 7: `steps` sigmas from sigma_max down to sigma_min.
std::vector<double> karras_sigmas(double sigma_min, double sigma_max, int steps);

// Fractional training timestep whose log sigma is nearest, interpolated (diffusers _sigma_to_t). log_sigmas: rising, one a timestep.
double sigma_to_timestep(double sigma, const std::vector<float>& log_sigmas);
std::vector<float> log_of(const std::vector<float>& sigmas);

}  // namespace imagelab
