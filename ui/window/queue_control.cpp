#include "ui/window/queue_control.h"

#include <signal.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QMenu>
#include <algorithm>
#include <set>

#include "core/base/clock.h"
#include "core/jobs/enlarging.h"
#include "ui/dashboard/devices_panel.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/request_difference.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/queue_feed.h"
#include "ui/queue/queue_panel.h"
#include "ui/queue/sweep_panel.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/window/commands.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

using S = JobState;

// The number of a process that died may be another's now.
bool is_this_program(int64_t process) {
    return QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(process)) == QFile::symLinkTarget(QStringLiteral("/proc/self/exe"));
}

}  // namespace

QueueControl::QueueControl(Workspace& work, Commands& commands)
    : work_(work), commands_(commands), steps_(work.bridge, work.document.history()), notifier_(new Notifier(this)) {
    auto* feed = new QueueFeed(work_.bridge, this);
    for (const QString& id : work_.settings.value("queue/cleared").toStringList()) cleared_.insert(id.toULongLong());
    connect(feed, &QueueFeed::listed, this, [this](const QueueListing& listing) {
        listing_ = listing;
        show_listing();
        work_.devices->show_ran(listing.rows);
        emit listed(listing);
    });
    connect(&work_.queue, &QueueModel::thumbnail_wanted, &work_.loader, &PictureLoader::load_thumbnail, Qt::QueuedConnection);
    connect(&work_.loader, &PictureLoader::thumbnail, &work_.queue, &QueueModel::set_thumbnail);
    connect(&work_.queue, &QueueModel::move_wanted, &steps_, &QueueCommands::move);
    connect(&work_.bridge, &SessionBridge::progressed, this, [this](Ticket ticket, const Progress& progress) {
        const QImage preview = progress.preview ? to_qimage(*progress.preview) : QImage();
        if (const auto job = work_.bridge.job_of(ticket)) work_.queue.set_progress(*job, progress, preview);
    });
    connect(&work_.bridge, &SessionBridge::happened, this, &QueueControl::happened);
    connect(&work_.bridge, &SessionBridge::not_added, work_.log, &LogPanel::add);
    connect_panel();
}

void QueueControl::show_listing() {
    QueueListing shown = listing_;
    std::vector<JobRow> rows;
    std::vector<double> left;
    for (size_t i = 0; i < shown.rows.size(); ++i) {
        if (cleared_.contains(shown.rows[i].id) && !is_open(shown.rows[i].state)) continue;
        rows.push_back(std::move(shown.rows[i]));
        left.push_back(shown.estimate.left[i]);
    }
    shown.rows = std::move(rows);
    shown.estimate.left = std::move(left);
    work_.queue.set_listing(std::move(shown));
    enable();
}

void QueueControl::enlarge(const std::vector<Request>& requests) {
    const auto count = static_cast<int>(requests.size());
    EnqueueOptions options;
    options.group = "enlarge-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
    options.about = about_enlarging(requests.size());
    steps_.enqueue(requests, options, tr("enlarging %1").arg(pictures_text(count)));
    work_.log->add(tr("%1 go into the queue to be enlarged").arg(pictures_text(count)));
    emit panel_wanted("queue");
}

void QueueControl::set_cleared(const std::set<JobId>& jobs) {
    cleared_ = jobs;
    QStringList kept;  // of those that the store still lists
    for (const JobRow& row : listing_.rows)
        if (cleared_.contains(row.id)) kept << QString::number(row.id);
    work_.settings.setValue("queue/cleared", kept);
    show_listing();
}

namespace {

// Finished jobs out of sight, as a step.
class ClearStep : public QUndoCommand {
  public:
    ClearStep(QueueControl& queue, std::set<JobId> before, std::set<JobId> after, const QString& text)
        : QUndoCommand(text), queue_(queue), before_(std::move(before)), after_(std::move(after)) {}
    void undo() override { queue_.set_cleared(before_); }
    void redo() override { queue_.set_cleared(after_); }

  private:
    QueueControl& queue_;
    std::set<JobId> before_, after_;
};

}  // namespace

void QueueControl::clear_finished() {
    std::set<JobId> after = cleared_;
    for (const JobRow& row : listing_.rows)
        if (!is_open(row.state)) after.insert(row.id);
    if (after != cleared_) work_.document.history().push(new ClearStep(*this, cleared_, after, tr("clearing the queue")));
}

