#include "ui/queue/queue_commands.h"

#include <QUndoCommand>
#include <algorithm>
#include <unordered_set>

namespace imagelab {
namespace {

struct Before {
    std::vector<JobPlace> places;
    std::vector<JobId> waiting, paused, running;
};

Before look(Engine& engine, const std::vector<JobId>& jobs) {
    Before before{engine.queue().places(), {}, {}, {}};
    const std::unordered_set<JobId> chosen(jobs.begin(), jobs.end());
    for (const JobRow& job : engine.queue().rows(0)) {
        if (!chosen.contains(job.id)) continue;
        if (job.state == JobState::waiting) before.waiting.push_back(job.id);
        if (job.state == JobState::paused) before.paused.push_back(job.id);
        if (job.state == JobState::running) before.running.push_back(job.id);
    }
    return before;
}

std::string retry_all(Engine& engine, const std::vector<JobId>& jobs) {
    std::string problem;
    for (const JobId job : jobs) {
        const auto done = engine.retry(job);
        if (!done && problem.empty()) problem = done.error();
    }
    return problem;
}

std::vector<JobId> of_group(Engine& engine, const std::string& group, bool open) {
    constexpr int most_cancelled = 10'000;  // of all that are over, the last
    std::vector<JobId> jobs;
    for (const JobRow& job : engine.queue().rows(open ? 0 : most_cancelled))
        if (job.group == group && (open ? is_open(job.state) : job.state == JobState::cancelled)) jobs.push_back(job.id);
    return jobs;
}

}  // namespace

class QueueCommands::Step : public QUndoCommand {
  public:
    // `group`: that the step puts into the queue; empty: none.
    Step(QueueCommands& commands, const QString& what, Work redo, Work undo, std::string group)
        : QUndoCommand(what), commands_(&commands), redo_(std::move(redo)), undo_(std::move(undo)), group_(std::move(group)) {}
    void redo() override {
        if (!commands_) return;
        commands_->unwanted_.erase(group_);
        commands_->run(redo_);
    }
    void undo() override {
        if (!commands_) return;
        if (!group_.empty()) commands_->unwanted_.insert(group_);
        commands_->run(undo_);
    }

  private:
    QPointer<QueueCommands> commands_;
    Work redo_, undo_;
    std::string group_;
};

QueueCommands::QueueCommands(SessionBridge& bridge, QUndoStack& history, QObject* parent)
    : QObject(parent), bridge_(bridge), history_(history) {
    // A group that was taken back while its jobs were on their way.
    connect(&bridge_, &SessionBridge::added, this, [this](const std::vector<JobId>& jobs) {
        for (const std::string& group : unwanted_) run(cancelling(group, jobs));
    });
}

void QueueCommands::run(Work work) {
    bridge_.ask(
        this,
        [work = std::move(work)](Engine& engine) -> std::string {
            try {
                return work(engine);
            } catch (const StoreError& error) {
                return error.what();
            }
        },
        [this](const std::string& trouble) {
            if (!trouble.empty()) emit problem(QString::fromStdString(trouble));
            emit bridge_.queue_changed();
        });
}

void QueueCommands::push(const QString& what, Work redo, Work undo, const std::string& group) {
    history_.push(new Step(*this, what, std::move(redo), std::move(undo), group));
}

QueueCommands::Work QueueCommands::cancelling(const std::string& group, const std::optional<std::vector<JobId>>& among) {
    return [group, among](Engine& engine) {
        std::vector<JobId> jobs = of_group(engine, group, true);
        if (among) std::erase_if(jobs, [&](JobId job) { return std::find(among->begin(), among->end(), job) == among->end(); });
        return jobs.empty() ? std::string() : engine.change(jobs, JobChange::cancel).problem;
    };
}

void QueueCommands::enqueue(std::vector<Request> requests, EnqueueOptions options, const QString& what) {
    const std::string group = options.group;
    bridge_.enqueue(std::move(requests), std::move(options));
    const auto there = std::make_shared<bool>(false);  // the first time they are added, not begun anew
    push(
        what,
        [group, there](Engine& engine) -> std::string {
            return std::exchange(*there, true) ? retry_all(engine, of_group(engine, group, false)) : "";
        },
        cancelling(group), group);
}

void QueueCommands::pause(const std::vector<JobId>& jobs) {
    if (jobs.empty()) return;
    push(
        tr("pause"), [jobs](Engine& engine) { return engine.change(jobs, JobChange::pause).problem; },
        [jobs](Engine& engine) { return engine.change(jobs, JobChange::resume).problem; });
}

void QueueCommands::resume(const std::vector<JobId>& jobs) {
    if (jobs.empty()) return;
    push(
        tr("resuming"), [jobs](Engine& engine) { return engine.change(jobs, JobChange::resume).problem; },
        [jobs](Engine& engine) { return engine.change(jobs, JobChange::pause).problem; });
}

void QueueCommands::cancel(const std::vector<JobId>& jobs) {
    if (jobs.empty()) return;
    const auto before = std::make_shared<Before>();  // both sides run on the bridge's thread, one after the other
    push(
        jobs.size() == 1 ? tr("cancelling a job") : tr("cancelling %1 jobs").arg(jobs.size()),
        [jobs, before](Engine& engine) {
            *before = look(engine, jobs);
            return engine.change(jobs, JobChange::cancel).problem;
        },
        [before](Engine& engine) {
            std::string problem;
            for (const auto* some : {&before->running, &before->waiting, &before->paused}) {
                const std::string trouble = retry_all(engine, *some);
                if (problem.empty()) problem = trouble;
            }
            engine.change(before->paused, JobChange::pause);
            return problem;
        });
}

void QueueCommands::retry(const std::vector<JobId>& jobs) {
    if (!jobs.empty()) run([jobs](Engine& engine) { return retry_all(engine, jobs); });
}

void QueueCommands::move(const std::vector<JobId>& jobs, QueuePlace place) {
    if (jobs.empty()) return;
    const auto before = std::make_shared<Before>();
    push(
        tr("moving in the queue"),
        [jobs, place, before](Engine& engine) -> std::string {
            before->places = engine.queue().places();
            const auto done = engine.queue().move(jobs, place);
            return done ? "" : done.error();
        },
        [before](Engine& engine) -> std::string {
            engine.queue().restore(before->places);
            return "";
        });
}

void QueueCommands::set_priority(const std::vector<JobId>& jobs, int by) {
    if (jobs.empty()) return;
    const auto before = std::make_shared<Before>();
    push(
        tr("priority"),
        [jobs, by, before](Engine& engine) -> std::string {
            before->places = engine.queue().places();
            const std::unordered_set<JobId> chosen(jobs.begin(), jobs.end());
            std::vector<JobPlace> changed;
            for (JobPlace place : before->places) {
                if (!chosen.contains(place.id)) continue;
                place.priority += by;
                changed.push_back(place);
            }
            engine.queue().restore(changed);
            return "";
        },
        [before](Engine& engine) -> std::string {
            engine.queue().restore(before->places);
            return "";
        });
}

}  // namespace imagelab
