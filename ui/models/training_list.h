#pragma once
// The trainings of the queue as the window lists and compares them.
#include <QString>
#include <map>
#include <vector>

#include "core/training/metrics.h"
#include "ui/models/queue_model.h"

namespace imagelab {

enum class TrainingMeasure { loss, learning_rate, gradient_norm, validation_loss };

// A picture that shows a training on its way.
struct TrainingPicture {
    int step = 0;
    QString path;  // empty: it is not made yet
    bool operator==(const TrainingPicture&) const = default;
};

struct TrainingRun {
    JobRow row;
    double left = -1;                       // seconds; -1: not known
    std::vector<TrainingPicture> pictures;  // in the order of their steps
    std::vector<TrainingStep> steps;        // that are known here
    QString name() const;                   // of its LoRA
    QString line() const;                   // "cats · Training, step 12 of 100, loss 0.12 · 2 min left"
};

class TrainingList {
  public:
    void set_listing(const QueueListing& listing);
    void add_steps(JobId job, const std::vector<TrainingStep>& steps);  // behind those that are known
    int next_step(JobId job) const;                                     // the first that is not known
    const std::vector<TrainingRun>& runs() const { return runs_; }      // the newest first
    const TrainingRun* find(JobId job) const;                           // null: there is none

  private:
    std::vector<TrainingRun> runs_;
};

// Of the steps at which it was measured.
struct TrainingCurve {
    std::vector<double> steps, values;
};
TrainingCurve curve_of(const std::vector<TrainingStep>& steps, TrainingMeasure measure);

}  // namespace imagelab
