#include "core/pipelines/time_estimate.h"

#include <algorithm>

namespace imagelab {

TimeEstimate::TimeEstimate(const std::vector<StagePlan>& plans) {
    for (const StagePlan& plan : plans) {
        const int units = std::max(1, plan.units);
        parts_[plan.stage] = {plan.load_seconds, (plan.seconds - plan.load_seconds) / units, 0, 0, units, 0};
    }
}

void TimeEstimate::loaded(Stage stage, double share) {
    parts_[stage].loaded = share;
}

void TimeEstimate::working(Stage stage, double share) {
    parts_[stage].begun = share;
}

void TimeEstimate::worked(Stage stage, double seconds) {
    // The first unit also computes what depends on the prompt alone; a running mean of the later ones is steadier.
    Part& part = parts_[stage];
    ++part.measured;
    part.unit = part.measured <= 2 ? seconds : part.unit + (seconds - part.unit) / std::min(part.measured - 1, 8);
    part.left = std::max(0, part.left - 1);
    part.begun = 0;
}

void TimeEstimate::skipped(Stage stage, int units) {
    Part& part = parts_[stage];
    const int now = std::min(part.left, units);
    part.left -= now;
    part.spared += now;
}

double TimeEstimate::seconds_left() const {
    double left = 0;
    for (const auto& [stage, part] : parts_) left += part.load * (1 - part.loaded) + part.unit * std::max(0.0, part.left - part.begun);
    return left;
}

double TimeEstimate::fraction(double seconds_left) const {
    double done = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    for (const auto& [stage, part] : parts_) done += part.unit * part.spared;
    return done + seconds_left > 0 ? std::min(1.0, done / (done + seconds_left)) : 0.0;
}

}  // namespace imagelab
