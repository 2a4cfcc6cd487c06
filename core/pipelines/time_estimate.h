#pragma once
#include <chrono>
#include <map>
#include <vector>

#include "core/pipelines/progress.h"

namespace imagelab {

// How long a job still takes: the plan's guesses, replaced by what was measured as soon as there is something. A stage is its loading and
// its units of work (StagePlan::units): steps, pictures.
class TimeEstimate {
  public:
    explicit TimeEstimate(const std::vector<StagePlan>& plans);

    void loaded(Stage stage, double share);    // of its weights, 0..1
    void working(Stage stage, double share);   // so much of the unit under way, 0..1
    void worked(Stage stage, double seconds);  // one unit is done
    void skipped(Stage stage, int units);      // units that need not be done; below 0: so many more than was thought

    double seconds_left() const;
    // Of the whole job: what was skipped is done, in the time that it would have taken.
    double fraction(double seconds_left) const;

  private:
    struct Part {
        double load = 0, unit = 0;  // seconds
        double loaded = 0;          // share
        double begun = 0;           // share of the unit under way
        int left = 0, measured = 0;
        int spared = 0;  // units that were skipped
    };
    std::map<Stage, Part> parts_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace imagelab