void QueueControl::use_settings(JobId id) {
    work_.bridge.ask(
        this, [id](Engine& engine) { return engine.queue().find(id); },
        [this](const std::optional<Job>& job) {
            if (!job || !job->problem.empty()) return;
            if (job->training) return emit training_wanted(job->id, true);
            Imported own;
            own.request = job->request;
            const Restored restored = with_settings_of(work_.document.request(), own, work_.request_panel->desk().library.models());
            work_.document.edit(restored.request, tr("use of a job's settings"));
            const QString notes = note_sentences(restored.notes).join(' ');
            if (!notes.isEmpty()) work_.show_notice(notes, notes);
        });
}

void QueueControl::connect_panel() {
    QueuePanel* panel = work_.queue_panel;
    connect(&steps_, &QueueCommands::problem, panel, &QueuePanel::show_problem);
    connect(&work_.bridge, &SessionBridge::not_added, panel, &QueuePanel::show_problem);
    connect(&work_.bridge, &SessionBridge::added, panel, [panel] { panel->show_problem({}); });
    connect(panel, &QueuePanel::selection_changed, this, &QueueControl::enable);
    connect(panel, &QueuePanel::opened, this, &QueueControl::open);
    connect(panel, &QueuePanel::menu_wanted, this, [this](const QPoint& at) {
        if (menu_) menu_->popup(at);
    });
    connect(work_.sweep_panel, &SweepPanel::enqueued, this, [this](int pictures) {
        QDir().mkpath(work_.output_folder());
        work_.log->add(tr("%1 pictures go into the queue").arg(pictures));
        emit panel_wanted("queue");
    });
    connect(work_.sweep_panel, &SweepPanel::night_started, this, [this] {
        work_.log->add(tr("A night is started; its jobs come into the queue"));
        emit panel_wanted("queue");
    });
}

QAction* QueueControl::add(const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& why,
                           std::function<void(const Jobs& chosen)> run) {
    return commands_.add(menu_, name, text, keys, why, [this, run = std::move(run)](bool) {
        work_.queue_panel->show_problem({});
        run(work_.queue_panel->selected());
    });
}

void QueueControl::add_commands(QMenu* queue) {
    menu_ = queue;
    const auto sweep = [&](const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& why, SweepKind kind) {
        commands_.add(menu_, name, text, keys, why, [this, kind](bool) {
            emit panel_wanted("sweep");
            work_.sweep_panel->choose(kind);
        });
    };
    sweep("sweep_grid", tr("X/Y/Z &grid…"), {Qt::CTRL | Qt::Key_G},
          tr("The request over up to three settings, one picture for each combination of their values."), SweepKind::grid);
    sweep("sweep_profiles", tr("Run all st&yles…"), {}, tr("The request once with each style; says first how many pictures and how long."),
          SweepKind::profiles);
    sweep("sweep_models", tr("Run all &models…"), {}, tr("The request once with each model; says first how many pictures and how long."),
          SweepKind::models);
    commands_.add(menu_, "night", tr("A night of pictures…"), {},
                  tr("Hours of pictures from a theme, unattended; the queue shows and stops it."), [this](bool) {
                      emit panel_wanted("sweep");
                      work_.sweep_panel->choose_night();
                  });
    menu_->addSeparator();
    add_job_commands();
    menu_->addSeparator();
    add_order_commands();
    menu_->addSeparator();
    add_commands_for_all();
    menu_->addSeparator();
    add_notify_commands();
    struct Button {
        const char *name, *icon;
        QString word;
    };
    for (const Button& button : std::initializer_list<Button>{{"queue_pause", "pause", tr("Pause")},
                                                              {"queue_resume", "play", tr("Resume")},
                                                              {"queue_retry", "retry", tr("Again")},
                                                              {"queue_first", "first", tr("Next")},
                                                              {"queue_cancel", "close", tr("Cancel")},
                                                              {"queue_clear", "remove", tr("Clear")},
                                                              {"sweep_grid", "grid", tr("Grid…")},
                                                              {"night", "night", tr("Night…")}})
        work_.queue_panel->add_action_button(commands_.find(button.name), button.icon, button.word);
    enable();
}

