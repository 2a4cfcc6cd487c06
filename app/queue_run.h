#pragma once
#include <string>
#include <vector>

#include "core/jobs/job.h"

namespace imagelab {

// `imagelab queue run`.
struct QueueRun {
    bool until_empty = false, json = false;
    int threads = 0;                   // of the processor; 0: one a core
    std::vector<std::string> devices;  // that take jobs; empty: all
    std::string output;                // folder of the pictures; empty: where each job says
};
int run_queue(const QueueRun& choices);

double job_seconds(const Job& job);  // left of it; -1: not known
// Until a queue is empty where each device works through a fair share; -1: not known.
double queue_seconds(const std::vector<Job>& jobs);

}  // namespace imagelab
