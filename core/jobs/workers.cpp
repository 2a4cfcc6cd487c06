#include "core/jobs/workers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/log.h"
#include "core/base/thread.h"
#include "core/jobs/job_pictures.h"
#include "core/jobs/journal.h"
#include "core/jobs/lab_pictures.h"
#include "core/jobs/start_pictures.h"
#include "core/store/owner.h"

namespace imagelab {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto poll_for_jobs = 300ms, poll_for_wishes = 150ms, retry_store = 500ms;
constexpr auto poll_without_news = 5s;  // of a shared store, which tells when there is something
constexpr auto patience_for_pictures = 10min;
// Of a store of one machine, where only a process of another container or boot goes by it. Each beat is a write, after which all who look
// for news read the whole queue.
constexpr std::chrono::duration<double> beat_pause{foreign_timeout_s / 3};
constexpr auto forget_trouble = 10s;  // what was not seen for so long is told anew

JobResult failed(const Request& request, JobResult::Cause cause, const std::string& message) {
    JobResult result;
    result.status = JobResult::Status::failed;
    result.cause = cause;
    result.message = message;
    result.request = request;
    return result;
}

}  // namespace

Workers::Workers(Queue& queue, std::vector<Runner*> runners, Options options)
    : queue_(queue), runners_(std::move(runners)), options_(std::move(options)) {
    try {
        threads_.push_back(start_thread("the keeper of the queue", [this] { keep(); }));
        for (Runner* runner : runners_) threads_.push_back(start_thread("a worker of the queue", [this, runner] { work(*runner); }));
    } catch (...) {
        stop();
        throw;
    }
}

