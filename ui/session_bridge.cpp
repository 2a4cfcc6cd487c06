#include "ui/session_bridge.h"

#include <fstream>
#include <mutex>

namespace imagelab {
namespace {

int64_t private_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:")) return std::stoll(line.substr(8)) * 1024;
    return 0;
}

}  // namespace

// Shared with the callbacks, so that one that comes late finds no bridge instead of a dangling one. Of the progress reports that
// arrive while the window is busy only the newest is kept.
struct SessionBridge::Relay {
    std::mutex mutex;
    SessionBridge* bridge = nullptr;
    std::map<Ticket, Progress> newest;

    void progress(Ticket ticket, const Progress& report) {
        const std::lock_guard lock(mutex);
        if (!bridge) return;
        const bool posted = newest.contains(ticket);
        newest[ticket] = report;
        if (posted) return;
        QMetaObject::invokeMethod(
            bridge, [target = bridge, ticket] { target->deliver_progress(ticket); }, Qt::QueuedConnection);
    }
    void result(Ticket ticket, const JobResult& result) {
        const std::lock_guard lock(mutex);
        if (!bridge) return;
        QMetaObject::invokeMethod(
            bridge, [target = bridge, ticket, result] { target->deliver_result(ticket, result); }, Qt::QueuedConnection);
    }
    void price(const Price& price) {
        const std::lock_guard lock(mutex);
        if (!bridge) return;
        QMetaObject::invokeMethod(
            bridge, [target = bridge, price] { target->deliver_price(price); }, Qt::QueuedConnection);
    }
};

SessionBridge::SessionBridge(Engine& engine, QObject* parent) : QObject(parent), engine_(engine), relay_(std::make_shared<Relay>()) {
    relay_->bridge = this;
    planner_.setMaxThreadCount(1);
    price_timer_.setSingleShot(true);
    price_timer_.setInterval(price_delay_ms);
    connect(&price_timer_, &QTimer::timeout, this, &SessionBridge::start_pricing);
}

SessionBridge::~SessionBridge() {
    {
        const std::lock_guard lock(relay_->mutex);
        relay_->bridge = nullptr;
    }
    for (const auto& [ticket, job] : jobs_) engine_.cancel(job);
    planner_.waitForDone();
}

Ticket SessionBridge::generate(const Request& request) {
    const Ticket ticket = ++last_ticket_;
    JobCallbacks callbacks;
    callbacks.progress = [relay = relay_, ticket](const Progress& progress) { relay->progress(ticket, progress); };
    callbacks.finished = [relay = relay_, ticket](const JobResult& result) { relay->result(ticket, result); };
    active_.push_back(ticket);
    try {
        jobs_[ticket] = engine_.submit(request, std::move(callbacks));
    } catch (const std::exception& error) {
        JobResult failed;
        failed.status = JobResult::Status::failed;
        failed.message = error.what();
        failed.request = request;
        relay_->result(ticket, failed);
    }
    return ticket;
}

void SessionBridge::cancel(Ticket ticket) {
    if (const auto job = jobs_.find(ticket); job != jobs_.end()) engine_.cancel(job->second);
}

void SessionBridge::deliver_progress(Ticket ticket) {
    Progress progress;
    {
        const std::lock_guard lock(relay_->mutex);
        const auto entry = relay_->newest.find(ticket);
        if (entry == relay_->newest.end()) return;
        progress = std::move(entry->second);
        relay_->newest.erase(entry);
    }
    emit progressed(ticket, progress);
}

void SessionBridge::deliver_result(Ticket ticket, const JobResult& result) {
    jobs_.erase(ticket);
    std::erase(active_, ticket);
    emit finished(ticket, result);
}

void SessionBridge::ask_price(const Request& request) {
    to_price_ = request;
    price_timer_.start();
    emit pricing();
}

void SessionBridge::start_pricing() {
    if (planning_ || !to_price_) return;  // deliver_price comes back for what waits
    planning_ = true;
    Price price;
    price.request = *std::exchange(to_price_, std::nullopt);
    const auto known = own_sizes_.find(price.request.model);
    if (known != own_sizes_.end()) std::tie(price.own_width, price.own_height) = known->second;
    planner_.start([price = std::move(price), &engine = engine_, relay = relay_]() mutable {
        try {
            price.devices = engine.devices();
            price.held_bytes = private_bytes();
            if (price.own_width == 0) {
                Request own = price.request;
                own.width = own.height = 0;
                own.init_image.clear();
                if (Result<JobPlan> plan = engine.plan(own)) price.own_width = plan->request.width, price.own_height = plan->request.height;
            }
            if (Result<JobPlan> plan = engine.plan(price.request)) {
                price.plan = *plan;
            } else {
                price.problem = plan.error();
            }
        } catch (const std::exception& error) {
            price.problem = error.what();
        }
        relay->price(price);
    });
}

void SessionBridge::deliver_price(const Price& price) {
    planning_ = false;
    if (price.own_width > 0) own_sizes_[price.request.model] = {price.own_width, price.own_height};
    if (to_price_ && !price_timer_.isActive()) start_pricing();
    if (!to_price_) emit priced(price);
}

}  // namespace imagelab
