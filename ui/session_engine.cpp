#include "ui/session_engine.h"

#include <QSettings>
#include <algorithm>

namespace imagelab {

SessionEngine::SessionEngine(const OpenSession& open, const std::filesystem::path& data) {
    for (const QString& id : QSettings().value("devices/use").toStringList()) run_devices_.push_back(id.toStdString());
    auto session = open(options(data));
    if (!session) {
        trouble_ = session.error();
        session = open(options({}));
    }
    session_ = std::move(session).value();
    if (run_devices_.empty()) return;
    const auto devices = session_->devices();
    const bool any = std::any_of(devices.begin(), devices.end(), [&](const DeviceInfo& device) {
        return std::find(run_devices_.begin(), run_devices_.end(), device.id) != run_devices_.end();
    });
    if (any) return;
    run_devices_.clear();  // those that were chosen are gone: the others take their jobs
    session_.reset();
    session_ = std::move(open(options(trouble_.empty() ? data : std::filesystem::path()))).value();
}

SessionOptions SessionEngine::options(const std::filesystem::path& data) {
    SessionOptions options;
    options.data = data;
    options.previews = true;
    options.run_devices = run_devices_;
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
