#include "core/families/describe.h"

#include <nlohmann/json.hpp>

namespace imagelab {

using json = nlohmann::json;

json vae_json(const VaeConfig& vae) {
    return {{"latent_channels", vae.latent_channels}, {"channels", vae.channels},         {"layers", vae.layers},
            {"scaling_factor", vae.scaling_factor},   {"shift_factor", vae.shift_factor}, {"downscale", vae.downscale()}};
}

json noise_json(const NoiseScheduleConfig& noise) {
    constexpr const char* betas[] = {"linear", "scaled_linear", "squaredcos_cap_v2"};
    constexpr const char* predictions[] = {"epsilon", "v_prediction", "sample"};
    constexpr const char* spacings[] = {"leading", "linspace", "trailing"};
    return {{"train_timesteps", noise.train_timesteps},
            {"beta_start", noise.beta_start},
            {"beta_end", noise.beta_end},
            {"betas", betas[static_cast<int>(noise.betas)]},
            {"prediction", predictions[static_cast<int>(noise.prediction)]},
            {"timestep_spacing", spacings[static_cast<int>(noise.timestep_spacing)]},
            {"steps_offset", noise.steps_offset}};
}

}  // namespace imagelab
