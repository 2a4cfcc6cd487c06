#include "core/jobs/session.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/memory.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/device/device.h"
#include "core/gallery/gallery.h"
#include "core/jobs/admission.h"
#include "core/jobs/device_sampler.h"
#include "core/jobs/journal.h"
#include "core/jobs/request_models.h"
#include "core/jobs/runner.h"
#include "core/jobs/start_pictures.h"
#include "core/jobs/training_queue.h"
#include "core/jobs/workers.h"
#include "core/library/model_suites.h"
#include "core/prompts/drawn_prompt.h"
#include "core/request/picture_files.h"
#include "core/store/store.h"
#include "core/training/lora_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr JobId first_unstored = JobId{1} << 62;  // of requests that cannot even enter the queue
constexpr double patience_s = 10;                 // with a store that cannot be written,
constexpr double shared_patience_s = 120;         // or with a database that is started anew

int cached_models(int wanted) {
    if (wanted > 0) return wanted;
    const char* text = std::getenv("PIPE_CACHE_MAX");
    const int number = text ? std::atoi(text) : 0;
    return number > 0 ? number : 2;
}

// Another process may run the job from another folder.
Request with_absolute_paths(Request request) {
    request = with_absolute_models(std::move(request), data_dir());
    for (const auto& [file, field] : picture_files(request)) {
        *file = fs::absolute(*file).string();
    }
    request.output = request.output.empty() ? fs::absolute("output_images/").string() : fs::absolute(request.output).string();
    return request;
}

std::vector<LabDevices::Known> lab_devices(const std::vector<Runner*>& runners) {
    std::vector<LabDevices::Known> known;
    for (const Runner* runner : runners) {
        const DeviceInfo info = runner->info();
        known.push_back({info.id, info.name, info.monitor_key});
    }
    return known;
}

std::string group_name() {
    return "group-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
}

}  // namespace

JobEvent JobEvent::trouble_of(JobId job, std::string message) {
    JobEvent event{Kind::trouble, job};
    event.message = std::move(message);
    return event;
}

class Session::Impl {
  public:
    Impl(std::vector<std::unique_ptr<Device>> devices, SessionOptions options, std::unique_ptr<QueueStore> store)
        : options_(std::move(options)),
          queue_(std::move(store), options_.keeper),
          trainings_({queue_, runners_, [this](const Request& r) { return plan(r); },
                      [this](const Request& r) { return with_kept_pictures(with_absolute_paths(r)); },
                      [this](JobId job, const std::string& what) {
                          if (options_.events) options_.events(JobEvent::trouble_of(job, what));
                      }}) {
        const auto ledger = std::make_shared<MemoryLedger>();
        const auto hashes = std::make_shared<ModelHashes>(kept_in());
        const fs::path measured = options_.measured.empty() ? kept_in() : options_.measured;
        const auto timings = std::make_shared<Timings>(measured, options_.store);
        uses_ = std::make_shared<ModelUses>(measured);
        for (auto& device : devices) {
            const CacheLimits limits{cached_models(options_.cached_models), cache_bytes(device->info(), options_.cached_bytes)};
            runners_.push_back(std::make_unique<Runner>(std::move(device), limits, ledger, hashes, timings, uses_));
        }
    }

    ~Impl() {
        workers_.reset();
        sampler_.reset();
        JobResult cancelled;
        cancelled.status = JobResult::Status::cancelled;
        cancelled.message = "cancelled";
        for (const auto& [job, callbacks] : callbacks_) {
            if (callbacks.finished) callbacks.finished(cancelled);
        }
        guarded("the handing on of jobs", [this] { queue_.leave(); })();
    }

    Workers& workers() {
        const std::lock_guard lock(mutex_);
        if (workers_) return *workers_;
        std::vector<Runner*> running;
        for (const auto& runner : runners_) {
            if (takes_jobs(runner->info().id)) running.push_back(runner.get());
        }
        if (running.empty()) throw Error("[session] none of the devices that should run jobs is here");
        if (!options_.data.empty())
            sampler_ = std::make_unique<DeviceSampler>(DeviceSampler::Options{options_.data,
                                                                              [this](const std::string& what) {
                                                                                  if (options_.events)
                                                                                      options_.events(JobEvent::trouble_of(0, what));
                                                                              },
                                                                              options_.store, lab_devices(running)});
        workers_ = std::make_unique<Workers>(
            queue_, running,
            Workers::Options{
                options_.data, [this](const JobEvent& e) { tell(e); },
                [this](JobId job) { return options_.previews || has_callbacks(job); }, options_.permit, options_.output,
                [this](const Job& job, int step, const fs::path& lora) { return poked(trainings_.add_sample(job, step, lora)); }});
        return *workers_;
    }

