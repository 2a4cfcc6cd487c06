#pragma once
// The threads that run a queue: one a device, and a keeper that tells the store how they get on and obeys what others want.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/jobs/runner.h"
#include "core/jobs/session.h"

namespace imagelab {

class Workers {
  public:
    struct Options {
        std::filesystem::path data;  // empty: a queue in memory, without journals
        std::function<void(const JobEvent&)> events;
        std::function<bool(JobId)> previews;
        std::function<bool(const std::string&, JobId, const CancelToken&)> permit;  // SessionOptions::permit; empty: always
        std::string output;                                                         // SessionOptions::output
        // Puts the picture that shows a training at this step, with this LoRA, into the queue; false: it is there, or none is wanted.
        std::function<bool(const Job& training, int step, const std::filesystem::path& lora)> sample;
    };
    Workers(Queue& queue, std::vector<Runner*> runners, Options options);
    ~Workers();  // stops what runs; jobs in memory end as cancelled, others wait at their step

    void poke();                // the queue was changed by this process
    void post(JobEvent event);  // told by the keeper's thread
    // How long the store could not be read or written; 0: it can; infinite: it never will be, as it is damaged.
    double trouble_s() const;
    // The steps of a training that runs here, from that one on; nullopt: it does not.
    std::optional<std::vector<TrainingStep>> training_steps(JobId job, int from) const;

  private:
    using Clock = std::chrono::steady_clock;
    enum class Stop { none, pause, cancel, leave, make_way };
    struct Running {
        CancelToken cancel;
        Stop stop = Stop::none;
        Progress latest;
        bool reported = true;
        std::vector<TrainingStep> steps;  // of a training
        std::string trains_on;            // its device; empty: it makes pictures
        int wanted = 0;                   // looks in a row that found a picture which it is to make way for
    };

    void stop();
    void tell(const JobEvent& event) const;
    void work(Runner& runner);
    std::optional<Job> claim_news(const std::string& device, std::optional<int64_t>& seen);
    JobResult run(Runner& runner, const Job& job, const CancelToken& cancel);
    void execute(Runner& runner, const Job& job);
    RunOptions run_options(const Job& job, const std::string& device);
    std::string keep_map(const Job& job, int control, const std::function<void(const std::filesystem::path&)>& write);
    JobResult train(Runner& runner, const Job& job, const CancelToken& cancel);
    TrainingReports training_reports(const Job& job, const std::string& device);
    bool makes_way(const Job& training, int step);
    std::filesystem::path snapshot(const Job& training, int step) const;
    bool sample_missing(const Job& training);
    void look_who_waits();
    void tell_progress(JobId job, const std::string& device, const Progress& progress);
    void ask_permit(JobId job, const std::string& device);
    void price_anew(Runner& runner, const Job& done);
    JobState state_after(JobId job, const JobResult& result);
    void record_end(const Job& job, JobState state, const JobResult& result);
    void keep();
    void obey_wishes();
    void report_progress();
    void choose_pause();
    void drop_old_journals() const;
    void drop_old_snapshots() const;
    bool with_store(const std::function<void()>& action);  // false, and trouble told once: the store refused

    Queue& queue_;
    std::vector<Runner*> runners_;
    const Options options_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::map<JobId, Running> running_;
    std::deque<JobEvent> outbox_;
    uint64_t pokes_ = 0;
    bool stop_ = false;
    CancelToken stopping_;
    std::map<std::string, Clock::time_point> troubles_;  // what was told of the store, and when it was seen last
    bool lasting_ = false;                               // one of them never ends
    std::optional<Clock::time_point> trouble_since_;
    Clock::duration pause_ = std::chrono::seconds(1);  // between two reports; of the keeper's thread
    Clock::time_point pause_chosen_{}, last_beat_{};
    std::vector<std::thread> threads_;
};

}  // namespace imagelab
