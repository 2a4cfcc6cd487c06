#include "ui/models/sigma_curve.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/resolved.h"
#include "ui/models/shown_fields.h"

namespace imagelab {

namespace {

void show_way(SigmaCurve& curve, int steps) {
    constexpr int points = 100;
    const size_t begin = std::min(static_cast<size_t>(curve.first_step), curve.sigmas.size() - 2);
    const float first = curve.sigmas[begin], last = curve.sigmas.back();
    curve = {.own_pace = steps};
    for (int i = 0; i <= points; ++i) curve.sigmas.push_back(first * std::pow(last / first, static_cast<float>(i) / points));
}

}  // namespace

SigmaCurve sigma_curve(const Request& request, const NoiseScheduleConfig& noise) {
    SigmaCurve curve;
    const NoiseScheduleConfig asked = with_given_sigmas(noise, request);
    if (const auto possible = supported(request.sampler, request.spacing, asked, request.steps, request.step_noise); !possible) {
        curve.problem = problem_text(possible.error());
        return curve;
    }
    const auto sampler = new_sampler(request, asked);
    curve.sigmas.assign(sampler->sigmas().begin(), sampler->sigmas().end());
    curve.first_step = first_step(request, *sampler);
    const auto pace = curve.first_step < sampler->steps() ? sampler->pace(curve.first_step) : std::nullopt;
    if (pace) show_way(curve, pace->left);
    return curve;
}

QString sampler_problem(SamplerKind kind, const NoiseScheduleConfig& noise) {
    const auto possible = supported(kind, Spacing::published, noise, 20);
    return possible ? QString() : problem_text(possible.error());
}

}  // namespace imagelab
