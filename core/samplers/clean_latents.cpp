#include "core/samplers/clean_latents.h"

#include <cmath>

#include "core/base/error.h"

namespace imagelab {

CleanLatents clean_latents(NoiseScheduleConfig::Prediction prediction, float sigma) {
    const float a = 1.0f / (1.0f + sigma * sigma), signal = std::sqrt(a), noise = std::sqrt(1.0f - a);
    switch (prediction) {
        case NoiseScheduleConfig::Prediction::epsilon:
            return {1 / signal, -noise / signal};
        case NoiseScheduleConfig::Prediction::v_prediction:
            return {signal, -noise};
        case NoiseScheduleConfig::Prediction::sample:
            return {0, 1};
    }
    throw Error("[clean latents] unknown prediction");
}

}  // namespace imagelab
