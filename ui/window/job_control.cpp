#include "ui/window/job_control.h"

#include <QDir>
#include <QMenu>
#include <numeric>

#include "ui/gallery/gallery_panel.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"
#include "ui/models/verdict.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"
#include "ui/window/commands.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {
constexpr int remembered_prompts = 100;
constexpr int look_again_ms = 3000;
}  // namespace

JobControl::JobControl(Workspace& work, Commands& commands, Viewing& viewing) : work_(work), commands_(commands), viewing_(viewing) {
    look_again_.setSingleShot(true);
    look_again_.setInterval(look_again_ms);
    connect(&look_again_, &QTimer::timeout, this, [this] { work_.bridge.ask_price(work_.document.request()); });
    connect(&work_.document, &RequestDocument::changed, this, &JobControl::request_changed);
    connect(work_.request_panel, &RequestPanel::generate_wanted, this, &JobControl::generate);
    connect(work_.status, &StatusPanel::cancel_wanted, this, &JobControl::cancel);
    connect(&work_.bridge, &SessionBridge::progressed, this, &JobControl::progressed);
    connect(&work_.bridge, &SessionBridge::finished, this, &JobControl::finished);
    connect(&work_.bridge, &SessionBridge::appeared, this, &JobControl::appeared);
    connect(&work_.bridge, &SessionBridge::set_aside, this, &JobControl::set_aside);
    connect(work_.gallery_panel, &GalleryPanel::current_changed, this, &JobControl::show_way_back);
    connect(&work_.bridge, &SessionBridge::happened, this, [this](const JobEvent& event) {
        if (event.kind == JobEvent::Kind::ended && event.state == JobState::failed) failed_ = event.job;
    });
    connect(&work_.bridge, &SessionBridge::pricing, work_.request_panel, &RequestPanel::set_pricing);
    connect(&work_.bridge, &SessionBridge::priced, this, &JobControl::priced);
}

void JobControl::add_commands(QMenu* edit) {
    commands_.add(edit, "generate", tr("&Generate"), {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter}, tr("Makes the picture."),
                  [this](bool) { generate(); });
    commands_
        .add(edit, "cancel", tr("&Cancel the running job"), {Qt::Key_Escape}, tr("Finished pictures stay."), [this](bool) { cancel(); })
        ->setEnabled(false);
}

void JobControl::add_view_command(QMenu* view) {
    QAction* live = commands_.add(view, "live", tr("Back to &live"), {Qt::CTRL | Qt::SHIFT | Qt::Key_G},
                                  tr("Shows the picture that is being made."), [this](bool) { back_to_live(); });
    live->setEnabled(false);
    work_.viewer->stage().set_live_command(live);
}

void JobControl::show_way_back() {
    const auto& active = work_.bridge.active();
    commands_.enable("live", !active.empty() && (!is_watched(active.front()) || work_.viewer->is_comparing()));
}

void JobControl::back_to_live() {
    if (work_.bridge.active().empty()) return;
    if (work_.viewer->is_comparing()) work_.viewer->show_view();
    viewing_.release();
    work_.gallery_panel->select(work_.gallery.row_of(work_.bridge.active().front()));
    show_way_back();
}

void JobControl::request_changed() {
    work_.bridge.ask_price(work_.document.request());
    commands_.enable("generate", work_.request_panel->can_generate());
}

void JobControl::look_again() {
    if (look_again_.isActive()) work_.bridge.ask_price(work_.document.request());
}

void JobControl::generate() {
    if (!work_.request_panel->can_generate()) return work_.request_panel->focus_prompt();
    emit generating();
    Request request = work_.document.request();
    request.output = work_.output_folder().toStdString();
    QDir().mkpath(work_.output_folder());  // a folder that cannot be made is the session's to report
    const Ticket ticket = work_.bridge.generate(request);
    work_.gallery.add_job(ticket, request);
    if (work_.bridge.active().size() == 1) work_.status->show_choosing();
    work_.gallery_panel->select(work_.gallery.row_of(work_.bridge.active().front()));
    work_.request_panel->set_prompt_history(work_.remember_recent("prompts", QString::fromStdString(request.prompt), remembered_prompts));
    commands_.enable("cancel", true);
    emit generated();
}

void JobControl::cancel() {
    if (work_.bridge.active().empty()) return;
    const Ticket running = work_.bridge.active().front();
    cancelling_.insert(running);
    work_.status->show_cancelling();
    work_.bridge.cancel(running);
}

