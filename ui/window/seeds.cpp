#include "ui/window/seeds.h"

#include <QDir>
#include <QMenu>
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/jobs/grid.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/look/wording.h"
#include "ui/models/picture_info.h"
#include "ui/models/request_difference.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/commands.h"
#include "ui/window/picture_intake.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab {

Seeds::Seeds(Workspace& work, Commands& commands, Viewing& viewing, PictureIntake& intake)
    : work_(work), commands_(commands), viewing_(viewing), intake_(intake) {
    connect(&work_.viewer->grid(), &GridPanel::chosen, this, &Seeds::take);
    connect(&work_.viewer->banner(), &Banner::answered, this, [this] {
        if (const auto wish = std::exchange(asked_, std::nullopt)) start(*wish);
    });
}

void Seeds::add_command(QMenu* gallery) {
    commands_.add(gallery, "more_like_this", tr("&More like this"), {Qt::CTRL | Qt::SHIFT | Qt::Key_D},
                  tr("The chosen picture, or the request where none is chosen, with %1 other seeds side by side; a click takes "
                     "the one you like.")
                      .arg(at_once),
                  [this](bool) { more_like_this(); });
}

std::optional<Seeds::Wish> Seeds::wish() {
    Wish wish;
    Request base = work_.document.request();
    const int row = work_.gallery_panel->current_row();
    const StripEntry chosen = row < 0 ? StripEntry() : work_.gallery.entry(row);
    if (row >= 0 && chosen.state == StripEntry::State::done) {
        Imported picture;
        picture.request = chosen.request;
        if (const PictureInfoPtr info = viewing_.info_of(chosen.path); info && info->imported) picture = *info->imported;
        if (!picture.request.prompt.empty()) {
            const Restored restored = with_settings_of(base, picture, work_.request_panel->desk().library.models());
            base = restored.request;
            wish.lacks = note_sentences(restored.notes);
        }
    }
    if (QString::fromStdString(base.prompt).trimmed().isEmpty()) {
        work_.request_panel->focus_prompt();
        return std::nullopt;
    }
    base.batch = 1;
    base.output = work_.output_folder().toStdString();
    const Grid grid = seed_grid(base, at_once);
    auto requests = expand_grid(base, grid);
    if (!requests) {
        work_.show_error(QString::fromStdString(requests.error()));
        return std::nullopt;
    }
    wish.requests = std::move(*requests);
    wish.about = grid_to_json(grid).dump();
    return wish;
}

void Seeds::more_like_this() {
    const auto wanted = wish();
    if (!wanted) return;
    work_.bridge.ask_slow(
        this,
        [request = wanted->requests.front()](Engine& engine) {
            const auto plan = engine.plan(request);
            return plan ? plan->seconds * at_once : 0;  // what cannot be made is refused by the queue, which says why
        },
        [this, wanted = *wanted](double seconds) { decide(wanted, seconds); });
}

void Seeds::decide(const Wish& wish, double seconds) {
    if (wish.lacks.isEmpty() && seconds <= usual_s) return start(wish);
    asked_ = wish;
    QStringList says = wish.lacks;
    if (seconds > 0) says << tr("%1 pictures would take about %2.").arg(at_once).arg(duration_text(seconds));
    work_.viewer->banner().show_question(says.join(' '), wish.lacks.isEmpty() ? tr("Make them") : tr("Make them all the same"));
}

void Seeds::start(const Wish& wish) {
    EnqueueOptions options;
    options.group = group_ = "seeds-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
    options.about = wish.about;
    shown_ = -1;
    viewing_.hold();
    QDir().mkpath(work_.output_folder());  // a folder that cannot be made is the session's to report
    work_.bridge.enqueue(wish.requests, options);
    work_.viewer->grid().show_pictures({}, at_once);
    work_.viewer->show_grid();
}

void Seeds::end() {
    group_.clear();
    viewing_.release();
}

// Over when the last of them is, or somebody looks at something else.
void Seeds::show(const QueueListing& listing) {
    if (group_.empty()) return;
    if (!work_.viewer->is_comparing()) return end();
    std::vector<const JobRow*> jobs;
    for (const JobRow& job : listing.rows)
        if (job.group == group_) jobs.push_back(&job);
    if (jobs.empty()) return;  // not in the queue yet
    std::sort(jobs.begin(), jobs.end(), [](const JobRow* a, const JobRow* b) { return a->cell < b->cell; });
    QStringList pictures;
    for (const JobRow* job : jobs)
        if (!job->picture.empty()) pictures << QString::fromStdString(job->picture);
    if (pictures.size() != shown_) work_.viewer->grid().show_pictures(pictures, at_once);
    shown_ = pictures.size();
    if (std::none_of(jobs.begin(), jobs.end(), [](const JobRow* job) { return is_open(job->state); })) end();
}

// What tells the picture from the request: its seed alone, or all its settings.
void Seeds::take(const QString& path, const Request& request) {
    const Request& mine = work_.document.request();
    const bool own_size = mine.width == 0;
    Request other = request;
    other.seed = mine.seed;
    if (own_size) other.width = other.height = 0;
    if (differences(mine, other).empty())
        work_.document.change(tr("seed"), [&](Request& r) { r.seed = request.seed; });
    else
        intake_.use_settings(path);
    const QString message = tr("Your request has the seed %1 now.").arg(seed_text(request.seed));
    work_.show_notice(message, message);
}

}  // namespace imagelab
