#pragma once
// Between the session's threads and the window's. The window never waits for the engine: jobs report through queued events, and
// whatever touches the store or plans is asked of a thread of the bridge.
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/jobs/session.h"
#include "core/store/device_history.h"

namespace imagelab {

// What the window asks of the engine, on threads of the bridge: all but listen may take their time.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual void listen(std::function<void(const JobEvent&)> events) = 0;  // called on the engine's threads; {}: nobody listens any more
    virtual void start() = 0;                                              // takes jobs of the queue from now on
    virtual Queue& queue() = 0;                                            // to list, move and look
    virtual Result<std::vector<JobId>> enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) = 0;
    virtual ManyChanged change(const std::vector<JobId>& jobs, JobChange change) = 0;
    virtual Result<void> retry(JobId job) = 0;
    virtual Result<JobId> enqueue_training(const TrainingJob&, const EnqueueOptions&) { return Failure{"trainings are not run here"}; }
    virtual Result<std::vector<TrainingPrice>> price_training(const TrainingJob&) { return Failure{"trainings are not run here"}; }
    virtual std::vector<TrainingStep> training_steps(JobId /*training*/, int /*from*/) { return {}; }
    virtual Result<JobPlan> plan(const Request& request) = 0;
    virtual std::vector<Session::DeviceInfo> devices() const = 0;
    virtual std::string smallest_change(const Request&) { return {}; }  // with which it fits what is free; empty: it does
    virtual std::vector<DeviceHolding> holdings() const { return {}; }
    virtual std::vector<ModelUse> model_uses() const { return {}; }
    virtual std::vector<DeviceSample> samples() { return {}; }                                                // asked from one thread
    virtual std::vector<HistoryPoint> history(const std::string& /*key*/, double /*seconds*/) { return {}; }  // the same one
    // What networks see in a picture (core/jobs/looking.h), once no job runs on their device. The failure says what to do.
    virtual Result<Seen> look(const Looking&, const CancelToken&) { return Failure{"this engine looks at no pictures"}; }
    virtual Result<std::string> tag(const Tagging&, const std::function<bool(const Tagged&)>&, const CancelToken&) {
        return Failure{"this engine tags no pictures"};
    }
    virtual int64_t free_memory() { return 0; }         // bytes given back
    virtual std::string trouble() const { return {}; }  // why jobs are not kept on the disk; empty: they are
};

// What a request would cost, or why it cannot run.
struct Price {
    Request request;              // as asked
    std::optional<JobPlan> plan;  // none: see problem
    std::string problem;
    std::string advice;                 // the smallest change that fits, where it does not fit now
    int own_width = 0, own_height = 0;  // the model's own size; 0: not known
    std::vector<Session::DeviceInfo> devices;
    int64_t held_bytes = 0;  // private memory this process holds already
};

using Ticket = quint64;  // of a job that this window asked for or that runs here

class SessionBridge : public QObject {
    Q_OBJECT
  public:
    explicit SessionBridge(Engine& engine, QObject* parent = nullptr);
    ~SessionBridge() override;  // leaves the queue as it is; no signal comes afterwards

    Ticket generate(const Request& request);  // into the queue, and watched here
    // Several into the queue as one group; those that run are watched.
    void enqueue(std::vector<Request> requests, EnqueueOptions options);
    void cancel(Ticket ticket);
    const std::vector<Ticket>& active() const { return active_; }  // wait or run; first: one that runs
    std::optional<JobId> job_of(Ticket ticket) const;              // none: not in the queue yet, or over
    std::optional<Ticket> ticket_of(JobId job) const;

    // Jobs as the store has them: of those that this window waits for and that do not run here, what was paused is set aside and what ended
    // elsewhere is finished; those that run here although nobody told appear.
    void settle(const std::vector<JobRow>& rows);

    void ask_price(const Request& request);  // answered by priced(); the newest request wins
    static constexpr int price_delay_ms = 200;

    // Runs work(Engine&) on a thread that does one such thing after the other, then answer(what it returned) on the window's, unless
    // `context` is gone. What `work` throws is told as trouble.
    template <class Work, class Answer>
    void ask(QObject* context, Work work, Answer answer) {
        ask_on(store_, context, std::move(work), std::move(answer));
    }
    // The same for what takes long, beside the above: plans of many requests, looks at folders.
    template <class Work, class Answer>
    void ask_slow(QObject* context, Work work, Answer answer) {
        ask_on(planner_, context, std::move(work), std::move(answer));
    }

  signals:
    // Runs here, asked for elsewhere or earlier; `so_far`: how far an earlier run came.
    void appeared(imagelab::Ticket ticket, const imagelab::Request& request, const imagelab::Progress& so_far);
    void progressed(imagelab::Ticket ticket, const imagelab::Progress& progress);
    void set_aside(imagelab::Ticket ticket);  // paused, or waits once more; appears again when it goes on
    void finished(imagelab::Ticket ticket, const imagelab::JobResult& result);
    void pricing();  // a price is being worked out
    void priced(const imagelab::Price& price);
    void added(const std::vector<imagelab::JobId>& jobs);                   // what enqueue asked for is in the queue
    void not_added(const QString& problem);                                 // or why not
    void happened(const imagelab::JobEvent& event);                         // all but progress, for logs; of jobs of this process
    void trained(imagelab::JobId job, const imagelab::Progress& progress);  // of a training that runs here
    void queue_changed();                                                   // by this process; what others change shows when looked at

  private:
    template <class Work, class Answer>
    void ask_on(QThreadPool& pool, QObject* context, Work work, Answer answer) {
        run(pool, [this, work = std::move(work), answer = std::move(answer), context = QPointer<QObject>(context)]() -> Reply {
            return [context, answer, value = work(engine_)]() mutable {
                if (context) answer(std::move(value));
            };
        });
    }

    struct Relay;
    using Reply = std::function<void()>;  // runs on the window's thread
    void run(QThreadPool& pool, std::function<Reply()> work);
    void add(std::vector<Request> requests, EnqueueOptions options, std::optional<Ticket> ticket);
    struct Added;
    void deliver_added(const Added& added);
    void deliver_event(const JobEvent& event);
    void deliver_progress(JobId job);
    void started(const JobEvent& event);
    void ended(const JobEvent& event);
    Ticket watch(JobId job, const Request& request, const Progress& so_far = {});
    void forget(Ticket ticket);
    void settle_ended(JobId job);
    void adopt(JobId job);
    void start_pricing();
    void deliver_price(const Price& price);

    Engine& engine_;
    std::shared_ptr<Relay> relay_;
    std::vector<Ticket> active_;
    std::map<Ticket, JobId> jobs_;
    std::map<JobId, Ticket> tickets_;
    std::set<JobId> running_;           // in this process
    std::set<Ticket> cancelled_early_;  // before they were in the queue
    std::vector<JobEvent> early_;       // of jobs that may be ours, until we know
    int adding_ = 0;
    Ticket last_ticket_ = 0;

    QTimer price_timer_;
    QThreadPool planner_, store_, adder_;  // one thread each
    bool planning_ = false;
    std::optional<Request> to_price_;
    std::map<std::string, std::pair<int, int>> own_sizes_;  // by model
};

}  // namespace imagelab
