#include "core/night/night_run.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/bytes.h"
#include "core/base/json_reader.h"
#include "core/base/local_time.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/device/device.h"
#include "core/jobs/job_log.h"
#include "core/night/list_schedule.h"
#include "core/night/night_summary.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int least_block = 32;    // jobs that enter the queue together, so that those of one model stand beside each other
constexpr int most_failures = 10;  // in a row

int minute_of_day(double now) {
    const std::tm local = local_time(static_cast<std::time_t>(now));
    return local.tm_hour * 60 + local.tm_min;
}

bool may_run_again(const Job& job) {
    return job.state == JobState::failed && job.cause != JobResult::Cause::request && job.cause != JobResult::Cause::model;
}

}  // namespace

NightRun::NightRun(Night night, NightRules rules, fs::path data, std::function<void(const std::string&)> told)
    : night_(std::move(night)), rules_(std::move(rules)), data_(std::move(data)), told_(std::move(told)) {}

std::string NightRun::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

Result<void> NightRun::begin(Session& session) {
    auto requests = NightRequests::of(night_, data_);
    if (!requests) return Failure{requests.error()};
    requests_ = std::move(*requests);
    for (const DeviceInfo& device : session.devices()) {
        const auto& wanted = night_.order.devices;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), device.id) == wanted.end()) continue;
        devices_.push_back(device.id);
        if (!device.monitor_key.empty()) keys_[device.id] = device.monitor_key;
    }
    if (rules_.idle_only) {
        auto locks = DeviceLocks::open();
        if (!locks) return Failure{locks.error()};
        locks_ = std::move(*locks);
    }
    governor_ = std::make_unique<Governor>(rules_.limits, keys_, told_);

    const std::lock_guard lock(mutex_);
    queue_ = &session.queue();
    session.queue().recover();
    session.queue().keep_group(night_.name, night_.name);
    read_log();
    for (const std::string& device : devices_) free_at_[device] = now_s();
    for (const JobId id : session.queue().in_group(night_.name)) {
        const auto job = session.queue().find(id);
        if (!job) continue;
        if (const auto number = job->problem.empty() ? requests_->number_of(job->request) : std::nullopt) there_.insert(*number);
        done_ += job->state == JobState::done;
        if (may_run_again(*job)) {
            logged_.erase(id);
            [[maybe_unused]] const auto again = session.retry(id);  // what cannot run again stays failed and is told in the summary
        }
    }
    return {};
}

void NightRun::read_log() {
    if (!check_regular_file(log())) return;
    std::ifstream in(log());
    for (std::string line; std::getline(in, line);) {
        const auto entry = read_json(line);
        if (!entry || !entry->is_object() || !entry->contains("job")) continue;
        if (const json& job = entry->at("job"); job.is_number_unsigned()) logged_.insert(job.get<JobId>());
    }
}

Result<NightExpectation> NightRun::expectation(Session& session) {
    NightExpectation expected;
    const int pairs = std::min(requests_->pairs(), 64);
    int64_t pixels = 0;
    for (const std::string& device : devices_) {
        double seconds = 0;
        bool measured = true;
        for (int k = 0; k < pairs; ++k) {
            auto request = requests_->request(k);
            if (!request) return Failure{request.error()};
            request->device = device;
            const auto plan = session.plan(*request);
            if (!plan) return Failure{plan.error()};
            seconds += plan->seconds_again / pairs;
            measured = measured && plan->measured;
            pixels = std::max(pixels, int64_t{plan->request.width} * plan->request.height);
        }
        const double busy = rules_.limits.duty;
        expected.devices.push_back({device, seconds / busy, measured});
        expected.jobs_per_hour += 3600 * busy / std::max(seconds, 1e-3);
        const std::lock_guard lock(mutex_);
        seconds_[device] = seconds / busy;
    }
    if (expected.devices.empty()) return Failure{"none of the devices for the night is here; `imagelab devices` lists what there is"};
    const double now = now_s(), per_second = expected.jobs_per_hour / 3600;
    const int by_time = night_.until > 0 ? static_cast<int>(std::max(0.0, night_.until - now) * per_second) + done_ : INT32_MAX;
    expected.jobs = night_.order.jobs > 0 ? std::min(night_.order.jobs, by_time) : by_time;
    expected.until = night_.order.jobs > 0 && night_.order.jobs <= by_time ? now + (expected.jobs - done_) / per_second : night_.until;
    expected.bytes = int64_t{std::max(0, expected.jobs - done_)} * night_.order.settings.batch * pixels * 3;
    return expected;
}

double NightRun::expected_s(const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto known = seconds_.find(device);
    return known == seconds_.end() ? 0 : known->second;
}