void QueueControl::add_job_commands() {
    add("queue_pause", tr("&Pause"), {}, tr("Pauses the selected jobs; those that run keep their step and free the device's memory."),
        [this](const Jobs& jobs) {
            steps_.pause(filtered(jobs, {S::waiting, S::running}));
        });
    add("queue_resume", tr("&Resume"), {}, tr("Lets paused jobs go on where they stopped."),
        [this](const Jobs& jobs) { steps_.resume(filtered(jobs, {S::paused})); });
    add("queue_retry", tr("Run agai&n"), {},
        tr("Lets failed and cancelled jobs run again; a failed one goes on at the step that was kept."), [this](const Jobs& jobs) {
            steps_.retry(filtered(jobs, {S::failed, S::cancelled, S::refused}));
        });
    add("queue_show", tr("Show its pictures"), {}, tr("The picture of the selected job; those of a group side by side."),
        [this](const Jobs& jobs) {
            if (!jobs.empty()) open(jobs, jobs.size() > 1);
        });
    add("queue_use_settings", tr("Use its &settings"), {}, tr("Takes the settings of the selected job into yours; Undo takes it back."),
        [this](const Jobs& jobs) {
            if (!jobs.empty()) use_settings(jobs.front());
        });
    QAction* cancel = add("queue_cancel", tr("&Cancel"), {Qt::Key_Delete},
                          tr("Cancels the selected jobs; finished pictures stay, Undo takes it back."), [this](const Jobs& jobs) {
                              steps_.cancel(filtered(jobs, {S::waiting, S::paused, S::running, S::failed, S::refused}));
                          });
    Commands::scope(cancel, {work_.queue_panel});
    add("queue_stop_night", tr("Stop the night"), {},
        tr("The night of the selected jobs ends after the step that runs; what is made stays."),
        [this](const Jobs& jobs) { stop_night(jobs); });
}

// The program that runs a night ends it as for Ctrl-C; known by its jobs that run.
int64_t QueueControl::process_of_night(const Jobs& jobs) const {
    std::set<std::string> nights;
    for (const JobId id : jobs)
        if (const JobRow* job = work_.queue.job(id); job && job->keeper.starts_with("night-")) nights.insert(job->keeper);
    for (const JobRow& row : listing_.rows)
        if (row.state == S::running && row.pid > 0 && row.pid != ::getpid() && nights.contains(row.keeper) && is_this_program(row.pid))
            return row.pid;
    return 0;
}

void QueueControl::stop_night(const Jobs& jobs) {
    const int64_t process = process_of_night(jobs);
    if (process > 0 && ::kill(static_cast<pid_t>(process), SIGINT) != 0)
        work_.queue_panel->show_problem(tr("The night could not be stopped: it may have ended."));
}

void QueueControl::add_order_commands() {
    const auto movable = [this](const Jobs& jobs) { return filtered(jobs, {S::waiting, S::paused}); };
    add("queue_first", tr("Run n&ext"), {}, tr("Moves the selected jobs to the front of the queue."),
        [this, movable](const Jobs& jobs) { steps_.move(movable(jobs), {QueuePlace::Kind::first}); });
    add("queue_last", tr("Run &last"), {}, tr("Moves the selected jobs to the end of the queue."),
        [this, movable](const Jobs& jobs) { steps_.move(movable(jobs), {QueuePlace::Kind::last}); });
    add("queue_raise", tr("&Higher priority"), {}, tr("Jobs of a higher priority run before all others."),
        [this, movable](const Jobs& jobs) { steps_.set_priority(movable(jobs), 1); });
    add("queue_lower", tr("Lo&wer priority"), {}, tr("Jobs of a lower priority run behind all others."),
        [this, movable](const Jobs& jobs) { steps_.set_priority(movable(jobs), -1); });
}

void QueueControl::add_commands_for_all() {
    add("queue_pause_all", tr("Pause &all"), {}, tr("Pauses everything that runs or waits."), [this](const Jobs&) {
        steps_.pause(filtered(all(), {S::waiting, S::running}));
    });
    add("queue_resume_all", tr("Res&ume all"), {}, tr("Lets everything that is paused go on."),
        [this](const Jobs&) { steps_.resume(filtered(all(), {S::paused})); });
    add("queue_clear", tr("Clear what is &finished"), {},
        tr("Takes jobs that are over out of the list; pictures stay, Undo brings them back."), [this](const Jobs&) { clear_finished(); });
    add("queue_cancel_all", tr("Cancel all that wa&it"), {},
        tr("Cancels every job that waits or is paused; what runs goes on, Undo takes it back."), [this](const Jobs&) {
            steps_.cancel(filtered(all(), {S::waiting, S::paused}));
        });
}

void QueueControl::add_notify_commands() {
    const auto add_switch = [this](const char* name, const QString& text, const QString& why, const char* key, bool usual) {
        const auto wanted = [this, key, usual] { return work_.settings.value(key, usual).toBool(); };
        QAction* made = commands_.add(menu_, name, text, {}, why);
        made->setCheckable(true);
        made->setChecked(wanted());
        connect(made, &QAction::toggled, this, [this, key](bool on) { work_.settings.setValue(key, on); });
        connect(menu_, &QMenu::aboutToShow, made, [made, wanted] { made->setChecked(wanted()); });  // the settings page has it too
    };
    add_switch("notify", tr("No&tify when long work ends"), tr("Tells the desktop while this window is not active."), "notify/when_done",
               true);
    add_switch("sound", tr("Play a sound when long work ends"), tr("The desktop's sound for what is done."), "notify/sound", false);
    // Not remembered: a forgotten one would swallow every notice from then on.
    commands_
        .add(menu_, "screencast", tr("Keep quiet for a screencast"), {},
             tr("No notices and no sounds until it is switched off or the program ends."))
        ->setCheckable(true);
}

