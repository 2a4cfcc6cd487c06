#pragma once
// Between the session's thread and the window's. The window never waits for the engine: jobs report through queued events, prices are
// planned on a thread of their own.
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/session.h"

namespace imagelab {

// What the window asks of the engine. submit and cancel are called on the window's thread and return at once; plan and devices are
// called on the bridge's planning thread, also while a job runs.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual JobId submit(Request request, JobCallbacks callbacks) = 0;
    virtual void cancel(JobId job) = 0;
    virtual Result<JobPlan> plan(const Request& request) = 0;
    virtual std::vector<Session::DeviceInfo> devices() const = 0;
};

// What a request would cost, or why it cannot run.
struct Price {
    Request request;              // as asked
    std::optional<JobPlan> plan;  // none: see problem
    std::string problem;
    int own_width = 0, own_height = 0;  // the model's own size; 0: not known
    std::vector<Session::DeviceInfo> devices;
    int64_t held_bytes = 0;  // private memory this process holds already
};

using Ticket = quint64;

class SessionBridge : public QObject {
    Q_OBJECT
  public:
    explicit SessionBridge(Engine& engine, QObject* parent = nullptr);
    ~SessionBridge() override;  // cancels what runs; no signal comes afterwards

    Ticket generate(const Request& request);  // jobs run in order
    void cancel(Ticket ticket);
    const std::vector<Ticket>& active() const { return active_; }  // first: the one that runs

    void ask_price(const Request& request);  // answered by priced(); the newest request wins
    static constexpr int price_delay_ms = 200;

  signals:
    void progressed(imagelab::Ticket ticket, const imagelab::Progress& progress);
    void finished(imagelab::Ticket ticket, const imagelab::JobResult& result);
    void pricing();  // a price is being worked out
    void priced(const imagelab::Price& price);

  private:
    struct Relay;
    void deliver_progress(Ticket ticket);
    void deliver_result(Ticket ticket, const JobResult& result);
    void start_pricing();
    void deliver_price(const Price& price);

    Engine& engine_;
    std::shared_ptr<Relay> relay_;
    std::vector<Ticket> active_;
    std::map<Ticket, JobId> jobs_;
    Ticket last_ticket_ = 0;

    QTimer price_timer_;
    QThreadPool planner_;
    bool planning_ = false;
    std::optional<Request> to_price_;
    std::map<std::string, std::pair<int, int>> own_sizes_;  // by model
};

}  // namespace imagelab