bool JobControl::is_watched(Ticket ticket) const {
    const int current = work_.gallery_panel->current_row();
    return current >= 0 && current == work_.gallery.row_of(ticket);
}

void JobControl::progressed(Ticket ticket, const Progress& progress) {
    const QImage preview = progress.preview ? to_qimage(*progress.preview) : QImage();
    work_.gallery.set_progress(ticket, progress.fraction, preview);
    if (!cancelling_.contains(ticket)) work_.status->show_progress(progress, static_cast<int>(work_.bridge.active().size()) - 1);
    show_way_back();
    if (!is_watched(ticket)) return;
    const StripEntry e = work_.gallery.entry(work_.gallery.row_of(ticket));
    work_.viewer->show_job(e.request, progress_text(progress), e.picture);
}

void JobControl::appeared(Ticket ticket, const Request& request, const Progress& so_far) {
    const bool nothing_chosen = work_.gallery_panel->current_row() < 0 && !viewing_.is_held();
    work_.gallery.add_job(ticket, request);
    if (nothing_chosen) work_.gallery_panel->select(work_.gallery.row_of(ticket));
    work_.gallery.set_progress(ticket, so_far.fraction, {});
    work_.status->show_progress(so_far, static_cast<int>(work_.bridge.active().size()) - 1);
    commands_.enable("cancel", true);
}

void JobControl::set_aside(Ticket ticket) {
    const bool watched = is_watched(ticket);
    cancelling_.erase(ticket);
    work_.gallery.finish(ticket, {});
    work_.status->show_idle(tr("Set aside, goes on from the queue"));
    watch_next(watched, -1);
}

void JobControl::finished(Ticket ticket, const JobResult& result) {
    const bool watched = is_watched(ticket) && !viewing_.is_held();
    cancelling_.erase(ticket);
    const int first = work_.gallery.finish(ticket, result);
    if (!result.request.seed.is_open()) work_.request_panel->set_last_seed(result.request.seed);
    report(result);
    watch_next(watched, first);
}

// After a job: its first picture, or the next job, where it was the one being watched.
void JobControl::watch_next(bool watched, int first) {
    const bool more = !work_.bridge.active().empty();
    if (watched && first >= 0) {
        work_.gallery_panel->select(first);
    } else if (watched && more) {
        work_.gallery_panel->select(work_.gallery.row_of(work_.bridge.active().front()));
    } else if (watched && work_.gallery.rowCount() > 0) {
        work_.gallery_panel->select(0);
    } else if (work_.gallery.rowCount() == 0) {
        work_.viewer->show_empty();
    }
    if (more) work_.status->show_progress({}, static_cast<int>(work_.bridge.active().size()) - 1);
    commands_.enable("cancel", more);
    show_way_back();
    work_.bridge.ask_price(work_.document.request());  // free memory and measured times changed
}

void JobControl::report(const JobResult& result) {
    const double seconds = std::accumulate(result.step_s.begin(), result.step_s.end(), result.load_s + result.text_s + result.decode_s);
    const auto count = static_cast<int>(result.images.size());
    switch (result.status) {
        case JobResult::Status::done:
            work_.viewer->banner().hide();
            work_.status->show_idle(count == 1 ? tr("Done in %1").arg(duration_text(seconds))
                                               : tr("%1 pictures done in %2").arg(count).arg(duration_text(seconds)));
            return;
        case JobResult::Status::cancelled:
            work_.status->show_idle(count == 0 ? tr("Cancelled") : tr("Cancelled, %1 finished kept").arg(count));
            return;
        case JobResult::Status::failed:
            work_.status->show_idle(tr("Not made, see above"));
            work_.show_error(QString::fromStdString(result.message), tr("Image Lab %1").arg(IMAGELAB_VERSION) + '\n' +
                                                                         QString::fromStdString(result.message) + "\n\n" +
                                                                         details_text(result.request));
    }
}

void JobControl::priced(const Price& price) {
    if (price.own_width > 0) {
        work_.request_panel->set_own_size(price.own_width, price.own_height);
        work_.viewer->set_own_size(price.own_width, price.own_height);
    }
    const Verdict verdict = judge(price);
    work_.request_panel->set_verdict(verdict);
    if (!verdict.can_run() && work_.bridge.active().empty()) look_again_.start();
    commands_.enable("generate", work_.request_panel->can_generate());
    if (!price.devices.empty()) work_.status->set_device(price.devices.front());
    emit devices_known(price.devices);
}

}  // namespace imagelab