// Whether a GPU is left to us: nobody else works there, and no other program of the lab was given it.
bool NightRun::may_work(const std::string& device) {
    const auto key = keys_.find(device);
    if (!rules_.idle_only || (key != keys_.end() && key->second == "cpu")) return true;
    const bool mine = [&] {
        const std::lock_guard lock(mutex_);
        return held_.contains(device);
    }();
    const std::vector<int64_t> ours{this_process().pid};
    const auto sample = governor_->latest(device);
    const Idleness state = !sample ? Idleness{Idleness::State::untold, "the system does not tell who uses it"}
                           : mine  ? left_to(ours, *sample, rules_.idle)
                                   : idleness(*sample, rules_.idle, ours);
    std::string why = state.reason;
    if (state.idle() && !mine) {
        const auto taken = locks_->take(key->second, this_process());
        if (!taken || !*taken) why = taken ? "given to another program" : taken.error();
    }
    const std::lock_guard lock(mutex_);
    if (why.empty()) {
        held_.insert(device);
        said_busy_.erase(device);
        return true;
    }
    if (said_busy_.insert(device).second) told_(device + " is left alone: " + why);
    return false;
}

// Whether a free device should begin a job, or leave the last ones to devices that are done with them earlier.
bool NightRun::has_turn(const std::string& device, double now) const {
    if (night_.order.jobs == 0) return true;  // work enough until the time is over
    const std::lock_guard lock(mutex_);
    const auto is_among = [](const std::string& choice, const std::string& one) {
        return choice.find("," + one + ",") != std::string::npos;
    };
    std::vector<DevicePace> others;
    for (const auto& [other, free_at] : free_at_) {
        const auto seconds = seconds_.find(other);
        if (other == device || seconds == seconds_.end()) continue;
        for (const std::string& choice : open_.choices) {
            if (is_among(choice, device) && !is_among(choice, other)) return true;  // the other one cannot take it
        }
        others.push_back({seconds->second, std::max(0.0, free_at - now)});
    }
    const auto own = seconds_.find(device);
    const int waiting = open_.waiting + night_.order.jobs - static_cast<int>(there_.size());
    return own == seconds_.end() || should_begin(own->second, waiting, std::move(others));
}

// One that rests or is not allowed to work does not count among those that others leave jobs to.
bool NightRun::rests(const std::string& device, JobId job, double now) {
    return (rules_.quiet && rules_.quiet->covers(minute_of_day(now))) ||
           (night_.until > 0 && now + (job == 0 ? expected_s(device) : 0) > night_.until) || !may_work(device);
}

bool NightRun::permit(const std::string& device, JobId job, const CancelToken& stop) {
    if (governor_ == nullptr || closing_) return false;
    const bool may = !rests(device, job, now_s()) && (job != 0 || has_turn(device, now_s()));
    double free_at = 0;
    if (!may || rules_.limits.any()) {
        const std::lock_guard lock(mutex_);
        free_at = free_at_[device];
        free_at_.erase(device);
    }
    if (!may) return false;
    governor_->wait(device, job != 0, stop);
    const double now = now_s(), done = now + expected_s(device);
    const std::lock_guard lock(mutex_);
    if (job == 0 || rules_.limits.any()) free_at_[device] = job == 0 ? done : std::max(free_at, now);
    return true;
}

void NightRun::write_log(const Job& job, const JobResult& result, const std::string& device) {
    json record = job_record(result, device, now_s());
    record["job"] = job.id;
    record["night"] = night_.name;
    if (const auto number = requests_ ? requests_->number_of(job.request) : std::nullopt) record["number"] = *number;
    if (const auto written = append_line(log(), record); !written) trouble_ = written.error();
    logged_.insert(job.id);
}

void NightRun::ended(const JobEvent& event) {
    if (event.kind != JobEvent::Kind::ended || event.state == JobState::waiting || event.state == JobState::paused || queue_ == nullptr)
        return;
    try {
        const auto job = queue_->find(event.job);
        if (!job || job->group != night_.name) return;
        const std::lock_guard lock(mutex_);
        if (event.state == JobState::done) {
            ++done_;
            failures_in_a_row_ = 0;
            double& seconds = seconds_[event.device];
            const double took = job->finished - job->started;
            if (job->attempts == 1 && took > 0) seconds = seconds > 0 ? 0.8 * seconds + 0.2 * took : took;
        } else if (event.state == JobState::failed) {
            ++failures_in_a_row_;
        }
        write_log(*job, event.result, event.device);
    } catch (const StoreError&) {  // the log is completed from the store later
    }
}

void NightRun::look_at_queue() {
    Open open;
    for (const Queue::Work& work : queue_->work_of(night_.name)) {
        (work.running ? open.running : open.waiting) += work.jobs;
        if (!work.running) open.choices.push_back("," + work.devices + ",");
    }
    const std::lock_guard lock(mutex_);
    open_ = std::move(open);
}

