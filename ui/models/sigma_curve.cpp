#include "ui/models/sigma_curve.h"

#include "core/samplers/sampler.h"
#include "ui/look/wording.h"

namespace imagelab {

SigmaCurve sigma_curve(const Request& request, const NoiseScheduleConfig& noise) {
    SigmaCurve curve;
    if (const auto possible = supported(request.sampler, request.spacing, noise, request.steps, request.step_noise); !possible) {
        curve.problem = message_text(possible.error());
        return curve;
    }
    const auto sampler = make_sampler(request.sampler, request.spacing, noise, request.steps, request.step_noise);
    curve.sigmas.assign(sampler->sigmas().begin(), sampler->sigmas().end());
    if (!request.init_image.empty()) curve.first_step = sampler->start_step(request.strength);
    return curve;
}

QString sampler_problem(SamplerKind kind, const NoiseScheduleConfig& noise) {
    const auto possible = supported(kind, Spacing::published, noise, 20);
    return possible ? QString() : message_text(possible.error());
}

}  // namespace imagelab
