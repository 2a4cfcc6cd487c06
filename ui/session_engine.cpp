#include "ui/session_engine.h"

#include "core/lab/store.h"

namespace imagelab {

SessionEngine::SessionEngine(const OpenSession& open, const std::filesystem::path& data) {
    auto session = open(options(data));
    if (!session) {
        trouble_ = session.error();
        session = open(options({}));
    } else {
        data_ = data;
    }
    session_ = std::move(session).value();
}

SessionOptions SessionEngine::options(const std::filesystem::path& data) {
    SessionOptions options;
    options.data = data;
    options.previews = true;
    options.events = [this](const JobEvent& event) {
        const std::lock_guard lock(mutex_);
        if (listener_) listener_(event);
    };
    return options;
}

void SessionEngine::listen(std::function<void(const JobEvent&)> events) {
    const std::lock_guard lock(mutex_);
    listener_ = std::move(events);
}
void SessionEngine::start() {
    session_->start();
}
Queue& SessionEngine::queue() {
    return session_->queue();
}
Result<std::vector<JobId>> SessionEngine::enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) {
    return session_->enqueue(requests, options);
}
ManyChanged SessionEngine::change(const std::vector<JobId>& jobs, JobChange change) {
    return session_->change(jobs, change);
}
Result<void> SessionEngine::retry(JobId job) {
    return session_->retry(job);
}
Result<JobPlan> SessionEngine::plan(const Request& request) {
    return session_->plan(request);
}
std::vector<Session::DeviceInfo> SessionEngine::devices() const {
    return session_->devices();
}
std::string SessionEngine::smallest_change(const Request& request) {
    return session_->smallest_change(request);
}
std::vector<DeviceSample> SessionEngine::samples() {
    return monitor_.sample();
}
std::vector<HistoryPoint> SessionEngine::history(const std::string& key, double seconds) {
    if (data_.empty()) return {};
    const auto store = open_store(data_);
    if (!store) return {};
    return DeviceHistory(*store).points(key, now_s() - seconds, now_s());
}
std::vector<DeviceHolding> SessionEngine::holdings() const {
    return session_->holdings();
}
int64_t SessionEngine::free_memory() {
    return session_->free_memory();
}

}  // namespace imagelab
