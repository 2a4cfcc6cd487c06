#include "ui/models/sigma_curve.h"

#include "core/pipelines/resolved.h"
#include "ui/look/wording.h"

namespace imagelab {

SigmaCurve sigma_curve(const Request& request, const NoiseScheduleConfig& noise) {
    SigmaCurve curve;
    if (const auto possible = supported(request.sampler, request.spacing, noise, request.steps, request.step_noise); !possible) {
        curve.problem = message_text(possible.error());
        return curve;
    }
    const auto sampler = new_sampler(request, noise);
    curve.sigmas.assign(sampler->sigmas().begin(), sampler->sigmas().end());
    curve.first_step = first_step(request, *sampler);
    return curve;
}

QString sampler_problem(SamplerKind kind, const NoiseScheduleConfig& noise) {
    const auto possible = supported(kind, Spacing::published, noise, 20);
    return possible ? QString() : message_text(possible.error());
}

}  // namespace imagelab
