#include "ui/models/training_list.h"

#include <QFileInfo>
#include <algorithm>

#include "ui/look/wording.h"

namespace imagelab {

QString TrainingRun::name() const {
    return QFileInfo(QString::fromStdString(row.trains)).completeBaseName();
}

QString TrainingRun::line() const {
    QStringList parts{name(), state_text(row)};
    if (left >= 0 && (row.state == JobState::running || row.state == JobState::waiting)) parts << time_left_text(left);
    return parts.join(QStringLiteral(" · "));
}

void TrainingList::set_listing(const QueueListing& listing) {
    std::map<JobId, std::vector<TrainingStep>> known;
    for (TrainingRun& run : runs_) known[run.row.id] = std::move(run.steps);
    runs_.clear();
    for (size_t i = 0; i < listing.rows.size(); ++i) {
        const JobRow& row = listing.rows[i];
        if (row.trains.empty()) continue;
        TrainingRun run{row, i < listing.estimate.left.size() ? listing.estimate.left[i] : -1, {}, std::move(known[row.id])};
        for (const JobRow& other : listing.rows) {
            const bool shows = other.trains.empty() && !row.group.empty() && other.group == row.group && other.cell > 0;
            if (shows && other.state != JobState::cancelled) run.pictures.push_back({other.cell, QString::fromStdString(other.picture)});
        }
        std::sort(run.pictures.begin(), run.pictures.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
        runs_.push_back(std::move(run));
    }
    std::sort(runs_.begin(), runs_.end(), [](const TrainingRun& a, const TrainingRun& b) { return a.row.id > b.row.id; });
}

void TrainingList::add_steps(JobId job, const std::vector<TrainingStep>& steps) {
    for (TrainingRun& run : runs_) {
        if (run.row.id != job) continue;
        for (const TrainingStep& step : steps)
            if (run.steps.empty() || step.step > run.steps.back().step) run.steps.push_back(step);
    }
}

int TrainingList::next_step(JobId job) const {
    const TrainingRun* run = find(job);
    return run && !run->steps.empty() ? run->steps.back().step + 1 : 1;
}

const TrainingRun* TrainingList::find(JobId job) const {
    const auto found = std::find_if(runs_.begin(), runs_.end(), [&](const TrainingRun& run) { return run.row.id == job; });
    return found == runs_.end() ? nullptr : &*found;
}

TrainingCurve curve_of(const std::vector<TrainingStep>& steps, TrainingMeasure measure) {
    TrainingCurve curve;
    for (const TrainingStep& step : steps) {
        const bool held_out = measure == TrainingMeasure::validation_loss;
        if (held_out && !step.validation_loss) continue;
        curve.steps.push_back(step.step);
        curve.values.push_back(held_out                                    ? *step.validation_loss
                               : measure == TrainingMeasure::loss          ? step.loss
                               : measure == TrainingMeasure::learning_rate ? step.learning_rate
                                                                           : step.gradient_norm);
    }
    return curve;
}

}  // namespace imagelab
