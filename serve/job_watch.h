#pragma once
// What is heard of jobs while they run: the newest progress of each, and word that something changed.
#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "core/jobs/session.h"

namespace imagelab::serve {

bool is_over(JobState state);                            // done, failed, cancelled or refused
nlohmann::json progress_json(const Progress& progress);  // of a job, as every door tells it

class JobWatch {
  public:
    void hear(const JobEvent& event);  // SessionOptions::events
    std::optional<Progress> progress(JobId job) const;
    // Waits until something was heard after `seen`, at most so long; what was heard by now.
    uint64_t wait(uint64_t seen, int milliseconds) const;

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::map<JobId, Progress> running_;
    uint64_t heard_ = 0;
};

}  // namespace imagelab::serve
