#pragma once
// An engine that plays recorded jobs from a queue in memory on a thread of its own: loading, encoding, steps with previews of a drawn
// scene that comes out of noise, decoding, files. For tests of the window.
#if __has_include(<QApplication>)
#include <QImage>
#include <QTemporaryDir>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "core/image/picture.h"
#include "ui/bridge/session_bridge.h"

namespace imagelab::test {

class FakeEngine final : public Engine {
  public:
    FakeEngine();
    ~FakeEngine() override;

    // The recording. Set before the window opens, or within change().
    int step_ms = 5;
    std::string fail_with;                             // not empty: jobs fail with this after the first step
    std::function<Result<Seen>(const Looking&)> sees;  // what networks see in a picture
    std::string plan_problem;                          // not empty: no plan
    double plan_seconds = 14;
    int64_t plan_peak = int64_t{5222} << 20, memory_total = int64_t{24000} << 20, memory_free = int64_t{16600} << 20;

    template <class F>
    void change(F&& f) {
        const std::lock_guard lock(mutex_);
        f(*this);
    }
    void hold_at(int step);   // jobs wait there; -1: go on
    void wait_until_held();   // returns when a job waits there; the caller's events wait meanwhile
    void let_in(bool comes);  // false: what is enqueued waits in front of the queue
    int plans_asked() const { return plans_; }
    std::vector<Request> submitted() const;

    void listen(std::function<void(const JobEvent&)> events) override;
    void start() override {}
    Queue& queue() override { return queue_; }
    Result<std::vector<JobId>> enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) override;
    ManyChanged change(const std::vector<JobId>& jobs, JobChange change) override;
    Result<void> retry(JobId job) override;
    // Trainings are priced and put into the queue; their steps are those that steps_of_training gives.
    Result<JobId> enqueue_training(const TrainingJob& training, const EnqueueOptions& options) override;
    Result<std::vector<TrainingPrice>> price_training(const TrainingJob& training) override;
    std::vector<TrainingStep> training_steps(JobId training, int from) override;
    std::map<JobId, std::vector<TrainingStep>> steps_of_training;  // within change()
    int64_t training_peak = int64_t{6} << 30;
    std::string smallest_change(const Request&) override { return "256x256 fits"; }
    std::vector<DeviceSample> samples() override;
    std::vector<DeviceHolding> holdings() const override;
    Result<Seen> look(const Looking& wanted, const CancelToken&) override {
        const std::lock_guard lock(mutex_);
        return sees ? sees(wanted) : Result<Seen>(Failure{"there is no detector here"});
    }
    std::vector<FoundTag> shows;       // what its tagger sees in any picture; empty: there is none
    std::filesystem::path taggers_of;  // a data folder whose tagger runs in its place. Set before the window opens
    Result<std::string> tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken&) override {
        std::unique_lock lock(mutex_);
        const std::vector<FoundTag> tags = shows;
        lock.unlock();
        if (!taggers_of.empty()) return tags_by_network(wanted, take);
        if (tags.empty()) return Failure{"there is no tagger here"};
        for (const auto& picture : wanted.pictures) {
            if (!take({picture, tags})) break;
        }
        return std::string("fake");
    }
    int64_t free_memory() override;
    std::string trouble() const override { return store_trouble; }
    std::string store_trouble;  // set before the window opens
    Result<JobPlan> plan(const Request& request) override;
    std::vector<Session::DeviceInfo> devices() const override;

  private:
    Result<std::string> tags_by_network(const Tagging& wanted, const std::function<bool(const Tagged&)>& take) const;
    void work();
    JobResult play(const Job& job, const CancelToken& cancel);
    void wait_at(int step, const CancelToken& cancel);
    void tell(const JobEvent& event);
    void progress(JobId job, const Progress& progress);
    void poke();
    Result<JobPlan> plan_of(const Request& request);
    QTemporaryDir folder_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Queue queue_;
    std::mutex listener_mutex_;
    std::function<void(const JobEvent&)> listener_;
    std::vector<Request> submitted_;
    CancelToken running_cancel_;
    JobId running_ = 0;
    int hold_ = -1;
    bool at_hold_ = false;
    bool lets_in_ = true;
    uint64_t pokes_ = 0;
    bool stop_ = false;
    std::atomic<int> plans_ = 0;
    std::atomic<int64_t> held_ = int64_t{120} << 20;
    std::thread thread_;
};

// A small landscape; the seed chooses hour and hills.
QImage scene(int width, int height, int64_t seed);
RgbImage drawn(int width, int height, int64_t seed);  // the same, as the program writes it into files

}  // namespace imagelab::test
#endif
