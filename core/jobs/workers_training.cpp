// Trainings among the jobs of a queue: how they make way for pictures, and the pictures that show how far they are.
#include <algorithm>

#include "core/base/clock.h"
#include "core/base/number.h"
#include "core/jobs/workers.h"
#include "core/training/lora_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// A picture that waits for so many looks is not just on its way to another device.
constexpr int looks_before_way = 2;

fs::path snapshots(const fs::path& data, JobId training) {
    return (data.empty() ? fs::temp_directory_path() / "imagelab" : data) / "training" / ("job-" + std::to_string(training));
}

}  // namespace

std::optional<std::vector<TrainingStep>> Workers::training_steps(JobId job, int from) const {
    const std::lock_guard lock(mutex_);
    const auto running = running_.find(job);
    if (running == running_.end() || running->second.trains_on.empty()) return std::nullopt;
    const auto& steps = running->second.steps;
    const auto first = std::lower_bound(steps.begin(), steps.end(), from, [](const TrainingStep& a, int step) { return a.step < step; });
    return std::vector<TrainingStep>(first, steps.end());
}

// By the keeper's thread.
void Workers::look_who_waits() {
    std::vector<std::pair<JobId, std::string>> trainings;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [job, running] : running_) {
            if (!running.trains_on.empty()) trainings.emplace_back(job, running.trains_on);
        }
    }
    for (const auto& [job, device] : trainings) {
        bool waits = false;
        if (!with_store([&] { waits = queue_.must_make_way(job, device); })) return;
        const std::lock_guard lock(mutex_);
        const auto running = running_.find(job);
        if (running != running_.end()) running->second.wanted = waits ? running->second.wanted + 1 : 0;
    }
}

bool Workers::makes_way(const Job& training, int step) {
    const bool shows = step > 0 && options_.sample && has_sample(*training.training, step);
    const std::lock_guard lock(mutex_);
    Running& running = running_.at(training.id);
    if (running.wanted < looks_before_way && !shows) return false;
    if (running.stop == Stop::none) running.stop = Stop::make_way;
    return true;
}

// Prompts call a word by the name of its file.
fs::path Workers::snapshot(const Job& training, int step) const {
    const fs::path folder = snapshots(options_.data, training.id);
    const std::string of_step = "step-" + std::to_string(step);
    const TrainingConfig& config = training.training->config;
    return config.inverts_text() ? folder / of_step / (training_name(config) + ".safetensors") : folder / (of_step + ".safetensors");
}

TrainingReports Workers::training_reports(const Job& job, const std::string& device) {
    TrainingReports reports;
    const int steps = job.training->config.steps;
    const auto tell_of = [this, id = job.id, device, steps](int step, const std::function<void(Progress&)>& fill) {
        Progress progress;
        progress.stage = Stage::training;
        progress.step = step, progress.steps = steps;
        progress.fraction = static_cast<double>(step) / steps;
        fill(progress);
        tell_progress(id, device, progress);
    };
    const auto done = std::make_shared<int>(job.progress.step);
    reports.preparing = [tell_of, done](const std::string& what, double share) {
        tell_of(*done, [&](Progress& progress) { progress.doing = what + " " + std::to_string(static_cast<int>(share * 100)) + " %"; });
    };
    reports.before = [this, id = job.id, done](std::span<const TrainingStep> steps) {
        *done = steps.empty() ? 0 : steps.back().step;
        const std::lock_guard lock(mutex_);
        running_.at(id).steps.assign(steps.begin(), steps.end());
    };
    const auto first = std::make_shared<std::pair<int, Clock::time_point>>();
    reports.begins = [first](int step) { *first = {step, Clock::now()}; };
    reports.step = [this, id = job.id, tell_of, first, done, steps, crashed = job.crashes > 0](const TrainingStep& step) {
        {
            const std::lock_guard lock(mutex_);
            running_.at(id).steps.push_back(step);
        }
        *done = step.step;
        if (crashed && step.step == first->first) with_store([&] { queue_.stepped(id); });
        const double each = std::chrono::duration<double>(Clock::now() - first->second).count() / (step.step - first->first + 1);
        tell_of(step.step, [&](Progress& progress) {
            progress.seconds_left = each * (steps - step.step);
            progress.loss = step.loss;
        });
    };
    return reports;
}

// Of trainings that are over and of pictures that are made.
void Workers::drop_old_snapshots() const {
    std::error_code ignored;
    const fs::path folder = snapshots(options_.data, 0).parent_path();
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        const auto id = name.starts_with("job-") ? parsed_number(name.substr(4)) : std::nullopt;
        if (!id) continue;
        const auto job = queue_.find(static_cast<JobId>(*id));
        if (!job || job->state == JobState::done || job->state == JobState::cancelled) fs::remove_all(entry.path(), ignored);
    }
}

// The state stands at a step with a picture that never came into the queue: a process ended between the two.
bool Workers::sample_missing(const Job& job) {
    const TrainingJob& training = *job.training;
    if (!options_.sample || training.sample_every <= 0) return false;
    const auto state = read_state(state_path(training.config.output));
    if (!state || state->run != training_run(queue_.name(), job.id) || state->step >= training.config.steps ||
        !has_sample(training, state->step))
        return false;
    return options_.sample(job, state->step, snapshot(job, state->step));
}

// A training that makes way ends as one that goes back to waiting at its step. One whose picture is due puts that into the queue first.
JobResult Workers::train(Runner& runner, const Job& job, const CancelToken& cancel) {
    const std::string device = runner.info().id;
    {
        const std::lock_guard lock(mutex_);
        running_.at(job.id).trains_on = device;
    }
    JobResult result;
    try {
        TrainingRunOptions options{training_reports(job, device), {}, job.id};
        options.control.run = training_run(queue_.name(), job.id);
        int newest = 0;
        options.control.make_way = [&](int step) {
            newest = std::max(newest, step);
            return makes_way(job, step);
        };
        options.control.snapshot = [&](int step) {
            return options_.sample && has_sample(*job.training, step) ? snapshot(job, step) : fs::path();
        };
        if (sample_missing(job)) {
            result.status = JobResult::Status::cancelled;
            result.kept_step = job.progress.step;
            const std::lock_guard lock(mutex_);
            if (running_.at(job.id).stop == Stop::none) running_.at(job.id).stop = Stop::make_way;
            return result;
        }
        result = runner.train(*job.training, options, cancel);
        const bool done = result.status == JobResult::Status::done;
        const int shown = done ? job.training->config.steps : newest;
        const bool shows = options_.sample && has_sample(*job.training, shown) && (done || result.kept_step == shown);
        if (shows && options_.sample(job, shown, done ? result.trained : snapshot(job, shown))) poke();
    } catch (const std::exception& error) {
        result.status = JobResult::Status::failed;
        result.message = error.what();
    }
    Progress latest;
    {
        const std::lock_guard lock(mutex_);
        latest = running_.at(job.id).latest;
    }
    if (latest.stage == Stage::training) {
        if (result.kept_step && result.status != JobResult::Status::done) latest.step = *result.kept_step;
        latest.fraction = latest.steps > 0 ? static_cast<double>(latest.step) / latest.steps : 0;
        with_store([&] { queue_.report(job.id, latest); });
    }
    return result;
}

}  // namespace imagelab
