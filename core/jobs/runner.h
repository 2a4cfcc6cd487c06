#pragma once
// Runs requests on one device, one at a time: opens the model, proves that it fits, generates, hands the pictures over.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "core/base/cancel.h"
#include "core/device/device.h"
#include "core/jobs/adapter_cache.h"
#include "core/jobs/job.h"
#include "core/jobs/model_cache.h"
#include "core/jobs/model_uses.h"
#include "core/jobs/network_caches.h"
#include "core/jobs/timings.h"
#include "core/jobs/training_job.h"
#include "core/library/model_hashes.h"
#include "core/pipelines/generation.h"

namespace imagelab {

// Where the pictures of a run go. Called in the thread of the run.
class PictureSink {
  public:
    virtual ~PictureSink() = default;
    virtual void begin(const Request& as_run) = 0;  // before the first picture; the output can be written
    virtual bool is_there(int number) const = 0;    // an earlier run made this one
    virtual const std::vector<std::filesystem::path>& finished() const = 0;
    // `write` makes the file, whole or not at all, under the path it is given.
    virtual void save(int number, const std::function<void(const std::filesystem::path&)>& write) = 0;
};

struct RunOptions {
    bool previews = false;
    std::function<void(const Progress&)> progress;
    JobId job = 0;                  // for holding()
    std::filesystem::path journal;  // empty: steps are not kept on the disk
    std::function<void()> stepped;  // after the first step of this run
    // Keeps what was made of the picture of a control, so that a later run of the job, and who looks at its pictures, have it: `write` makes
    // the file under the path it is given. Gives the path where it is kept; empty: it is not.
    std::function<std::string(int control, const std::function<void(const std::filesystem::path&)>& write)> keep_map;
};

struct TrainingRunOptions {
    TrainingReports reports;  // `note` is the result's
    TrainingControl control;
    JobId job = 0;  // for holding()
};

// Memory that jobs which run at once on the same memory have been promised; devices of one memory share one.
class MemoryLedger {
  public:
    std::mutex mutex;
    std::condition_variable changed;
    std::map<const void*, int64_t> promised;  // bytes, by runner
};

class Runner {
  public:
    Runner(std::unique_ptr<Device> device, CacheLimits cached, std::shared_ptr<MemoryLedger> ledger, std::shared_ptr<ModelHashes> hashes,
           std::shared_ptr<Timings> timings, std::shared_ptr<ModelUses> uses);

    DeviceInfo info() const { return device_->info(); }
    // What it costs, without running; safe beside a run. The failure says why it cannot run.
    Result<JobPlan> plan(const Request& request);
    // Throws nothing that concerns the job: whatever happens to it is in the result. Runs that come from several threads wait for each
    // other. A run that fails behind its first step is tried once more from that step with the device emptied; a lost device is opened
    // anew.
    JobResult run(const Request& request, PictureSink& sink, const RunOptions& options, const CancelToken& cancel);
    // What a training costs, without running; safe beside a run. Throws BadField; the failure says why it cannot run.
    Result<TrainingPrice> price(const TrainingConfig& config);
    // As run(): throws nothing that concerns the job. Other models give their memory back. A device that is lost is opened anew, and the
    // training goes on from its saved state, once.
    JobResult train(const TrainingJob& job, const TrainingRunOptions& options, const CancelToken& cancel);
    void borrow(const std::function<void(Device&)>& work, const CancelToken& cancel);  // waits for a run; throws Cancelled
    void release_memory();                                                             // of all models; waits for a run
    int64_t release_idle_memory();                                                     // the same where nothing runs; bytes it took
    // What models hold, as of the stage a run is in; `job` is the one that `run` was told.
    DeviceHolding holding() const;

  private:
    struct Run;
    struct Opened;
    Opened open(const Request& request, JobResult::Cause& phase);
    Adaptation adapted(const ResolvedRequest& resolved, const ModelFiles& files);  // throws where an adapter is missing or does not fit
    JobPlan plan_of(const ResolvedRequest& resolved, RunModels& models) const;
    JobPlan price(const ResolvedRequest& resolved, const RunModels& models) const;
    // The adaptation as the base's networks will run it, and what that takes, into the stages that use the weights.
    Adaptation add_adapters(JobPlan& plan, const ResolvedRequest& resolved, const RunModels& models, Adaptation adaptation) const;
    JobKind kind_of(const ResolvedRequest& resolved, const RunModels& models) const;
    void learn(const Run& run);
    void measure_base();
    void admit(const JobPlan& plan, const ResolvedRequest& resolved, const ModelCache::Models& wanted, const CancelToken& cancel);
    [[noreturn]] void refuse(const JobPlan& plan, const ResolvedRequest& resolved, int64_t allowed, int64_t there, int64_t host);
    bool would_fit(const Request& changed, int64_t allowed, int64_t host);
    std::optional<DType> next_safer(DType dtype) const;
    void note_holding(JobId job);
    TrainingPrice price_of(const TrainingConfig& config, const OpenedModel& files);
    void admit(const TrainingPrice& price, const CancelToken& cancel);
    void note_uses(const ModelCache::Models& used, const std::vector<int64_t>& before, double load_s);
    void attempt_safely(Run& run);
    void attempt(Run& run, const Request& wanted);
    void generate_once(Run& run, const ResolvedRequest& resolved, const RunModels& models, const JobPlan& plan);

    std::unique_ptr<Device> device_;
    ModelCache models_;
    AdapterCache adapters_;
    CompanionCache companions_;
    ReferenceReaderCache readers_;
    UpscalerCache upscalers_;
    SafetyCheckerCache safety_checkers_;
    NetworkCache<AnnotatorFiles, Annotator> annotators_;
    NetworkCache<std::shared_ptr<const FaceFiles>, FaceRestorer> face_restorers_;
    NetworkCache<std::shared_ptr<const DetectorFiles>, Detector> detectors_;
    std::shared_ptr<MemoryLedger> ledger_;
    std::shared_ptr<ModelHashes> hashes_;
    std::shared_ptr<Timings> timings_;
    std::shared_ptr<ModelUses> uses_;
    std::atomic<int64_t> base_bytes_;  // what the process holds beside this device's models
    std::mutex busy_;
    mutable std::mutex holding_mutex_;
    DeviceHolding holding_;
};

// Where Session::run and `generate` put pictures: at once under their name.
class PlainSink final : public PictureSink {
  public:
    void begin(const Request& as_run) override { as_run_ = as_run; }
    bool is_there(int number) const override { return numbers_.contains(number); }
    const std::vector<std::filesystem::path>& finished() const override { return finished_; }
    void save(int number, const std::function<void(const std::filesystem::path&)>& write) override;

  private:
    Request as_run_;
    std::vector<std::filesystem::path> finished_;
    std::set<int> numbers_;
};

}  // namespace imagelab
