#include "app/queue_run.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/queue_display.h"
#include "app/store_option.h"
#include "core/jobs/queue.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct RunSummary {
    std::mutex mutex;
    int done = 0, failed = 0, cancelled = 0, trouble = 0;
};

json event_json(const JobEvent& event) {
    if (event.kind == JobEvent::Kind::trouble) return {{"event", "trouble"}, {"message", event.message}};
    json out = {{"event", event.kind == JobEvent::Kind::started ? "started" : "ended"}, {"job", event.job}, {"device", event.device}};
    if (event.kind != JobEvent::Kind::ended) return out;
    json images = json::array();
    for (const auto& image : event.result.images) images.push_back(image.string());
    out["state"] = state_name(event.state);
    out["message"] = event.result.message;
    out["images"] = images;
    out["steps"] = event.result.step_s.size();
    if (!event.result.trained.empty()) out["trained"] = event.result.trained.string();
    out["predicted_peak_bytes"] = event.result.predicted_peak_bytes;
    out["measured_peak_bytes"] = event.result.measured_peak_bytes;
    return out;
}

// What the terminal hears of a run: pictures on standard output, the rest on standard error; or one JSON object a line.
void tell(const JobEvent& event, QueueDisplay* display, RunSummary& summary) {
    if (display) display->show(event);
    const std::lock_guard lock(summary.mutex);
    if (event.kind == JobEvent::Kind::trouble) ++summary.trouble;
    if (event.kind == JobEvent::Kind::ended) {
        if (event.state == JobState::done) ++summary.done;
        if (event.state == JobState::failed) ++summary.failed;
        if (event.state == JobState::cancelled) ++summary.cancelled;
        if (display && event.state == JobState::done) {
            for (const auto& image : event.result.images) std::cout << image.string() << std::endl;
        }
    }
    if (!display && event.kind != JobEvent::Kind::progress) print_json_line(event_json(event));
}

}  // namespace

double job_seconds(const Job& job) {
    if (job.state == JobState::running) return job.progress.seconds_left;
    for (const DeviceNeed& need : job.needs) {
        if (job.device.empty() || need.device == job.device) return need.seconds;
    }
    return -1;
}

double queue_seconds(const std::vector<Job>& jobs) {
    double seconds = 0;
    std::vector<std::string> devices;
    for (const Job& job : jobs) {
        if ((job.state != JobState::waiting && job.state != JobState::running) || runs_in_its_own_time(job.keeper) || !job.problem.empty())
            continue;
        const double one = job_seconds(job);
        if (one > 0) seconds += one;
        for (const DeviceNeed& need : job.needs) {
            if (std::find(devices.begin(), devices.end(), need.device) == devices.end()) devices.push_back(need.device);
        }
    }
    return devices.empty() ? -1 : seconds / static_cast<double>(devices.size());
}

int run_queue(const QueueRun& choices) {
    RunSummary summary;
    auto display = choices.json ? nullptr : std::make_unique<QueueDisplay>();
    SessionOptions options = with_queue({.run_devices = choices.devices});
    if (!choices.output.empty()) options.output = (fs::absolute(choices.output) / "").string();
    Queue* queue = nullptr;
    options.events = [&](const JobEvent& event) {
        tell(event, display.get(), summary);
        if (!display || event.kind == JobEvent::Kind::progress || event.kind == JobEvent::Kind::trouble) return;
        try {
            const std::vector<Job> jobs = queue->list(false);
            const auto waiting = [](const Job& job) {
                return job.state == JobState::waiting && !runs_in_its_own_time(job.keeper) && job.problem.empty();
            };
            display->waiting(static_cast<int>(std::count_if(jobs.begin(), jobs.end(), waiting)), queue_seconds(jobs));
        } catch (const StoreError&) {  // told as trouble by those who need the store
        }
    };
    auto devices = make_devices(choices.threads);
    for (const std::string& wanted : choices.devices) {
        const auto is = [&](const auto& device) { return device->info().id == wanted; };
        if (std::none_of(devices.begin(), devices.end(), is))
            return fail(exit_device, "the device " + wanted + " is not there; `imagelab devices` lists them", choices.json);
    }
    auto session = Session::open(std::move(devices), options);
    if (!session) return fail(exit_disk, session.error(), choices.json);
    queue = &(*session)->queue();
    const CancelToken cancel;
    bool empty = true;
    {
        const InterruptGuard guard(cancel);
        if (choices.until_empty) {
            empty = (*session)->run_until_empty(cancel);
        } else {
            empty = (*session)->run_until_cancelled(cancel);
        }
        session->reset();  // jobs that ran wait at their step
    }
    display.reset();
    if (choices.json) {
        print_json_line({{"event", "finished"}, {"done", summary.done}, {"failed", summary.failed}, {"cancelled", summary.cancelled}});
    }
    if (cancel.requested()) {
        std::fprintf(stderr, "imagelab: stopped; what ran goes on at its step with `imagelab queue run`\n");
        return exit_cancelled;
    }
    if (!empty) {
        std::fprintf(stderr,
                     "imagelab: the queue's store could not be used (see above): free some space, or put a copy of it back; then "
                     "`imagelab queue run` goes on\n");
        return exit_disk;
    }
    return summary.failed > 0 ? exit_failed : exit_done;
}

}  // namespace imagelab