Notifier::Ways QueueControl::notify_ways() const {
    const QAction* screencast = commands_.find("screencast");
    if (screencast && screencast->isChecked()) return {false, false};
    return {work_.settings.value("notify/when_done", true).toBool(), work_.settings.value("notify/sound", false).toBool()};
}

void QueueControl::happened(const JobEvent& event) {
    work_.log->add_event(event);
    if (event.kind == JobEvent::Kind::started && busy_since_ == 0) busy_since_ = now_s();
    if (event.kind != JobEvent::Kind::ended) return;
    const bool ours = work_.bridge.ticket_of(event.job).has_value();
    const size_t left = work_.bridge.active().size() - (ours ? 1 : 0);
    const auto message = Notifier::message_for(event, left, busy_since_ > 0 ? now_s() - busy_since_ : 0);
    if (left == 0) busy_since_ = 0;
    const Notifier::Ways ways = notify_ways();
    if (message && ways.any() && !work_.frame.isActiveWindow()) notifier_->send(*message, ways);
}

void QueueControl::open(const Jobs& jobs, bool group) {
    std::vector<const JobRow*> rows;
    for (const JobId id : jobs)
        if (const JobRow* job = work_.queue.job(id)) rows.push_back(job);
    if (rows.empty()) return;
    if (!group && !rows.front()->trains.empty()) return emit training_wanted(rows.front()->id, false);
    if (const auto ticket = work_.bridge.ticket_of(rows.front()->id); !group && ticket) {
        if (const int row = work_.gallery.row_of(*ticket); row >= 0) work_.gallery_panel->select(row);
        return;
    }
    std::stable_sort(rows.begin(), rows.end(), [](const JobRow* a, const JobRow* b) { return a->cell < b->cell; });
    QStringList pictures;
    for (const JobRow* job : rows)
        if (!job->picture.empty()) pictures << QString::fromStdString(job->picture);
    if (pictures.isEmpty()) return;
    if (group && pictures.size() > 1)
        emit grid_wanted(pictures, work_.queue.axes_of(rows.front()->id));
    else
        emit picture_wanted(pictures.front());
}

QueueControl::Jobs QueueControl::all() const {
    QModelIndexList tops;
    for (int row = 0; row < work_.queue.rowCount(); ++row) tops << work_.queue.index(row, 0);
    return work_.queue.jobs(tops);
}

QueueControl::Jobs QueueControl::filtered(Jobs jobs, std::initializer_list<JobState> states) const {
    std::erase_if(jobs, [&](JobId id) {
        const JobRow* job = work_.queue.job(id);
        return !job || std::find(states.begin(), states.end(), job->state) == states.end();
    });
    return jobs;
}

void QueueControl::enable() {
    std::set<JobState> states;
    for (const JobId id : work_.queue_panel->selected()) states.insert(work_.queue.job(id)->state);
    const auto enable = [&](const char* name, std::initializer_list<JobState> fitting) {
        commands_.enable(name, std::any_of(fitting.begin(), fitting.end(), [&](JobState state) { return states.contains(state); }));
    };
    commands_.enable("queue_use_settings", states.size() > 0);
    commands_.enable("queue_clear", std::any_of(listing_.rows.begin(), listing_.rows.end(),
                                                [this](const JobRow& row) { return !is_open(row.state) && !cleared_.contains(row.id); }));
    commands_.enable("queue_stop_night", process_of_night(work_.queue_panel->selected()) > 0);
    const auto pictured = work_.queue_panel->selected();
    commands_.enable("queue_show", std::any_of(pictured.begin(), pictured.end(), [this](JobId id) {
                         return !work_.queue.job(id)->picture.empty() || !work_.queue.job(id)->trains.empty();
                     }));
    enable("queue_pause", {S::waiting, S::running});
    enable("queue_resume", {S::paused});
    enable("queue_retry", {S::failed, S::cancelled, S::refused});
    enable("queue_cancel", {S::waiting, S::paused, S::running, S::failed, S::refused});
    for (const char* name : {"queue_first", "queue_last", "queue_raise", "queue_lower"}) enable(name, {S::waiting, S::paused});
}

}  // namespace imagelab
