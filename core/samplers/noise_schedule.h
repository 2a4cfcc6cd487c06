#pragma once
#include <string>

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
    bool set_alpha_to_one = false;        // DDIM: final alpha_cumprod is 1 instead of alphas_cumprod[0]
    bool rescale_betas_zero_snr = false;  // Lin et al. 2023
};

}  // namespace imagelab
