#pragma once
// The queue in its store, a file or a database that machines share. Every change is one transaction, so several processes may share a
// store: each waiting job is claimed once, and the jobs of a process that died go back to waiting. Safe to call from several threads.
// Throws StoreError where the store cannot be read or written.
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/jobs/job.h"
#include "core/jobs/job_row.h"
#include "core/store/queue_store.h"
#include "core/store/sqlite.h"

namespace imagelab {

struct NewJob {
    Request request;
    std::string group;
    int priority = 0;
    std::string device;                                     // a certain one, whatever needs say; empty: those of needs
    std::vector<DeviceNeed> needs;                          // devices it fits
    std::string refusal;                                    // not empty: enters as refused, with this message
    int cell = 0;                                           // Job::cell
    std::string keeper;                                     // Job::keeper
    std::string note;                                       // its message while it waits
    bool at_once = false;                                   // Job::at_once
    std::shared_ptr<const TrainingJob> training = nullptr;  // Job::training; then `request` is not used
};

// What jobs that entered together are, beside their name: a grid (core/jobs/grid.h) as JSON.
struct GroupInfo {
    std::string name, about;
    double created = 0;  // seconds since 1970
};

// Tells a file's bytes.
struct FileMark {
    int64_t bytes = 0, crc = 0;
    bool operator==(const FileMark&) const = default;
};

struct QueuePlace {
    enum class Kind { first, last, before, after } kind = Kind::first;
    JobId other = 0;  // of before and after
};

enum class JobChange { pause, resume, cancel };

struct ManyChanged {
    std::vector<JobId> changed;
    std::string problem;  // why the first of the others was not; empty: all were
};

// A process that runs jobs.
struct QueueRunner {
    std::string host;  // its machine; empty: not known
    int64_t pid = 0;
    double silent_s = 0;  // since it was heard of
    int jobs = 0;         // that it runs
};

// Where a job that waits stands.
struct JobPlace {
    JobId id = 0;
    int64_t priority = 0, position = 0;
};

class Queue {
  public:
    // `keeper`: whose own jobs this one may run, beside those that are anybody's (Job::keeper).
    explicit Queue(std::unique_ptr<QueueStore> store, std::string keeper = {});
    explicit Queue(Database database, std::string keeper = {});

    // --- for everybody ---
    // All or none. `about`: what their group is (GroupInfo::about); empty: nothing is kept of it.
    std::vector<JobId> add(const std::vector<NewJob>& jobs, const std::string& about = {});
    std::vector<GroupInfo> groups() const;  // of which something is kept, newest first
    std::optional<GroupInfo> group(const std::string& name) const;
    std::optional<Job> find(JobId job) const;
    // Those that run, then in the order they will, then those that failed or were refused; `all`: then those done and cancelled.
    std::vector<Job> list(bool all) const;
    std::vector<JobId> in_group(const std::string& group) const;
    // The same as a list shows them, at once for ten thousand: all that are not over, then `most_over` of those done and cancelled, the
    // newest first.
    std::vector<JobRow> rows(int most_over) const;
    int64_t version() const;  // another number when the store may have changed, by whomever
    // A job that runs, here or in another process, gets the wish and stops after the operation that runs. Failures say why not.
    Result<void> pause(JobId job);
    Result<void> resume(JobId job);
    Result<void> cancel(JobId job);
    // Of failed and cancelled ones. `on_its_device`: where kept steps belong to a device; else any that it was admitted to may take it.
    Result<void> retry(JobId job, bool on_its_device);
    ManyChanged change(const std::vector<JobId>& jobs, JobChange change);  // in one transaction
    // Moves waiting or paused jobs, in the order given. They take the priority of the place they go to.
    Result<void> move(JobId job, QueuePlace place) { return move(std::vector{job}, place); }
    Result<void> move(const std::vector<JobId>& jobs, QueuePlace place);
    // How many jobs of a group wait or run on which devices, without reading them.
    struct Work {
        bool running = false;
        std::string devices;  // that those may run on, or do, with commas
        int jobs = 0;
    };
    std::vector<Work> work_of(const std::string& group) const;
    std::vector<QueueRunner> runners() const;           // those that died and were not missed yet among them
    std::vector<JobPlace> places() const;               // of all that wait or are paused, in order
    void restore(const std::vector<JobPlace>& places);  // of those that still do
    Result<void> set_priority(JobId job, int priority);
    Result<void> admit(JobId job, const std::vector<DeviceNeed>& needs);                // a refused one, after all
    const std::string& name() const { return name_; }                                   // of the store
    bool shared() const { return store_->shared(); }                                    // by machines that do not see each other's files
    std::filesystem::path journal(const std::filesystem::path& data, JobId job) const;  // where its steps are kept on this machine
    std::filesystem::path journals(const std::filesystem::path& data) const;            // folder of those