Workers::~Workers() {
    stop();
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        stopping_.request();
        for (auto& [job, running] : running_) {
            if (running.stop == Stop::none) running.stop = Stop::leave;
            running.cancel.request();
        }
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::poke() {
    {
        const std::lock_guard lock(mutex_);
        ++pokes_;
    }
    wake_.notify_all();
}

void Workers::post(JobEvent event) {
    {
        const std::lock_guard lock(mutex_);
        outbox_.push_back(std::move(event));
    }
    poke();
}

double Workers::trouble_s() const {
    const std::lock_guard lock(mutex_);
    if (lasting_) return INFINITY;
    return trouble_since_ ? std::chrono::duration<double>(Clock::now() - *trouble_since_).count() : 0;
}

// Whoever listens must not end the thread that tells.
void Workers::tell(const JobEvent& event) const {
    guarded("a listener to the queue", [&] { options_.events(event); })();
}

bool Workers::with_store(const std::function<void()>& action) {
    std::string trouble;
    bool lasting = false;
    try {
        action();
    } catch (const StoreError& error) {
        trouble = error.what();
        lasting = error.lasting();
    } catch (const std::exception& error) {
        trouble = error.what();
    }
    bool is_news = false;
    {
        const std::lock_guard lock(mutex_);
        lasting_ = lasting_ || lasting;
        if (trouble.empty()) {
            trouble_since_.reset();
        } else {
            const Clock::time_point now = Clock::now();
            if (!trouble_since_) trouble_since_ = now;
            const auto told = troubles_.find(trouble);
            is_news = told == troubles_.end() || now - told->second > forget_trouble;
            troubles_[trouble] = now;
        }
    }
    if (is_news) tell(JobEvent::trouble_of(0, trouble));
    return trouble.empty();
}

void Workers::work(Runner& runner) {
    const std::string device = runner.info().id;
    std::optional<int64_t> seen;  // the store's version in which there was nothing for this device
    for (;;) {
        uint64_t pokes = 0;
        {
            const std::lock_guard lock(mutex_);
            if (stop_) return;
            pokes = pokes_;
        }
        std::optional<Job> job;
        bool may = !options_.permit;
        if (options_.permit) guarded("the permit to run", [&] { may = options_.permit(device, 0, stopping_); })();
        const bool asked = !may || with_store([&] { job = claim_news(device, seen); });
        if (job) {
            execute(runner, *job);
            continue;
        }
        std::unique_lock lock(mutex_);
        const auto changed = [&] { return stop_ || pokes_ != pokes; };
        if (options_.data.empty()) {
            wake_.wait(lock, changed);
        } else {
            wake_.wait_for(lock, !asked ? retry_store : queue_.shared() ? poll_without_news : poll_for_jobs, changed);
        }
    }
}

// In a store of one machine nothing is to be claimed before something was written; a shared one tells by itself when to look.
std::optional<Job> Workers::claim_news(const std::string& device, std::optional<int64_t>& seen) {
    if (queue_.shared()) return queue_.claim(device);
    const int64_t version = queue_.version();
    if (seen == version) return std::nullopt;
    seen.reset();
    auto job = queue_.claim(device);
    if (!job) seen = version;
    return job;
}

RunOptions Workers::run_options(const Job& job, const std::string& device) {
    RunOptions run;
    run.job = job.id;
    run.previews = options_.previews && options_.previews(job.id);
    if (!options_.data.empty()) run.journal = queue_.journal(options_.data, job.id);
    run.progress = [this, id = job.id, device](const Progress& progress) { tell_progress(id, device, progress); };
    if (!options_.data.empty())
        run.keep_map = [this, job](int control, const std::function<void(const fs::path&)>& write) {
            return keep_map(job, control, write);
        };
    if (job.crashes > 0) run.stepped = [this, id = job.id] { with_store([&] { queue_.stepped(id); }); };
    return run;
}

// A job whose map cannot be kept goes on: it is made anew where it is needed again.
std::string Workers::keep_map(const Job& job, int control, const std::function<void(const fs::path&)>& write) {
    const auto type = control_type_name(job.request.control_nets.at(static_cast<size_t>(control)).type);
    const auto kept = keep_made_picture(options_.data, std::string(type) + ".png", write);
    if (!kept) {
        log_warning("what was made of a control picture is not kept: " + kept.error());
        return {};
    }
    with_store([&] {
        Request only;
        only.init_image = kept->string();
        if (const auto shared = queue_.shared() ? share_start_pictures(only, queue_) : Result<void>(); !shared) throw Error(shared.error());
        queue_.note_map(job.id, control, *kept);
    });
    return kept->string();
}

void Workers::tell_progress(JobId job, const std::string& device, const Progress& progress) {
    {
        const std::lock_guard lock(mutex_);
        Running& running = running_.at(job);
        running.latest = progress;
        running.latest.preview = nullptr;
        running.reported = false;
    }
    JobEvent event{JobEvent::Kind::progress, job, device};
    event.progress = progress;
    tell(event);
    if (options_.permit && has_steps(progress.stage)) ask_permit(job, device);
}

void Workers::ask_permit(JobId job, const std::string& device) {
    CancelToken cancel;
    {
        const std::lock_guard lock(mutex_);
        cancel = running_.at(job).cancel;
    }
    if (options_.permit(device, job, cancel)) return;
    const std::lock_guard lock(mutex_);
    Running& running = running_.at(job);
    if (running.stop == Stop::none) running.stop = Stop::leave;
    running.cancel.request();
}

JobState Workers::state_after(JobId job, const JobResult& result) {
    if (result.status == JobResult::Status::done) return JobState::done;
    if (result.status == JobResult::Status::failed) return JobState::failed;
    const std::lock_guard lock(mutex_);
    switch (running_.at(job).stop) {
        case Stop::pause:
            return JobState::paused;
        case Stop::make_way:
            return JobState::waiting;
        case Stop::leave:
            return options_.data.empty() ? JobState::cancelled : JobState::waiting;
        case Stop::cancel:
        case Stop::none:
            break;
    }
    return JobState::cancelled;
}

void Workers::execute(Runner& runner, const Job& job) {
    const std::string device = runner.info().id;
    CancelToken cancel;
    {
        const std::lock_guard lock(mutex_);
        running_[job.id].cancel = cancel;
        if (stop_) {
            running_[job.id].stop = Stop::leave;
            cancel.request();
        }
    }
    JobEvent started{JobEvent::Kind::started, job.id, device};
    started.result.request = job.request;
    started.training = job.training;
    started.progress = job.progress;
    tell(started);
    Request request = job.request;
    request.device = device;
    JobResult result = !job.problem.empty() ? failed(request, JobResult::Cause::request, job.problem)
                       : job.training       ? train(runner, job, cancel)
                                            : run(runner, job, cancel);
    const JobState state = state_after(job.id, result);
    if (state == JobState::failed && result.kept_step) {
        result.message += " (step " + std::to_string(*result.kept_step) + (job.training ? "" : " of its newest picture") +
                          " is kept: `imagelab queue retry " + std::to_string(job.id) + "` goes on there)";
    }
    if (state == JobState::paused) runner.release_memory();
    record_end(job, state, result);
    if (state == JobState::done && !job.training) guarded("the pricing of jobs", [&] { price_anew(runner, job); })();
    {
        const std::lock_guard lock(mutex_);
        running_.erase(job.id);
    }
    JobEvent event{JobEvent::Kind::ended, job.id, device, state};
    event.training = job.training;
    event.result = std::move(result);
    tell(event);
}

// The runner lets nothing out that concerns the job; what escapes it all the same ends the job and not the program.
JobResult Workers::run(Runner& runner, const Job& job, const CancelToken& cancel) {
    Request request = job.request;
    request.device = runner.info().id;
    try {
        if (queue_.shared()) request = with_files_of_this_machine(std::move(request), options_.data, queue_);
        if (!options_.output.empty()) request.output = options_.output;
        const Clock::time_point begun = Clock::now();
        JobPictures pictures(queue_, job, [&] {
            std::unique_lock lock(mutex_);
            return !wake_.wait_for(lock, retry_store, [this] { return stop_; }) && Clock::now() - begun < patience_for_pictures;
        });
        return runner.run(request, pictures, run_options(job, request.device), cancel);
    } catch (const std::exception& error) {
        return failed(request, JobResult::Cause::other, error.what());
    } catch (...) {
        return failed(request, JobResult::Cause::other, "an exception of unknown kind");
    }
}

// What waits was priced by what the device promised, or by other jobs; now one of the model has been timed. Where that agrees with what it
// was thought to take, nothing is worth a look.
void Workers::price_anew(Runner& runner, const Job& done) {
    const std::string device = runner.info().id;
    const auto need_of = [&](const Job& job) -> std::optional<DeviceNeed> {
        Request request = job.request;
        request.device = device;
        const auto plan = runner.plan(request);
        return plan ? std::optional(DeviceNeed{device, plan->stages, plan->peak_bytes, plan->seconds}) : std::nullopt;
    };
    const auto priced_as = [&](const Job& job) {
        return std::find_if(job.needs.begin(), job.needs.end(), [&](const DeviceNeed& need) { return need.device == device; });
    };
    const auto was = priced_as(done);
    if (was == done.needs.end()) return;
    const auto now = need_of(done);
    if (!now || std::abs(now->seconds - was->seconds) <= 0.1 * was->seconds) return;
    with_store([&] {
        std::vector<Queue::NewPrice> prices;
        for (const Job& job : queue_.priced(done.request, device)) {
            if (const auto need = need_of(job)) prices.push_back({*priced_as(job), *need});
        }
        queue_.price(done.request, prices);
    });
}

// What happened must come into the store; until it can be written the job counts as running, and after a stop the next process finds its
// pictures.
void Workers::record_end(const Job& job, JobState state, const JobResult& result) {
    for (int tries_after_stop = 0; tries_after_stop < 4;) {
        bool ours = false;
        if (with_store([&] { ours = queue_.finish(job.id, state, result); })) {
            if (!ours) log_warning("job " + std::to_string(job.id) + " was taken over by another process");
            const bool over = state == JobState::done || state == JobState::cancelled;
            if (ours && over && !options_.data.empty()) StepJournal::remove(queue_.journal(options_.data, job.id));
            return;
        }
        std::unique_lock lock(mutex_);
        if (stop_) {
            ++tries_after_stop;
            lock.unlock();
            std::this_thread::sleep_for(retry_store);
        } else {
            wake_.wait_for(lock, retry_store, [this] { return stop_; });
        }
    }
}

// What runs and is not ours any more was given to another process, which took this one for dead.
void Workers::obey_wishes() {
    std::vector<JobId> jobs;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [job, running] : running_) jobs.push_back(job);
    }
    std::vector<std::pair<JobId, std::string>> wishes;
    if (jobs.empty() || !with_store([&] { wishes = queue_.wishes(); })) return;
    const std::lock_guard lock(mutex_);
    for (const JobId job : jobs) {
        const auto running = running_.find(job);
        const auto wish = std::find_if(wishes.begin(), wishes.end(), [&](const auto& one) { return one.first == job; });
        if (running == running_.end() || running->second.stop == Stop::leave || (wish != wishes.end() && wish->second.empty())) continue;
        running->second.stop = wish == wishes.end() ? Stop::leave : wish->second == "cancel" ? Stop::cancel : Stop::pause;
        running->second.cancel.request();
    }
}