    JobId submit(const Request& request, JobCallbacks callbacks) {
        Workers& running = workers();
        std::string problem;
        if (const auto valid = validate(request); !valid) problem = valid.error();
        Runner* runner = problem.empty() ? find_runner(request.device) : nullptr;
        if (problem.empty() && !runner) problem = no_device(request.device);
        if (!problem.empty()) return refuse(request, std::move(callbacks), problem);
        const auto whole = with_suite_applied(request, data_dir());
        if (!whole) return refuse(request, std::move(callbacks), whole.error());
        const auto kept = with_kept_pictures(options_.data.empty() ? *whole : with_absolute_paths(*whole));
        if (!kept) return refuse(request, std::move(callbacks), kept.error());
        const std::lock_guard lock(callbacks_mutex_);  // its events wait until the callbacks are there
        NewJob job{repeated(*kept, 1).front(), "", 0, runner->info().id};
        job.keeper = queue_.own_keeper();  // another process could not tell who waits for it here
        const JobId id = queue_.add({job}).front();
        callbacks_[id] = std::move(callbacks);
        running.poke();
        return id;
    }

    Result<void> cancel(JobId job) {
        const ManyChanged done = change({job}, JobChange::cancel);
        return done.problem.empty() ? Result<void>() : Failure{done.problem};
    }

    ManyChanged change(const std::vector<JobId>& jobs, JobChange change) {
        ManyChanged done = queue_.change(jobs, change);
        for (const JobId job : change == JobChange::cancel ? done.changed : std::vector<JobId>()) {
            const auto now = queue_.find(job);
            if (!now || now->state != JobState::cancelled) continue;
            if (!options_.data.empty()) StepJournal::remove(queue_.journal(options_.data, job));
            if (options_.events || has_callbacks(job)) post(ended(job, JobResult::Status::cancelled, now->request, "cancelled"));
        }
        poke();
        return done;
    }

    std::vector<DeviceHolding> holdings() const {
        std::vector<DeviceHolding> all;
        for (const auto& runner : runners_) all.push_back(runner->holding());
        return all;
    }

    std::vector<ModelUse> model_uses() const { return uses_->all(); }

    int64_t free_memory() {
        int64_t bytes = 0;
        for (const auto& runner : runners_) bytes += runner->release_idle_memory();
        return bytes;
    }

    JobResult run(const Request& request, const std::function<void(const Progress&)>& progress, const CancelToken& cancel) {
        Runner* runner = find_runner(request.device);
        if (!runner) {
            JobResult result;
            result.status = JobResult::Status::failed;
            result.cause = JobResult::Cause::device;
            result.message = no_device(request.device);
            result.request = request;
            return result;
        }
        PlainSink sink;
        RunOptions options;
        options.progress = progress;
        return runner->run(request, sink, options, cancel);
    }

    Result<Seen> look(const Looking& wanted, const CancelToken& cancel) {
        Runner* runner = find_runner("auto");
        if (!runner) return Failure{no_device("auto")};
        Result<Seen> seen = Failure{""};
        runner->borrow([&](Device& device) { seen = seen_in(device, wanted, data_dir(), cancel); }, cancel);
        return seen;
    }

