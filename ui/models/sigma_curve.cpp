#include "ui/models/sigma_curve.h"

#include "core/pipelines/resolved.h"
#include "ui/look/wording.h"

namespace imagelab {

SigmaCurve sigma_curve(const Request& request, const NoiseScheduleConfig& noise) {
    SigmaCurve curve;
    const NoiseScheduleConfig asked = with_given_sigmas(noise, request);
    if (const auto possible = supported(request.sampler, request.spacing, asked, request.steps, request.step_noise); !possible) {
        curve.problem = message_text(possible.error());
        return curve;
    }
    const auto sampler = new_sampler(request, asked);
    curve.sigmas.assign(sampler->sigmas().begin(), sampler->sigmas().end());
    curve.first_step = first_step(request, *sampler);
    return curve;
}

QString sampler_problem(SamplerKind kind, const NoiseScheduleConfig& noise) {
    const auto possible = supported(kind, Spacing::published, noise, 20);
    return possible ? QString() : message_text(possible.error());
}

}  // namespace imagelab