    // Jobs of this request's model that wait, paused ones too, for a device on which they were priced: one of each price.
    std::vector<Job> priced(const Request& like, const std::string& device) const;
    struct NewPrice {
        DeviceNeed was, now;
    };
    void price(const Request& like, const std::vector<NewPrice>& prices);  // all of them that were priced as `was`, on the same device

    // --- for the process that runs jobs ---
    // The next for this device that we may run; now it is ours. One that is damaged comes too, to fail with its `problem`.
    std::optional<Job> claim(const std::string& device);
    void leave();              // what it alone would run is anybody's from now on
    std::string own_keeper();  // Job::keeper of jobs that this process alone runs, while it lives: somebody waits for them here
    void keep_group(const std::string& group, const std::string& keeper);  // of all its jobs; empty: anybody runs them
    // Jobs of processes that died go back to waiting; one in which `most_crashes` ended without a step between fails. How many.
    int recover();
    static constexpr int most_crashes = 20;
    void heartbeat();          // every report_pause_s()
    double report_pause_s() const;  // a second; of a shared store with many runners longer, so that it is not asked more the more there are
    bool heard() const;  // whether there may be news for those who run jobs; asks nothing of a database on another machine
    // What is wanted of our running jobs; of those that are as we want them it is empty. Others took what is not among them.
    std::vector<std::pair<JobId, std::string>> wishes() const;
    // Whether a picture waits for this device that the training which runs there makes way for: one of a higher priority, or one that
    // somebody waits for (Job::at_once, or whose keeper is a process) and whose priority is not lower.
    bool must_make_way(JobId training, const std::string& device) const;
    bool claimable(
        const std::vector<std::string>& devices) const;  // whether a job waits or runs, here or elsewhere, for one of them and us
    void report(JobId job, const Progress& progress);
    std::optional<JobId> writer_of(const std::filesystem::path& lora) const;  // the open training that writes this file
    void stepped(JobId job);                                                  // it took a step since the last crash
    // Paths of a job's pictures, fixed once before the first is written.
    void reserve(JobId job, const std::vector<std::filesystem::path>& paths);
    bool reserved(const std::filesystem::path& path, JobId but) const;  // by a job that has not finished it
    // What was made of the picture of a control, by number, stands in the job's request from now on (ControlUse::maps). Only while the job
    // is ours.
    void note_map(JobId job, int control, const std::filesystem::path& map);
    // Between the writing of a picture and its appearing under its path, so that a crash there is recognised. Throws Error where the job is
    // not ours any more.
    void picture_written(JobId job, int number, const std::filesystem::path& path, FileMark mark);
    std::optional<FileMark> written(JobId job, int number) const;
    // `appear` puts the picture under its path while nobody can take the job from us; false: it could not, and nothing is noted. Throws as
    // the one above.
    bool picture_finished(
        JobId job, int number, const std::function<bool()>& appear = [] { return true; });
    // Files that requests read, where machines share the store.
    // Of a shared store; throws Error for another. What is given holds the queue's lock while it works.
    void with_shared_store(const std::function<void(const QueueStore&)>& use) const;
    bool keeps_file(const std::string& sha256) const;  // or needs none: a store of one machine
    void keep_file(const std::string& sha256, const std::string& bytes);
    std::optional<std::string> kept_file(const std::string& sha256) const;
    // Ends our claim: false where it was not ours any more. `to`: done, failed, cancelled, paused or waiting.
    bool finish(JobId job, JobState to, const JobResult& result);

  private:
    int64_t owner();
    Job read(const SqlRows& row) const;
    Result<void> change_unlocked(JobId job, JobChange change);
    std::vector<JobPlace> places_unlocked() const;
    std::optional<Job> find_unlocked(JobId job) const;
    std::optional<JobId> next_unlocked(const std::string& device, bool locked) const;  // that `claim` takes
    std::optional<JobId> first_unlocked(const std::string& device, const std::string& which, bool locked) const;
    std::string waits_for_model_1_2() const;
    void must_be_ours(JobId job) const;  // in a transaction; locks its row
    // What of a stored job cannot be read. Looked at once: what is stored of a job stays as it is.
    struct StoredTrouble {
        std::string problem;
        bool left_alone = false;
    };
    const StoredTrouble& trouble_of_unlocked(JobId job) const;
    void release_dead(int64_t owner);
    std::string own_keeper_unlocked() const;

    std::unique_ptr<QueueStore> store_;
    const std::string keeper_, name_;
    mutable std::mutex mutex_;
    std::optional<int64_t> owner_;
    mutable std::unordered_map<JobId, StoredTrouble> troubles_;
};

double now_s();  // seconds since 1970

}  // namespace imagelab