    Result<std::string> tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken& cancel) {
        Runner* runner = find_runner("auto");
        if (!runner) return Failure{no_device("auto")};
        return tag_pictures([&](const auto& use) { runner->borrow(use, cancel); }, wanted, data_dir(), take, cancel);
    }

    Result<JobPlan> plan(const Request& request) {
        Runner* runner = find_runner(request.device);
        if (!runner) return Failure{no_device(request.device)};
        return runner->plan(request);
    }

    std::string smallest_change(const Request& request) {
        std::vector<imagelab::DeviceInfo> free;
        for (imagelab::DeviceInfo device : devices()) {
            const int64_t there = device.memory_free + (device.own_memory ? device.memory_here : private_bytes());
            device.memory_total = std::min(device.memory_total, there / 19 * 20);  // what capacity() leaves for jobs
            free.push_back(device);
        }
        const auto parts = admit(request, free, [this](const Request& r) { return plan(r); });
        return parts && parts->size() == 1 ? parts->front().refusal : "";
    }

    Result<std::vector<JobId>> enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) {
        std::vector<NewJob> jobs;
        for (size_t cell = 0; cell < requests.size(); ++cell) {
            const auto added = admit_all(requests[cell], static_cast<int>(cell), options.count, options.devices, jobs);
            if (!added) return Failure{added.error()};
        }
        if (jobs.empty()) return Failure{"nothing to do: there is no request"};
        const std::string group = !options.group.empty() ? options.group : jobs.size() > 1 ? group_name() : "";
        for (NewJob& job : jobs) {
            job.group = group;
            job.keeper = options.keeper;
            job.priority = options.priority;
            job.at_once = options.at_once;
        }
        auto ids = queue_.add(jobs, options.about);
        poke();
        return ids;
    }

    TrainingQueue& trainings() { return trainings_; }

    // Of one that runs here as of now.
    std::vector<TrainingStep> training_steps(JobId id, int from) {
        Workers* running = nullptr;
        {
            const std::lock_guard lock(mutex_);
            running = workers_.get();
        }
        auto live = running ? running->training_steps(id, from) : std::nullopt;
        return live ? std::move(*live) : trainings_.saved_steps(id, from);
    }

    Result<void> retry(JobId id) {
        const auto job = queue_.find(id);
        if (job && !job->problem.empty()) return Failure{"job " + std::to_string(id) + ": " + job->problem};
        if (job && job->state == JobState::refused) return job->training ? poked(trainings_.admit_refused(*job)) : admit_refused(*job);
        std::error_code ignored;
        const bool kept = job && job->training ? fs::exists(state_path(job->training->config.output), ignored)
                                               : !options_.data.empty() && fs::exists(queue_.journal(options_.data, id), ignored);
        const auto done = queue_.retry(id, kept);
        poke();
        return done;
    }

    bool run_until_empty(const CancelToken& cancel) {
        Workers& running = workers();
        std::vector<std::string> ids;
        for (const auto& runner : runners_) {
            if (takes_jobs(runner->info().id)) ids.push_back(runner->info().id);
        }
        while (!cancel.requested()) {
            try {
                if (!queue_.claimable(ids)) return true;
            } catch (const StoreError& error) {  // the workers tell it
                if (error.lasting()) return false;
            }
            if (running.trouble_s() > (queue_.shared() ? shared_patience_s : patience_s)) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(queue_.shared() ? 300 : 50));
        }
        return false;
    }

    std::vector<imagelab::DeviceInfo> devices() const {
        std::vector<imagelab::DeviceInfo> infos;
        for (const auto& runner : runners_) infos.push_back(runner->info());
        return infos;
    }

    Queue& queue() { return queue_; }

    template <class T>
    T poked(T done) {
        poke();
        return done;
    }

    void poke() {
        const std::lock_guard lock(mutex_);
        if (workers_) workers_->poke();
    }

  private:
    Result<void> admit_all(const Request& request, int cell, int count, const std::vector<std::string>& certain,
                           std::vector<NewJob>& jobs) {
        if (const auto valid = validate(request); !valid) return Failure{valid.error()};
        std::vector<imagelab::DeviceInfo> chosen = devices();
        if (!certain.empty())
            std::erase_if(chosen,
                          [&](const auto& device) { return std::find(certain.begin(), certain.end(), device.id) == certain.end(); });
        // A suite that is edited later changes no job that waits.
        const auto whole = with_suite_applied(request, data_dir());
        if (!whole) return Failure{whole.error()};
        const auto kept = with_kept_pictures(with_absolute_paths(*whole));
        if (!kept) return Failure{kept.error()};
        for (const Request& one : repeated(*kept, count)) {
            const auto worded = with_words_made(one);  // a profile or wildcard that is edited later changes no job that waits
            if (!worded) return Failure{worded.error()};
            auto parts = admit(
                *worded, chosen, [this](const Request& r) { return plan(r); }, certain.empty() ? usual_slowest_share : INFINITY);
            if (!parts) return Failure{parts.error()};
            for (NewJob& part : *parts) {
                part.cell = cell;
                jobs.push_back(std::move(part));
            }
        }
        return {};
    }

    // A runner on another machine gets them out of a shared store.
    Result<Request> with_kept_pictures(const Request& request) {
        auto kept = with_kept_start_picture(request, options_.data);
        if (kept && queue_.shared()) {
            if (const auto shared = share_start_pictures(*kept, queue_); !shared) return Failure{shared.error()};
        }
        return kept;
    }

    // Where pictures and models are remembered; empty: nowhere.
    const fs::path& kept_in() const { return options_.gallery.empty() ? options_.data : options_.gallery; }

    // Told by the workers' keeper where there is one, so that events of a job come in order.
    void post(JobEvent event) {
        Workers* running = nullptr;
        {
            const std::lock_guard lock(mutex_);
            running = workers_.get();
        }
        if (running) return running->post(std::move(event));
        tell(event);
    }

    static std::string no_device(const std::string& device) {
        return "device: there is no " + device + " here; `imagelab devices` lists what there is";
    }

    bool takes_jobs(const std::string& device) const {
        const auto& wanted = options_.run_devices;
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), device) != wanted.end();
    }

    Runner* find_runner(const std::string& device) const {
        for (const auto& runner : runners_) {
            if (device == "auto" || runner->info().id == device) return runner.get();
        }
        return nullptr;
    }

    bool has_callbacks(JobId job) {
        const std::lock_guard lock(callbacks_mutex_);
        return callbacks_.contains(job);
    }

    static JobEvent ended(JobId job, JobResult::Status status, const Request& request, const std::string& message) {
        JobEvent event{JobEvent::Kind::ended, job};
        event.state = status == JobResult::Status::cancelled ? JobState::cancelled : JobState::failed;
        event.result.status = status;
        event.result.cause = JobResult::Cause::request;
        event.result.request = request;
        event.result.message = message;
        return event;
    }

    JobId refuse(const Request& request, JobCallbacks callbacks, const std::string& problem) {
        JobId id = 0;
        {
            const std::lock_guard lock(callbacks_mutex_);
            id = first_unstored + callbacks_.size() + ++refused_;
            callbacks_[id] = std::move(callbacks);
        }
        workers().post(ended(id, JobResult::Status::failed, request, problem));
        return id;
    }

    Result<void> admit_refused(const Job& job) {
        auto parts = admit(job.request, devices(), [this](const Request& r) { return plan(r); });
        if (!parts) return Failure{parts.error()};
        if (parts->size() != 1) return Failure{"job " + std::to_string(job.id) + " fits in parts only: add its request again"};
        if (!parts->front().refusal.empty()) return Failure{parts->front().refusal};
        const auto done = queue_.admit(job.id, parts->front().needs);
        poke();
        return done;
    }

    void tell(const JobEvent& event) {
        JobCallbacks callbacks;
        const bool over = event.kind == JobEvent::Kind::ended && event.state != JobState::waiting && event.state != JobState::paused;
        {
            const std::lock_guard lock(callbacks_mutex_);
            if (const auto known = callbacks_.find(event.job); known != callbacks_.end()) {
                callbacks = known->second;
                if (over) callbacks_.erase(known);
            }
        }
        if (over) trainings_.keep_preview(event.result);  // there when somebody hears of the end
        if (event.kind == JobEvent::Kind::progress && callbacks.progress) callbacks.progress(event.progress);
        if (over && callbacks.finished) callbacks.finished(event.result);
        if (options_.events) options_.events(event);
        if (over) remember(event);
    }

    // A picture that the gallery could not take is no failure of its job.
    void remember(const JobEvent& event) {
        if (kept_in().empty()) return;
        for (const fs::path& image : event.result.images) {
            std::error_code ignored;
            if (queue_.shared() && !fs::exists(image, ignored)) continue;  // another machine made it before this one took the job over
            const auto remembered = remember_picture(kept_in(), image);
            if (remembered || !options_.events) continue;
            options_.events(JobEvent::trouble_of(event.job, image.string() + " is not in the gallery: " + remembered.error()));
        }
    }

    SessionOptions options_;
    Queue queue_;
    std::shared_ptr<ModelUses> uses_;
    std::vector<std::unique_ptr<Runner>> runners_;
    TrainingQueue trainings_;
    std::mutex mutex_, callbacks_mutex_;
    std::map<JobId, JobCallbacks> callbacks_;
    JobId refused_ = 0;
    std::unique_ptr<DeviceSampler> sampler_;
    std::unique_ptr<Workers> workers_;
};

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::Session(std::vector<std::unique_ptr<Device>> devices)
    : impl_(std::make_unique<Impl>(std::move(devices), SessionOptions{}, open_queue_store({}).value())) {
    if (impl_->devices().empty()) throw Error("[session] no device");
}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(std::vector<std::unique_ptr<Device>> devices, SessionOptions options) {
    std::unique_ptr<QueueStore> store;
    if (options.store.empty()) {
        auto own = open_store(options.data);
        if (!own) return Failure{own.error()};
        if (!options.data.empty()) remove_unused_start_pictures(options.data, *own);
        store = sqlite_queue_store(std::move(*own));
    } else {
        auto shared = open_queue_store(options.data, options.store);
        if (!shared) return Failure{shared.error()};
        store = std::move(*shared);
    }
    return std::unique_ptr<Session>(new Session(std::make_unique<Impl>(std::move(devices), std::move(options), std::move(store))));
}

