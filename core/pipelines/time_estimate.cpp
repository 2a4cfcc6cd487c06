#include "core/pipelines/time_estimate.h"

#include <algorithm>

namespace imagelab {

TimeEstimate::TimeEstimate(const ResolvedRequest& resolved, const std::vector<StagePlan>& plans)
    : steps_(resolved.runs()), pictures_(resolved.request.batch) {
    for (const StagePlan& plan : plans) {
        loading_[plan.stage].seconds = plan.load_seconds;
        const double work = plan.seconds - plan.load_seconds;
        if (plan.stage == "text") text_ = work;
        if (plan.stage == "image") loading_[plan.stage].seconds += work;
        if (plan.stage == "denoise") step_ = work / steps_ / pictures_;
        if (plan.stage == "decode") decode_ = work / pictures_;
    }
}

void TimeEstimate::stepped(double seconds) {
    // The first step also computes what depends on the prompt alone; a running mean of the later ones is steadier.
    ++measured_;
    step_ = measured_ <= 2 ? seconds : step_ + (seconds - step_) / std::min(measured_ - 1, 8);
}

double TimeEstimate::seconds_left(Stage stage, int picture, int step) const {
    double left = stage <= Stage::encoding ? text_ : 0.0;
    for (const auto& [name, loading] : loading_) left += loading.seconds * (1.0 - loading.done);
    const int after = pictures_ - picture - 1;
    left += after * (steps_ * step_ + decode_);
    if (stage <= Stage::denoising) left += (steps_ - step) * step_;
    if (stage <= Stage::decoding) left += decode_;
    return left;
}

double TimeEstimate::fraction(double seconds_left) const {
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    return spent + seconds_left > 0 ? std::min(1.0, spent / (spent + seconds_left)) : 0.0;
}

}  // namespace imagelab