void Workers::report_progress() {
    std::map<JobId, Progress> news;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [job, running] : running_) {
            if (!std::exchange(running.reported, true)) news[job] = running.latest;
        }
    }
    const Clock::time_point now = Clock::now();
    const bool beats = queue_.shared() || now - last_beat_ >= beat_pause;
    if (beats) last_beat_ = now;
    with_store([&] {
        if (beats) queue_.heartbeat();
        queue_.recover();
        for (const auto& [job, progress] : news) queue_.report(job, progress);
    });
}

void Workers::choose_pause() {
    constexpr auto between_choices = 30s;
    if (Clock::now() - pause_chosen_ < between_choices) return;
    with_store([&] { pause_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(queue_.report_pause_s())); });
    pause_chosen_ = Clock::now();
}

void Workers::drop_old_journals() const {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(queue_.journals(options_.data), ignored)) {
        const std::string file = entry.path().filename().string(), name = file.substr(0, file.find('.'));
        JobId id = 0;
        const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (code != std::errc() || end != name.data() + name.size()) continue;
        const auto job = queue_.find(id);
        if (!job || job->state == JobState::done || job->state == JobState::cancelled) fs::remove(entry.path(), ignored);
    }
}

void Workers::keep() {
    const bool in_memory = options_.data.empty();
    if (!in_memory) {
        with_store([&] {
            drop_old_journals();
            drop_old_snapshots();
        });
    }
    Clock::time_point last_report{};
    for (;;) {
        std::deque<JobEvent> events;
        uint64_t pokes = 0;
        bool stop = false;
        {
            const std::lock_guard lock(mutex_);
            events.swap(outbox_);
            pokes = pokes_;
            stop = stop_;
        }
        for (const JobEvent& event : events) tell(event);
        if (stop) return;
        if (queue_.heard()) {
            obey_wishes();
            look_who_waits();
            if (queue_.shared()) {
                with_store([&] { queue_.with_shared_store([](const QueueStore& store) { LabPictures(store).answer_wishes(); }); });
                // workers look for jobs; this thread has looked
                poke();
                ++pokes;
            }
        }
        if (!in_memory && Clock::now() - last_report >= pause_) {
            choose_pause();
            report_progress();
            last_report = Clock::now();
        }
        std::unique_lock lock(mutex_);
        const auto changed = [&] { return stop_ || pokes_ != pokes; };
        if (in_memory && running_.empty()) {
            wake_.wait(lock, changed);
        } else {
            wake_.wait_for(lock, poll_for_wishes, changed);
        }
    }
}

}  // namespace imagelab
