#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/pipelines/generation.h"

namespace imagelab {

// How long a job still takes: the plan's guesses, replaced by what was measured as soon as there is something.
class TimeEstimate {
  public:
    TimeEstimate(const ResolvedRequest& resolved, const std::vector<StagePlan>& plans);

    void loaded(const std::string& stage, double share) { loading_[stage].done = share; }
    void stepped(double seconds);
    void decoded(double seconds) { decode_ = seconds; }

    double seconds_left(Stage stage, int picture, int step) const;
    double fraction(double seconds_left) const;  // of the whole job

  private:
    struct Loading {
        double seconds = 0, done = 0;
    };
    std::map<std::string, Loading> loading_;
    double text_ = 0, step_ = 0, decode_ = 0;
    int steps_, pictures_, measured_ = 0;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace imagelab
