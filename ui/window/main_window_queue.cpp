// MainWindow's queue: the panel, its commands, and what the engine tells of jobs.
#include <QDir>
#include <QDockWidget>
#include <QMenu>
#include <QTreeView>

#include "ui/dashboard/device_feed.h"
#include "ui/dashboard/devices_panel.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/queue_commands.h"
#include "ui/queue/queue_feed.h"
#include "ui/queue/queue_panel.h"
#include "ui/queue/sweep_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/notifier.h"

namespace imagelab {

void MainWindow::make_queue() {
    queue_panel_ = new QueuePanel(queue_);
    commands_ = new QueueCommands(bridge_, document_.history(), this);
    auto* feed = new QueueFeed(bridge_, this);
    connect(feed, &QueueFeed::listed, &queue_, &QueueModel::set_listing);
    connect(feed, &QueueFeed::listed, this, [this](const QueueListing& listing) {
        queue_selection_changed();
        devices_panel_->show_ran(listing.rows);
        show_seeds(listing);
    });
    connect(&queue_, &QueueModel::thumbnail_wanted, &loader_, &PictureLoader::load_thumbnail, Qt::QueuedConnection);
    connect(&loader_, &PictureLoader::thumbnail, &queue_, &QueueModel::set_thumbnail);
    connect(&queue_, &QueueModel::move_wanted, commands_, &QueueCommands::move);
    connect(commands_, &QueueCommands::problem, queue_panel_, &QueuePanel::show_problem);
    connect(&bridge_, &SessionBridge::not_added, queue_panel_, &QueuePanel::show_problem);
    connect(&bridge_, &SessionBridge::added, queue_panel_, [this] { queue_panel_->show_problem({}); });
    connect(&bridge_, &SessionBridge::progressed, this, [this](Ticket ticket, const Progress& progress) {
        const QImage preview = progress.preview ? to_qimage(*progress.preview) : QImage();
        if (const auto job = bridge_.job_of(ticket)) queue_.set_progress(*job, progress, preview);
    });
    connect(queue_panel_, &QueuePanel::selection_changed, this, &MainWindow::queue_selection_changed);
    connect(queue_panel_, &QueuePanel::menu_wanted, this, [this](const QPoint& at) { queue_menu_->popup(at); });
    add_panel("queue", tr("Queue"), queue_panel_, Qt::BottomDockWidgetArea);
}

void MainWindow::make_queue_menu(QMenu* menu) {
    queue_menu_ = menu;
    make_sweep_menu(menu);
    using Jobs = std::vector<JobId>;
    const auto command = [&](const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& why, auto act) {
        QAction* made = add_action(menu, name, text, keys, why);
        connect(made, &QAction::triggered, this, [this, act] {
            queue_panel_->show_problem({});
            act(queue_panel_->selected());
        });
        return made;
    };
    QAction* pause =
        command("queue_pause", tr("&Pause"), {},
                tr("Pauses the selected jobs; those that run keep their step and free the device's memory."), [this](const Jobs& jobs) {
                    commands_->pause(filtered(jobs, {JobState::waiting, JobState::running}));
                });
    QAction* resume = command("queue_resume", tr("&Resume"), {}, tr("Lets paused jobs go on where they stopped."),
                              [this](const Jobs& jobs) { commands_->resume(filtered(jobs, {JobState::paused})); });
    QAction* retry =
        command("queue_retry", tr("Run agai&n"), {},
                tr("Lets failed and cancelled jobs run again; a failed one goes on at the step that was kept."), [this](const Jobs& jobs) {
                    commands_->retry(filtered(jobs, {JobState::failed, JobState::cancelled, JobState::refused}));
                });
    QAction* cancel = command("queue_cancel", tr("&Cancel"), {Qt::Key_Delete},
                              tr("Cancels the selected jobs; finished pictures stay, Undo takes it back."), [this](const Jobs& jobs) {
                                  commands_->cancel(filtered(
                                      jobs, {JobState::waiting, JobState::paused, JobState::running, JobState::failed, JobState::refused}));
                              });
    cancel->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    queue_panel_->addAction(cancel);
    menu->addSeparator();
    QAction* first =
        command("queue_first", tr("Run n&ext"), {}, tr("Moves the selected jobs to the front of the queue."), [this](const Jobs& jobs) {
            commands_->move(filtered(jobs, {JobState::waiting, JobState::paused}), {QueuePlace::Kind::first});
        });
    command("queue_last", tr("Run &last"), {}, tr("Moves the selected jobs to the end of the queue."), [this](const Jobs& jobs) {
        commands_->move(filtered(jobs, {JobState::waiting, JobState::paused}), {QueuePlace::Kind::last});
    });
    command("queue_raise", tr("&Higher priority"), {}, tr("Jobs of a higher priority run before all others."), [this](const Jobs& jobs) {
        commands_->set_priority(filtered(jobs, {JobState::waiting, JobState::paused}), 1);
    });
    command("queue_lower", tr("Lo&wer priority"), {}, tr("Jobs of a lower priority run behind all others."), [this](const Jobs& jobs) {
        commands_->set_priority(filtered(jobs, {JobState::waiting, JobState::paused}), -1);
    });
    menu->addSeparator();
    command("queue_pause_all", tr("Pause &all"), {}, tr("Pauses everything that runs or waits."), [this](const Jobs&) {
        commands_->pause(filtered(all_jobs(), {JobState::waiting, JobState::running}));
    });
    command("queue_resume_all", tr("Res&ume all"), {}, tr("Lets everything that is paused go on."),
            [this](const Jobs&) { commands_->resume(filtered(all_jobs(), {JobState::paused})); });
    command("queue_cancel_all", tr("Cancel all that wa&it"), {},
            tr("Cancels every job that waits or is paused; what runs goes on, Undo takes it back."), [this](const Jobs&) {
                commands_->cancel(filtered(all_jobs(), {JobState::waiting, JobState::paused}));
            });
    menu->addSeparator();
    QAction* notify =
        add_action(menu, "notify", tr("No&tify when long work ends"), {}, tr("Tells the desktop while this window is not active."));
    notify->setCheckable(true);
    notify->setChecked(settings_.value("notify/when_done", true).toBool());
    connect(notify, &QAction::toggled, this, [this](bool on) { settings_.setValue("notify/when_done", on); });
    connect(menu, &QMenu::aboutToShow, notify, [this, notify] { notify->setChecked(settings_.value("notify/when_done", true).toBool()); });
    for (const auto& [action, icon] : {std::pair(pause, "pause"), std::pair(resume, "play"), std::pair(retry, "retry"),
                                       std::pair(first, "first"), std::pair(cancel, "close")})
        queue_panel_->add_action_button(action, icon);
    queue_selection_changed();
}

void MainWindow::make_sweep() {
    sweep_panel_ = new SweepPanel(document_, bridge_);
    sweep_panel_->set_output([this] { return output_folder().toStdString(); });
    connect(sweep_panel_, &SweepPanel::enqueued, this, [this](int pictures) {
        QDir().mkpath(output_folder());
        log_->add(tr("%1 pictures go into the queue").arg(pictures));
        show_panel("queue");
    });
    add_panel("sweep", tr("Grid"), sweep_panel_, Qt::BottomDockWidgetArea);
}

void MainWindow::make_sweep_menu(QMenu* menu) {
    const auto open = [&](const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& why, SweepKind kind) {
        connect(add_action(menu, name, text, keys, why), &QAction::triggered, this, [this, kind] {
            show_panel("sweep");
            sweep_panel_->choose(kind);
        });
    };
    open("sweep_grid", tr("X/Y &grid…"), {Qt::CTRL | Qt::Key_G}, tr("The request over two settings, one picture for each pair of values."),
         SweepKind::grid);
    open("sweep_profiles", tr("Run all pr&ofiles…"), {},
         tr("The request once with each style profile; says first how many pictures and how long."), SweepKind::profiles);
    open("sweep_models", tr("Run all &models…"), {}, tr("The request once with each model; says first how many pictures and how long."),
         SweepKind::models);
    menu->addSeparator();
}

void MainWindow::make_devices(Engine& engine) {
    devices_panel_ = new DevicesPanel;
    auto* feed = new DeviceFeed(engine, this);
    connect(devices_panel_, &DevicesPanel::watched, feed, &DeviceFeed::watch);
    connect(feed, &DeviceFeed::looked, devices_panel_, &DevicesPanel::show_look);
    connect(feed, &DeviceFeed::history, devices_panel_, &DevicesPanel::add_history);
    connect(&bridge_, &SessionBridge::priced, devices_panel_, &DevicesPanel::show_price);
    connect(devices_panel_, &DevicesPanel::free_memory_wanted, this, [this] {
        bridge_.ask(
            this, [](Engine& e) { return e.free_memory(); },
            [this](int64_t bytes) {
                devices_panel_->show_freed(bytes);
                bridge_.ask_price(document_.request());
            });
    });
    add_panel("devices", tr("Devices"), devices_panel_, Qt::BottomDockWidgetArea);
}

void MainWindow::make_log() {
    log_ = new LogPanel;
    notifier_ = new Notifier(this);
    connect(&bridge_, &SessionBridge::happened, this, &MainWindow::happened);
    connect(&bridge_, &SessionBridge::not_added, log_, &LogPanel::add);
    add_panel("log", tr("Log"), log_, Qt::BottomDockWidgetArea);
}

void MainWindow::happened(const JobEvent& event) {
    log_->add_event(event);
    if (event.kind == JobEvent::Kind::started && busy_since_ == 0) busy_since_ = now_s();
    if (event.kind != JobEvent::Kind::ended) return;
    const bool ours = bridge_.ticket_of(event.job).has_value();
    const size_t left = bridge_.active().size() - (ours ? 1 : 0);
    const auto message = Notifier::message_for(event, left, busy_since_ > 0 ? now_s() - busy_since_ : 0);
    if (left == 0) busy_since_ = 0;
    if (message && !isActiveWindow() && settings_.value("notify/when_done", true).toBool()) notifier_->send(*message);
}

std::vector<JobId> MainWindow::all_jobs() const {
    QModelIndexList tops;
    for (int row = 0; row < queue_.rowCount(); ++row) tops << queue_.index(row, 0);
    return queue_.jobs(tops);
}

std::vector<JobId> MainWindow::filtered(std::vector<JobId> jobs, std::initializer_list<JobState> states) const {
    std::erase_if(jobs, [&](JobId id) {
        const JobRow* job = queue_.job(id);
        return !job || std::find(states.begin(), states.end(), job->state) == states.end();
    });
    return jobs;
}

// What can be done depends on what is chosen.
void MainWindow::queue_selection_changed() {
    if (!queue_menu_) return;
    std::set<JobState> states;
    for (const JobId id : queue_panel_->selected()) states.insert(queue_.job(id)->state);
    const auto enable = [&](const char* name, std::initializer_list<JobState> fitting) {
        action(name)->setEnabled(std::any_of(fitting.begin(), fitting.end(), [&](JobState state) { return states.contains(state); }));
    };
    using S = JobState;
    enable("queue_pause", {S::waiting, S::running});
    enable("queue_resume", {S::paused});
    enable("queue_retry", {S::failed, S::cancelled, S::refused});
    enable("queue_cancel", {S::waiting, S::paused, S::running, S::failed, S::refused});
    for (const char* name : {"queue_first", "queue_last", "queue_raise", "queue_lower"}) enable(name, {S::waiting, S::paused});
}

}  // namespace imagelab
