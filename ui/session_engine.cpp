#include "ui/session_engine.h"

namespace imagelab {

SessionEngine::SessionEngine(const OpenSession& open, const std::filesystem::path& data) {
    auto session = open(options(data));
    if (!session) {
        trouble_ = session.error();
        session = open(options({}));
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
Result<void> SessionEngine::pause(JobId job) {
    return session_->pause(job);
}
Result<void> SessionEngine::resume(JobId job) {
    return session_->resume(job);
}
Result<void> SessionEngine::cancel(JobId job) {
    return session_->discard(job);
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

}  // namespace imagelab
