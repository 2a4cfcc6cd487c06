#pragma once
// A job as plain data: what was asked, how it stands, what it made.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/pipelines/progress.h"
#include "core/pipelines/safety_verdict.h"
#include "core/request/request.h"

namespace imagelab {

using JobId = uint64_t;
struct TrainingJob;  // core/jobs/training_job.h

// Whether a keeper (Job::keeper) runs its jobs when it thinks fit, as a night does; a process whose client waits runs them as all others.
inline bool runs_in_its_own_time(const std::string& keeper) {
    return !keeper.empty() && !keeper.starts_with("process-");
}

// waiting -> running -> done | failed | cancelled; paused goes on where it stopped; refused never fitted a device.
enum class JobState { waiting, running, paused, done, failed, cancelled, refused };
const char* state_name(JobState state);
JobState state_of(const std::string& name);  // throws Error

struct CheckedPicture {
    std::filesystem::path path;
    SafetyVerdict verdict;
};

struct JobResult {
    enum class Status { done, cancelled, failed };
    enum class Cause { other, request, model, device, memory, disk };  // of a failure; the command line's exit codes tell them apart
    Status status = Status::done;
    Cause cause = Cause::other;
    std::string message;                        // why it failed, what to do; done: what was done otherwise than asked, and the notes
    std::vector<std::string> notes;             // what the prompts hold and the model does not read (core/families/prompt_notes.h)
    Request request;                            // as run: seed, sizes and device filled in
    std::vector<std::filesystem::path> images;  // finished pictures, also of a cancelled or failed job
    std::filesystem::path trained;              // the LoRA that a training made; empty: none
    std::vector<CheckedPicture> safety;         // what the safety checker said of those of this run; empty: it was not asked
    double load_s = 0, text_s = 0, decode_s = 0;
    std::optional<int> kept_step;  // steps that the journal holds of the newest picture; of a training, those of its saved state
    std::vector<double> step_s;    // of this run; a resumed one has the later steps only
    // Private memory of the process (the device's where it has its own), what other devices' jobs did meanwhile included.
    int64_t predicted_peak_bytes = 0, measured_peak_bytes = 0;
};
const char* cause_name(JobResult::Cause cause);
JobResult::Cause cause_of(const std::string& name);  // "" and what is not known: other

// What LoRAs take, among the job's seconds and bytes. Where weights are packed, they are packed anew where they lie, which costs no step
// anything and no memory. Beside weights that stay in their file or are streamed the same factors may run as branches.
struct AdapterPlan {
    int64_t tensors = 0;       // of the model that they change
    int64_t branches = 0;      // layers of it that have a branch instead
    int64_t file_bytes = 0;    // of their files that are read
    int64_t branch_bytes = 0;  // of memory, for the branches
    double seconds = 0;        // to put them on; 0: they are on the model that the device holds
    double run_seconds = 0;    // of all prompts and steps: of branches, and of weights that are computed anew from their file
};

struct JobPlan {
    Request request;  // with sizes, seed and device filled in
    std::vector<StagePlan> stages;
    int64_t peak_bytes = 0;       // private memory of the whole process; of the device where it has memory of its own
    int64_t host_peak_bytes = 0;  // then, private memory of the process
    int64_t memory_budget = 0;    // bytes that peak_bytes may be; 0: the device says when it is full
    std::optional<AdapterPlan> adapters;
    std::vector<std::string> notes;  // as JobResult
    std::string caution;             // settings that spoil the picture (core/families/few_step.h), one of the notes; empty: none
    double seconds = 0;
    double seconds_again = 0;     // of another one behind it, whose weights are there
    double seconds_by_speed = 0;  // what the device's speed promises, to compare devices where not all were measured
    bool measured = false;        // seconds are those that such jobs took here (core/jobs/timings.h); else what the device's speed promises
};

// What a job needs on one device; from its plan.
struct DeviceNeed {
    std::string device;
    std::vector<StagePlan> stages;
    int64_t peak_bytes = 0;
    double seconds = 0;
};

struct JobPicture {
    int number = 0;  // of the batch, from 0
    std::filesystem::path path;
    bool finished = false;
};

// How a job in the queue stands.
struct Job {
    JobId id = 0;
    Request request;                              // a snapshot: seed drawn, paths absolute
    std::shared_ptr<const TrainingJob> training;  // what it trains; null: it makes pictures of `request`
    // Not empty: why this program cannot run it as it is stored, and what to do; then `request` or `needs` lack what could not be read.
    std::string problem;
    bool left_alone = false;  // of those: a newer program wrote it, so nobody claims it here; others fail when their turn comes
    JobState state = JobState::waiting;
    std::string wish;  // "pause", "cancel": asked for while it runs, not done yet
    std::string group;
    std::string keeper;    // who alone may run it, within rules of its own: a night, or the process whose client waits; empty: all
    int cell = 0;          // which of the requests that entered together, from 0
    int priority = 0;      // higher runs first
    bool at_once = false;  // somebody waits for its picture: a training of no higher priority makes way for it between two steps
    std::string device;    // where it runs or ran; empty: not begun
    int64_t pid = 0;       // of the process that runs it
    std::string host;      // machine where it runs or ran; empty: not begun
    int attempts = 0;
    int crashes = 0;  // processes that ended in it since it last took a step
    JobResult::Cause cause = JobResult::Cause::other;
    std::string message;
    Progress progress;  // as of the last second
    std::string stage;
    int64_t predicted_peak_bytes = 0, measured_peak_bytes = 0;
    double created = 0, started = 0, finished = 0;  // seconds since 1970; 0: not yet
    std::vector<DeviceNeed> needs;                  // devices it was admitted to
    std::vector<JobPicture> pictures;               // known from the first run on
};

}  // namespace imagelab
