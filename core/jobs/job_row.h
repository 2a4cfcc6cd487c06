#pragma once
// A job as a list of many shows it.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/jobs/job.h"

namespace imagelab {

struct JobRow {
    JobId id = 0;
    JobState state = JobState::waiting;
    std::string wish, group, keeper;  // as Job
    int cell = 0, priority = 0;
    std::string device;
    int64_t pid = 0;
    std::string prompt;          // as it was written, before profiles
    std::string trains;          // the file of the LoRA that it trains; empty: it makes pictures
    bool at_once = false;        // as Job
    std::optional<double> loss;  // of a training's newest step
    int pictures = 1;
    std::string picture;  // path of the first finished one; empty: none yet
    std::string message, stage;
    std::string problem;      // of one that waits or is paused: as Job
    bool left_alone = false;  // as Job
    int step = 0, steps = 0;
    bool about = false;  // as Progress
    double fraction = 0, seconds_left = -1;
    int64_t predicted_peak_bytes = 0, measured_peak_bytes = 0;
    double started = 0, finished = 0;                   // seconds since 1970; 0: not yet
    std::vector<std::pair<std::string, double>> needs;  // device it fits and its seconds there
    bool operator==(const JobRow&) const = default;
};

bool is_open(JobState state);  // waits, runs or is paused

// Until each is over, in seconds from now, where every device takes the next of those it may run; -1: not known, or never. In the order
// of the rows, which is that of Queue::rows. When a keeper runs its jobs only he knows.
struct QueueEstimate {
    std::vector<double> left;
    double all = -1;  // until no job waits or runs; paused ones are left out; -1: nothing is known
};
QueueEstimate estimate(const std::vector<JobRow>& rows);

}  // namespace imagelab
