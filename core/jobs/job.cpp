#include "core/jobs/job.h"

#include <array>

namespace imagelab {
namespace {

constexpr std::array state_names{"waiting", "running", "paused", "done", "failed", "cancelled", "refused"};
constexpr std::array cause_names{"other", "request", "model", "device", "memory", "disk"};

}  // namespace

const char* state_name(JobState state) {
    return state_names.at(static_cast<size_t>(state));
}

JobState state_of(const std::string& name) {
    for (size_t i = 0; i < state_names.size(); ++i) {
        if (name == state_names[i]) return static_cast<JobState>(i);
    }
    throw Error("[job] no state is called " + name);
}

const char* cause_name(JobResult::Cause cause) {
    return cause_names.at(static_cast<size_t>(cause));
}

JobResult::Cause cause_of(const std::string& name) {
    for (size_t i = 0; i < cause_names.size(); ++i) {
        if (name == cause_names[i]) return static_cast<JobResult::Cause>(i);
    }
    return JobResult::Cause::other;
}

}  // namespace imagelab
