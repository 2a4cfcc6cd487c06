#include "tests/support/ended_jobs.h"

#include <chrono>
#include <stdexcept>

namespace imagelab::test {

std::function<void(const JobEvent&)> EndedJobs::listener() {
    return [this](const JobEvent& event) {
        if (event.kind != JobEvent::Kind::ended) return;
        const std::lock_guard lock(mutex_);
        ended_.push_back(event);
        changed_.notify_all();
    };
}

JobEvent EndedJobs::next() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::minutes(2), [&] { return !ended_.empty(); })) throw std::runtime_error("no job ended");
    JobEvent event = ended_.front();
    ended_.erase(ended_.begin());
    return event;
}

}  // namespace imagelab::test
