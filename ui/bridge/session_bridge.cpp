#include "ui/bridge/session_bridge.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "core/base/memory.h"
#include "core/base/thread.h"

namespace imagelab {
namespace {

bool beyond_free(const Price& price) {
    const auto device =
        std::find_if(price.devices.begin(), price.devices.end(), [&](const auto& one) { return one.id == price.plan->request.device; });
    if (device == price.devices.end() || device->memory_total <= 0) return false;
    return price.plan->peak_bytes > device->memory_free + (device->own_memory ? device->memory_here : price.held_bytes);
}

}  // namespace

// Shared with the engine's threads, so that an event that comes late finds no bridge instead of a dangling one. Of the progress reports
// that arrive while the window is busy only the newest is kept.
struct SessionBridge::Relay {
    std::mutex mutex;
    SessionBridge* bridge = nullptr;
    std::map<JobId, Progress> newest;

    template <class F>
    void post(F&& call) {
        const std::lock_guard lock(mutex);
        if (bridge) QMetaObject::invokeMethod(bridge, std::forward<F>(call), Qt::QueuedConnection);
    }
    void event(const JobEvent& event) {
        if (event.kind == JobEvent::Kind::progress) return progress(event.job, event.progress);
        post([this, event] { bridge->deliver_event(event); });
    }
    void progress(JobId job, const Progress& report) {
        const std::lock_guard lock(mutex);
        if (!bridge) return;
        const bool posted = newest.contains(job);
        newest[job] = report;
        if (posted) return;
        QMetaObject::invokeMethod(
            bridge, [target = bridge, job] { target->deliver_progress(job); }, Qt::QueuedConnection);
    }
};

struct SessionBridge::Added {
    std::vector<Request> requests;
    std::optional<Ticket> ticket;
    std::vector<Job> jobs;
    std::string problem;
};

SessionBridge::SessionBridge(Engine& engine, QObject* parent) : QObject(parent), engine_(engine), relay_(std::make_shared<Relay>()) {
    relay_->bridge = this;
    for (QThreadPool* pool : {&planner_, &store_, &adder_}) pool->setMaxThreadCount(1);
    price_timer_.setSingleShot(true);
    price_timer_.setInterval(price_delay_ms);
    connect(&price_timer_, &QTimer::timeout, this, &SessionBridge::start_pricing);
    engine_.listen([relay = relay_](const JobEvent& event) { relay->event(event); });
    run(store_, [this]() -> Reply {
        engine_.start();
        return [this] { emit queue_changed(); };
    });
}

SessionBridge::~SessionBridge() {
    engine_.listen({});
    planner_.clear();
    {
        const std::lock_guard lock(relay_->mutex);
        relay_->bridge = nullptr;
    }
    for (QThreadPool* pool : {&planner_, &store_, &adder_}) pool->waitForDone();
}

void SessionBridge::run(QThreadPool& pool, std::function<Reply()> work) {
    pool.start(guarded("a question to the session", [work = std::move(work), relay = relay_] {
        try {
            relay->post(work());
        } catch (const std::exception& error) {
            relay->event(JobEvent::trouble_of(0, error.what()));
        }
    }));
}

Ticket SessionBridge::generate(const Request& request) {
    const Ticket ticket = ++last_ticket_;
    active_.push_back(ticket);
    add({request}, {.at_once = true}, ticket);
    return ticket;
}

void SessionBridge::enqueue(std::vector<Request> requests, EnqueueOptions options) {
    add(std::move(requests), std::move(options), std::nullopt);
}

void SessionBridge::add(std::vector<Request> requests, EnqueueOptions options, std::optional<Ticket> ticket) {
    ++adding_;
    auto reply = std::make_shared<Added>(Added{std::move(requests), ticket, {}, {}});
    run(adder_, [this, reply, options = std::move(options)]() -> Reply {
        try {
            const auto ids = engine_.enqueue(reply->requests, options);
            if (!ids) reply->problem = ids.error();
            for (const JobId id : ids.ok() ? ids.value() : std::vector<JobId>{}) {
                if (const auto job = engine_.queue().find(id)) reply->jobs.push_back(*job);
            }
        } catch (const std::exception& error) {
            reply->problem = error.what();
        }
        return [this, reply] { deliver_added(*reply); };
    });
}

void SessionBridge::deliver_added(const Added& added) {
    --adding_;
    std::string refusal = added.problem;
    std::vector<JobId> ids;
    for (const Job& job : added.jobs) {
        ids.push_back(job.id);
        if (job.state == JobState::refused && refusal.empty()) refusal = job.message;
        if (!added.ticket || job.state == JobState::refused) continue;
        if (job.id == added.jobs.front().id) {
            jobs_[*added.ticket] = job.id;
            tickets_[job.id] = *added.ticket;
        } else {
            watch(job.id, job.request);
        }
        if (cancelled_early_.contains(*added.ticket)) cancel(tickets_.at(job.id));
    }
    if (added.ticket) cancelled_early_.erase(*added.ticket);
    if (added.ticket && !refusal.empty() && !jobs_.contains(*added.ticket)) {
        JobResult failed;
        failed.status = JobResult::Status::failed;
        failed.message = refusal;
        failed.request = added.requests.front();
        forget(*added.ticket);
        emit finished(*added.ticket, failed);
    } else if (!added.ticket && !refusal.empty()) {
        emit not_added(QString::fromStdString(refusal));
    }
    if (!ids.empty()) emit this->added(ids);
    const std::vector<JobEvent> early = std::exchange(early_, {});
    for (const JobEvent& event : early) deliver_event(event);
    std::vector<JobId> reported;
    {
        const std::lock_guard lock(relay_->mutex);
        for (const auto& [job, progress] : relay_->newest) reported.push_back(job);
    }
    for (const JobId job : reported) deliver_progress(job);
    emit queue_changed();
}

void SessionBridge::cancel(Ticket ticket) {
    const auto job = jobs_.find(ticket);
    if (job == jobs_.end()) {
        cancelled_early_.insert(ticket);
        return;
    }
    ask(
        this, [id = job->second](Engine& engine) { return engine.change({id}, JobChange::cancel).problem.empty(); },
        [this](bool) { emit queue_changed(); });
}

std::optional<JobId> SessionBridge::job_of(Ticket ticket) const {
    const auto job = jobs_.find(ticket);
    return job == jobs_.end() ? std::nullopt : std::optional(job->second);
}

std::optional<Ticket> SessionBridge::ticket_of(JobId job) const {
    const auto ticket = tickets_.find(job);
    return ticket == tickets_.end() ? std::nullopt : std::optional(ticket->second);
}

Ticket SessionBridge::watch(JobId job, const Request& request, const Progress& so_far) {
    const Ticket ticket = ++last_ticket_;
    active_.push_back(ticket);
    jobs_[ticket] = job;
    tickets_[job] = ticket;
    emit appeared(ticket, request, so_far);
    return ticket;
}

void SessionBridge::forget(Ticket ticket) {
    if (const auto job = jobs_.find(ticket); job != jobs_.end()) {
        tickets_.erase(job->second);
        jobs_.erase(job);
    }
    std::erase(active_, ticket);
}

void SessionBridge::deliver_event(const JobEvent& event) {
    if (adding_ > 0 && event.kind != JobEvent::Kind::trouble && !tickets_.contains(event.job)) {
        early_.push_back(event);
        return;
    }
    if (event.kind == JobEvent::Kind::started && !event.training) started(event);
    emit happened(event);
    if (event.kind == JobEvent::Kind::ended) ended(event);
    if (event.kind != JobEvent::Kind::trouble) emit queue_changed();
}

void SessionBridge::started(const JobEvent& event) {
    const auto known = ticket_of(event.job);
    const Ticket ticket = known ? *known : watch(event.job, event.result.request, event.progress);
    running_.insert(event.job);
    std::erase(active_, ticket);
    active_.insert(active_.begin(), ticket);
}

void SessionBridge::ended(const JobEvent& event) {
    running_.erase(event.job);
    const auto ticket = ticket_of(event.job);
    if (!ticket) return;
    forget(*ticket);
    if (event.state == JobState::waiting || event.state == JobState::paused) {
        emit set_aside(*ticket);
    } else {
        emit finished(*ticket, event.result);
    }
}

void SessionBridge::settle(const std::vector<JobRow>& rows) {
    std::map<JobId, JobState> states;
    for (const JobRow& row : rows) {
        if (tickets_.contains(row.id))
            states[row.id] = row.state;
        else if (row.state == JobState::running && row.trains.empty() && row.pid == ::getpid() && adding_ == 0)
            adopt(row.id);
    }
    const std::map<JobId, Ticket> watched = tickets_;
    for (const auto& [job, ticket] : watched) {
        if (running_.contains(job)) continue;
        const auto state = states.find(job);
        if (state != states.end() && state->second == JobState::paused) {
            forget(ticket);
            emit set_aside(ticket);
        } else if (state == states.end() || !is_open(state->second)) {
            settle_ended(job);
        }
    }
}

void SessionBridge::settle_ended(JobId id) {
    ask(
        this, [id](Engine& engine) { return engine.queue().find(id); },
        [this, id](const std::optional<Job>& job) {
            const auto ticket = ticket_of(id);
            if (!ticket || running_.contains(id) || (job && is_open(job->state))) return;
            JobResult result;
            result.status = !job || job->state == JobState::cancelled ? JobResult::Status::cancelled
                            : job->state == JobState::done            ? JobResult::Status::done
                                                                      : JobResult::Status::failed;
            if (job) {
                result.request = job->request;
                result.message = job->message;
                for (const JobPicture& picture : job->pictures)
                    if (picture.finished) result.images.push_back(picture.path);
            }
            forget(*ticket);
            emit finished(*ticket, result);
        });
}

// It may end before it is known here: then the next look at the store settles it.
void SessionBridge::adopt(JobId id) {
    ask(
        this, [id](Engine& engine) { return engine.queue().find(id); },
        [this, id](const std::optional<Job>& job) {
            if (!job || job->state != JobState::running || tickets_.contains(id)) return;
            const Ticket ticket = watch(id, job->request, job->progress);
            std::erase(active_, ticket);
            active_.insert(active_.begin(), ticket);
        });
}

void SessionBridge::deliver_progress(JobId job) {
    Progress progress;
    {
        const std::lock_guard lock(relay_->mutex);
        const auto entry = relay_->newest.find(job);
        if (entry == relay_->newest.end()) return;
        const bool may_be_ours = adding_ > 0 && !tickets_.contains(job) && entry->second.stage != Stage::training;
        if (may_be_ours) return;  // deliver_added comes back for it
        progress = std::move(entry->second);
        relay_->newest.erase(entry);
    }
    if (progress.stage == Stage::training) return emit trained(job, progress);
    if (const auto ticket = ticket_of(job)) emit progressed(*ticket, progress);
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
    run(planner_, [this, price = std::move(price)]() mutable -> Reply {
        try {
            price.devices = engine_.devices();
            price.held_bytes = private_bytes();
            if (price.own_width == 0) {
                Request own = price.request;
                own.width = own.height = 0;
                own.init_image.clear();
                own.mask = {};
                own.outpaint = {};
                if (Result<JobPlan> plan = engine_.plan(own))
                    price.own_width = plan->request.width, price.own_height = plan->request.height;
            }
            if (Result<JobPlan> plan = engine_.plan(price.request)) {
                price.plan = *plan;
                if (beyond_free(price)) price.advice = engine_.smallest_change(price.request);
            } else {
                price.problem = plan.error();
            }
        } catch (const std::exception& error) {
            price.problem = error.what();
        }
        return [this, price] { deliver_price(price); };
    });
}

void SessionBridge::deliver_price(const Price& price) {
    planning_ = false;
    if (price.own_width > 0) own_sizes_[price.request.model] = {price.own_width, price.own_height};
    if (to_price_ && !price_timer_.isActive()) start_pricing();
    if (!to_price_) emit priced(price);
}

}  // namespace imagelab
