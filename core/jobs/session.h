#pragma once
// The facade every door uses (window, terminal, later HTTP): requests go in, events come out. Jobs run on background threads, one a
// device, several devices at once; what happens to one job ends neither the others nor the program.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device_info.h"
#include "core/jobs/holding.h"
#include "core/jobs/job.h"
#include "core/jobs/looking.h"
#include "core/jobs/model_uses.h"
#include "core/jobs/queue.h"
#include "core/jobs/tagging.h"
#include "core/jobs/training_job.h"

namespace imagelab {

class Device;

struct JobCallbacks {  // called on the session's threads
    std::function<void(const Progress&)> progress;
    std::function<void(const JobResult&)> finished;
};

// What a session tells about its jobs, as plain data.
struct JobEvent {
    enum class Kind {
        started,   // `result.request`: as asked; `progress`: how far an earlier run came
        progress,  // `progress`
        ended,     // `state` and `result`; waiting and paused: the job goes on later
        trouble    // `message`, of the store (job 0) or of a job
    };
    Kind kind = Kind::started;
    JobId job = 0;
    std::string device;
    JobState state = JobState::running;
    Progress progress;
    JobResult result;
    std::string message;
    std::shared_ptr<const TrainingJob> training = nullptr;  // of started and ended: what the job trains; null: it makes pictures

    static JobEvent trouble_of(JobId job, std::string message);
};

struct SessionOptions {
    std::filesystem::path data;                   // where the queue is kept; empty: in memory, gone with the session
    std::string store = {};                       // address of a shared store that has the queue instead (core/store/postgres_address.h)
    std::string output = {};                      // folder where its pictures go, whatever their jobs say; empty: where they say
    std::filesystem::path gallery;                // whose gallery finished pictures enter; empty: that of `data`, if there is one
    std::string keeper;                           // whose jobs it may run beside those that are anybody's (Job::keeper)
    std::filesystem::path measured;               // whose measured times plans know and jobs add to; empty: those of `gallery`, else `data`
    int cached_models = 0;                        // models that keep their weights, each device; 0: PIPE_CACHE_MAX, else 2
    int64_t cached_bytes = 0;                     // that they hold together, each device; 0: as cache_bytes() says
    std::vector<std::string> run_devices;         // those that take jobs from the queue; empty: all
    bool previews = false;                        // of every job of the queue; those of submit have them anyway
    std::function<void(const JobEvent&)> events;  // called on the session's threads
    // Whether a device may work now; asked in its thread before it takes a job (0) and behind each step of one. It may take its time, so
    // that a device rests, until `stop`. False: no job is taken now, and one that runs goes back to waiting at its step.
    std::function<bool(const std::string& device, JobId job, const CancelToken& stop)> permit;
};

struct EnqueueOptions {
    int count = 1;      // jobs, each with seeds behind those of the one before
    std::string group;  // empty: several jobs get a name of their own
    int priority = 0;   // higher runs first
    // Of a request for "auto": these may all run it, however slow; empty: those of admission's choice.
    std::vector<std::string> devices = {};
    std::string about;        // what the group is (Queue::add)
    std::string keeper = {};  // who alone may run them (Job::keeper); empty: every session
    bool at_once = false;     // somebody waits for them (Job::at_once)
};

class Session {
  public:
    using DeviceInfo = imagelab::DeviceInfo;

    explicit Session(std::vector<std::unique_ptr<Device>> devices);  // in memory; the first device is "auto"
    // The failure says why the data folder cannot be used; it is left as it is. Without devices it only asks and changes the queue.
    static Result<std::unique_ptr<Session>> open(std::vector<std::unique_ptr<Device>> devices, SessionOptions options);
    // Stops what runs. A queue on disk keeps its jobs, those that ran at their step; jobs in memory are cancelled.
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    JobId submit(Request request, JobCallbacks callbacks);  // returns at once; "auto" is the first device; with previews
    void cancel(JobId job);                                 // finished pictures stay
    JobResult run(Request request, std::function<void(const Progress&)> progress,
                  const CancelToken& cancel);      // in the caller's thread, without previews, beside the queue
    Result<JobPlan> plan(const Request& request);  // without running
    // The smallest change with which a request fits what is free on its device now; empty: it fits as it is, or nothing helps.
    std::string smallest_change(const Request& request);

    // Into the queue, with proof that a device can run them (core/jobs/admission.h); a request that fits nowhere is there as refused.
    // Paths become absolute, the seed is drawn.
    Result<std::vector<JobId>> enqueue(const Request& request, const EnqueueOptions& options);
    // Several together, in one group, all or none; Job::cell of each is its request's place in the list.
    Result<std::vector<JobId>> enqueue(const std::vector<Request>& requests, const EnqueueOptions& options);
    // A training into the queue, priced on each device as a request is; what it writes goes nowhere where another open training writes.
    // Throws BadField where a field cannot be used.
    Result<JobId> enqueue_training(TrainingJob training, const EnqueueOptions& options);
    // On each device that it may run on, the fastest first. Throws BadField; the failure says why it runs nowhere.
    Result<std::vector<TrainingPrice>> price_training(const TrainingJob& training);
    // What it measured, from this step on: of one that runs here as of now, of others as of their saved state.
    std::vector<TrainingStep> training_steps(JobId training, int from = 1);

    Result<void> pause(JobId job);  // a running one gives its device's memory back
    Result<void> resume(JobId job);
    Result<void> discard(JobId job);                                       // cancel, with its kept steps; failures say why not
    Result<void> retry(JobId job);                                         // failed, cancelled; a refused one is planned anew
    ManyChanged change(const std::vector<JobId>& jobs, JobChange change);  // pause, resume or discard many at once
    Queue& queue();                                                        // to list, move and look

    // Until no job waits or runs that this session's devices could take, here or in another process; false: stopped by `cancel`, or the
    // store cannot be written (told as trouble).
    bool run_until_empty(const CancelToken& cancel);
    bool run_until_cancelled(const CancelToken& cancel);  // false: the store is of no use any more (told as trouble)
    void start();                                         // takes jobs of the queue from now on; submit and the two above do it themselves

    std::vector<DeviceInfo> devices() const;
    std::vector<DeviceHolding> holdings() const;  // as of each job's last stage
    std::vector<ModelUse> model_uses() const;     // loads and hits of models, of all time, used last first
    // What networks beside the models see in a picture, on the device "auto" means, once no job runs there. The failure says what to do.
    Result<Seen> look(const Looking& wanted, const CancelToken& cancel);
    // What pictures show, in tags, likewise; jobs may run between two pictures (core/jobs/tagging.h).
    Result<std::string> tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken& cancel);
    int64_t free_memory();  // drops the weights kept on devices that run nothing; bytes they took

  private:
    class Impl;
    explicit Session(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace imagelab
