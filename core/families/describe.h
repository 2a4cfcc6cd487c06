#pragma once
// What every family's configuration holds, as `imagelab info` shows it.
#include <nlohmann/json_fwd.hpp>

#include "core/models/configs.h"
#include "core/samplers/noise_schedule.h"

namespace imagelab {

nlohmann::json vae_json(const VaeConfig& vae);
nlohmann::json noise_json(const NoiseScheduleConfig& noise);

}  // namespace imagelab
