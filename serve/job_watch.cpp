#include "serve/job_watch.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/base/log.h"
#include "core/pipelines/stage_info.h"

namespace imagelab::serve {

bool is_over(JobState state) {
    return state == JobState::done || state == JobState::failed || state == JobState::cancelled || state == JobState::refused;
}

nlohmann::json progress_json(const Progress& progress) {
    return {{"stage", stage_info(progress.stage).name},
            {"picture", progress.picture},
            {"pictures", progress.pictures},
            {"step", progress.step},
            {"steps", progress.steps},
            {"steps_about", progress.about},
            {"fraction", progress.fraction},
            {"seconds_left", progress.seconds_left < 0 ? nlohmann::json() : nlohmann::json(progress.seconds_left)}};
}

void JobWatch::hear(const JobEvent& event) {
    // What is told of one job is that the gallery could not take its picture: those that pass through have gone by then.
    if (event.kind == JobEvent::Kind::trouble) event.job == 0 ? log_warning(event.message) : log_debug(event.message);
    {
        const std::lock_guard lock(mutex_);
        ++heard_;
        if (event.kind == JobEvent::Kind::ended) running_.erase(event.job);
        if (event.kind == JobEvent::Kind::progress) {
            const auto known = running_.find(event.job);
            Progress now = event.progress;
            if (!now.preview && known != running_.end()) now.preview = known->second.preview;
            running_[event.job] = std::move(now);
        }
    }
    changed_.notify_all();
}

std::optional<Progress> JobWatch::progress(JobId job) const {
    const std::lock_guard lock(mutex_);
    const auto known = running_.find(job);
    return known == running_.end() ? std::nullopt : std::optional(known->second);
}

uint64_t JobWatch::wait(uint64_t seen, int milliseconds) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return heard_ != seen; });
    return heard_;
}

}  // namespace imagelab::serve