// Numbers without a job enter the queue in blocks in which each pair of model and profile comes equally often, sorted by model; every
// other block backwards, so that the model of its first jobs is the one in memory.
Result<void> NightRun::top_up(Session& session) {
    if (open_.waiting > 2 * static_cast<int>(devices_.size())) return {};
    const int pairs = requests_->pairs(), block = (least_block + pairs - 1) / pairs * pairs;
    std::vector<int> numbers;
    for (int k = 0; static_cast<int>(numbers.size()) < block && (night_.order.jobs == 0 || k < night_.order.jobs); ++k) {
        if (!there_.contains(k)) numbers.push_back(k);
    }
    if (numbers.empty()) return {};
    std::vector<Request> requests;
    for (const int k : numbers) {
        auto request = requests_->request(k);
        if (!request) return Failure{request.error()};
        requests.push_back(std::move(*request));
    }
    const auto& models = night_.order.models;
    const auto place = [&](const Request& request) { return std::find(models.begin(), models.end(), request.model) - models.begin(); };
    std::stable_sort(requests.begin(), requests.end(),
                     [&](const Request& a, const Request& b) { return turned_ ? place(a) > place(b) : place(a) < place(b); });
    turned_ = !turned_;
    EnqueueOptions options{.group = night_.name, .keeper = night_.name};
    options.devices = devices_;
    const auto ids = session.enqueue(requests, options);
    if (!ids) return Failure{ids.error()};
    const std::lock_guard lock(mutex_);
    there_.insert(numbers.begin(), numbers.end());
    open_.waiting += static_cast<int>(ids->size());
    return {};
}

std::optional<NightEnd> NightRun::over() {
    if (night_.until > 0 && now_s() >= night_.until) return NightEnd::time;
    std::error_code error;
    const fs::space_info space = fs::space(folder(), error);
    if (!error && static_cast<int64_t>(space.available) < rules_.least_free_bytes) {
        const std::lock_guard lock(mutex_);
        trouble_ = "the disk of " + folder().string() + " has " + readable_bytes(static_cast<int64_t>(space.available)) +
                   " left: free some space, then the same command goes on";
        return NightEnd::disk;
    }
    if (failures_in_a_row_ >= most_failures) return NightEnd::failures;
    const Open& open = open_;
    const bool all_there = night_.order.jobs > 0 && static_cast<int>(there_.size()) >= night_.order.jobs;
    if (all_there && open.waiting + open.running == 0) return NightEnd::done;
    // No device may begin a job that would end in time, and none runs.
    const auto too_late = [&](const std::string& device) { return now_s() + expected_s(device) > night_.until; };
    if (night_.until > 0 && open.running == 0 && std::all_of(devices_.begin(), devices_.end(), too_late)) return NightEnd::time;
    return std::nullopt;
}

NightEnd NightRun::run(Session& session, const CancelToken& cancel) {
    NightEnd end = NightEnd::stopped;
    try {
        look_at_queue();
        session.start();
        while (!cancel.requested()) {
            look_at_queue();
            if (const auto reason = over()) {
                end = *reason;
                break;
            }
            if (const auto filled = top_up(session); !filled) {
                const std::lock_guard lock(mutex_);
                trouble_ = filled.error();
                end = NightEnd::trouble;
                break;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    } catch (const StoreError& error) {
        const std::lock_guard lock(mutex_);
        trouble_ = error.what();
        end = NightEnd::disk;
    }
    closing_ = true;
    return end;
}

Result<void> NightRun::finish(Session& session, NightEnd end) {
    Queue& queue = session.queue();
    if (!requests_) read_log();
    queue_ = &queue;
    queue.recover();
    const bool over = end == NightEnd::done || end == NightEnd::time;
    for (const JobId id : queue.in_group(night_.name)) {
        auto job = queue.find(id);
        if (over && job && (job->state == JobState::waiting || job->state == JobState::paused)) {
            [[maybe_unused]] const auto cancelled = session.discard(id);
            continue;  // it made no picture: nothing to log
        }
        const bool ended = job && (job->state == JobState::done || job->state == JobState::failed || job->state == JobState::refused);
        if (!ended || logged_.contains(id)) continue;
        JobResult result;
        result.status = job->state == JobState::done ? JobResult::Status::done : JobResult::Status::failed;
        result.cause = job->cause;
        result.message = job->message;
        result.request = job->request;
        for (const JobPicture& picture : job->pictures) {
            if (picture.finished) result.images.push_back(picture.path);
        }
        const std::lock_guard lock(mutex_);
        write_log(*job, result, job->device);
    }
    if (locks_) {
        for (const std::string& device : held_) [[maybe_unused]] const auto released = locks_->release(keys_.at(device), this_process());
    }
    if (over) {
        queue.keep_group(night_.name, "");  // one that failed may be tried again by anybody
        night_.ended = now_s();
        night_.end = end == NightEnd::done ? "all jobs were run" : "the time was over";
    }
    // The page first: a process that is killed in between leaves a night that goes on and writes it again.
    const auto written = write_summary_page(summary_of(night_, queue), night_.page());
    if (over) {
        if (const auto ended = NightBook(shared_dir(data_)).write(night_); !ended) return ended;
    }
    return written;
}

}  // namespace imagelab
