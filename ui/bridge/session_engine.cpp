#include "ui/bridge/session_engine.h"

#include <QSettings>
#include <algorithm>

#include "core/store/store.h"

namespace imagelab {

SessionEngine::SessionEngine(const OpenSession& open, const std::filesystem::path& data) {
    for (const QString& id : QSettings().value("devices/use").toStringList()) run_devices_.push_back(id.toStdString());
    auto session = open(options(data));
    if (!session) {
        trouble_ = session.error();
        session = open(options({}));
    } else {
        data_ = data;
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
ManyChanged SessionEngine::change(const std::vector<JobId>& jobs, JobChange change) {
    return session_->change(jobs, change);
}
Result<void> SessionEngine::retry(JobId job) {
    return session_->retry(job);
}
Result<JobId> SessionEngine::enqueue_training(const TrainingJob& training, const EnqueueOptions& options) {
    return session_->enqueue_training(training, options);
}
Result<std::vector<TrainingPrice>> SessionEngine::price_training(const TrainingJob& training) {
    return session_->price_training(training);
}
std::vector<TrainingStep> SessionEngine::training_steps(JobId training, int from) {
    return session_->training_steps(training, from);
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
std::vector<ModelUse> SessionEngine::model_uses() const {
    return session_->model_uses();
}
std::vector<DeviceHolding> SessionEngine::holdings() const {
    return session_->holdings();
}
Result<Seen> SessionEngine::look(const Looking& wanted, const CancelToken& cancel) {
    return session_->look(wanted, cancel);
}
Result<std::string> SessionEngine::tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken& cancel) {
    return session_->tag(wanted, take, cancel);
}
int64_t SessionEngine::free_memory() {
    return session_->free_memory();
}

}  // namespace imagelab
