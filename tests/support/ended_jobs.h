#pragma once
// The ends of a session's jobs, in their order, for a test that waits for them.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "core/jobs/session.h"

namespace imagelab::test {

class EndedJobs {
  public:
    // For SessionOptions::events; this outlives the session.
    std::function<void(const JobEvent&)> listener();
    JobEvent next();  // throws where none ends within two minutes

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<JobEvent> ended_;
};

}  // namespace imagelab::test
