#pragma once
#include <QString>
#include <vector>

#include "core/request/request.h"
#include "core/samplers/noise_schedule.h"

namespace imagelab {

// The noise levels a request walks through: before each step, and 0 behind the last.
struct SigmaCurve {
    std::vector<float> sigmas;
    int first_step = 0;  // image to image begins here
    int own_pace = 0;    // of a sampler that chooses its levels as it goes: about so many; `sigmas` is the way, without a 0 behind it
    QString problem;     // why the model cannot be sampled so, what to do; then sigmas is empty
};
SigmaCurve sigma_curve(const Request& request, const NoiseScheduleConfig& noise);

// Why this model cannot use a sampler; empty: it can.
QString sampler_problem(SamplerKind kind, const NoiseScheduleConfig& noise);

}  // namespace imagelab