JobId Session::submit(Request request, JobCallbacks callbacks) {
    return impl_->submit(request, std::move(callbacks));
}
void Session::cancel(JobId job) {
    [[maybe_unused]] const auto known = impl_->cancel(job);  // of a job that is over already there is nothing to say
}
JobResult Session::run(Request request, std::function<void(const Progress&)> progress, const CancelToken& cancel) {
    return impl_->run(request, progress, cancel);
}
Result<JobPlan> Session::plan(const Request& request) {
    return impl_->plan(request);
}
Result<Seen> Session::look(const Looking& wanted, const CancelToken& cancel) {
    return impl_->look(wanted, cancel);
}
std::string Session::smallest_change(const Request& request) {
    return impl_->smallest_change(request);
}
Result<std::vector<JobId>> Session::enqueue(const Request& request, const EnqueueOptions& options) {
    return impl_->enqueue(std::vector{request}, options);
}
Result<std::vector<JobId>> Session::enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) {
    return impl_->enqueue(requests, options);
}
Result<JobId> Session::enqueue_training(TrainingJob training, const EnqueueOptions& options) {
    return impl_->poked(impl_->trainings().add(std::move(training), options));
}
Result<std::vector<TrainingPrice>> Session::price_training(const TrainingJob& training) {
    return impl_->trainings().price(training);
}
std::vector<TrainingStep> Session::training_steps(JobId training, int from) {
    return impl_->training_steps(training, from);
}
Result<void> Session::pause(JobId job) {
    const auto done = impl_->queue().pause(job);
    impl_->poke();
    return done;
}
Result<void> Session::resume(JobId job) {
    const auto done = impl_->queue().resume(job);
    impl_->poke();
    return done;
}
Result<void> Session::discard(JobId job) {
    return impl_->cancel(job);
}
Result<void> Session::retry(JobId job) {
    return impl_->retry(job);
}
ManyChanged Session::change(const std::vector<JobId>& jobs, JobChange change) {
    return impl_->change(jobs, change);
}
Queue& Session::queue() {
    return impl_->queue();
}
bool Session::run_until_empty(const CancelToken& cancel) {
    return impl_->run_until_empty(cancel);
}
bool Session::run_until_cancelled(const CancelToken& cancel) {
    const Workers& running = impl_->workers();
    while (!cancel.requested() && !std::isinf(running.trouble_s())) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return cancel.requested();
}
void Session::start() {
    impl_->workers();
}
std::vector<DeviceInfo> Session::devices() const {
    return impl_->devices();
}
std::vector<DeviceHolding> Session::holdings() const {
    return impl_->holdings();
}
std::vector<ModelUse> Session::model_uses() const {
    return impl_->model_uses();
}
Result<std::string> Session::tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken& cancel) {
    return impl_->tag(wanted, take, cancel);
}
int64_t Session::free_memory() {
    return impl_->free_memory();
}

}  // namespace imagelab
