// MainWindow's seeds: the same picture with others, shown as a grid while they come; a click takes one.
#include <QDir>
#include <QMenu>
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/jobs/grid.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/look/wording.h"
#include "ui/models/request_difference.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {
constexpr int seeds_at_once = 9;
}

void MainWindow::make_seeds_action(QMenu* menu) {
    QAction* more =
        add_action(menu, "more_like_this", tr("&More like this"), {Qt::CTRL | Qt::SHIFT | Qt::Key_D},
                   tr("The chosen picture, or the request where none is chosen, with %1 other seeds side by side; a click takes "
                      "the one you like.")
                       .arg(seeds_at_once));
    connect(more, &QAction::triggered, this, &MainWindow::more_like_this);
}

// The chosen picture's settings, else those being edited.
void MainWindow::more_like_this() {
    Request base = document_.request();
    const int row = strip_->current_row();
    const StripEntry chosen = row < 0 ? StripEntry() : gallery_.entry(row);
    if (row >= 0 && chosen.state == StripEntry::State::done) {
        Imported picture;
        picture.request = chosen.request;
        if (shown_info_ && shown_info_->path == chosen.path && shown_info_->imported) picture = *shown_info_->imported;
        if (!picture.request.prompt.empty()) base = with_settings_of(base, picture, request_panel_->desk().library.models()).request;
    }
    if (QString::fromStdString(base.prompt).trimmed().isEmpty()) return request_panel_->focus_prompt();
    base.batch = 1;
    base.output = output_folder().toStdString();
    const Grid grid = seed_grid(base, seeds_at_once);
    const auto requests = expand_grid(base, grid);
    if (!requests) {
        const QString message = QString::fromStdString(requests.error());
        return viewer_->banner().show_error(message, message);
    }
    EnqueueOptions options;
    options.group = seeds_.group = "seeds-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
    options.about = grid_to_json(grid).dump();
    seeds_.shown = -1;
    seeds_.beside = shown_path_;
    QDir().mkpath(output_folder());  // a folder that cannot be made is the session's to report
    bridge_.enqueue(*requests, options);
    viewer_->grid().show_pictures({}, seeds_at_once);
    viewer_->show_grid();
}

// Over when the last of them is, or somebody looks at something else.
void MainWindow::show_seeds(const QueueListing& listing) {
    if (!browsing_seeds()) return;
    if (!viewer_->is_comparing()) return seeds_.group.clear();
    std::vector<const JobRow*> jobs;
    for (const JobRow& job : listing.rows)
        if (job.group == seeds_.group) jobs.push_back(&job);
    if (jobs.empty()) return;  // not in the queue yet
    std::sort(jobs.begin(), jobs.end(), [](const JobRow* a, const JobRow* b) { return a->cell < b->cell; });
    QStringList pictures;
    for (const JobRow* job : jobs)
        if (!job->picture.empty()) pictures << QString::fromStdString(job->picture);
    if (pictures.size() != seeds_.shown) viewer_->grid().show_pictures(pictures, seeds_at_once);
    seeds_.shown = pictures.size();
    if (std::none_of(jobs.begin(), jobs.end(), [](const JobRow* job) { return is_open(job->state); })) seeds_.group.clear();
}

// What tells the picture from the request: its seed alone, or all its settings.
void MainWindow::take_from_grid(const QString& path, const Request& request) {
    const Request& mine = document_.request();
    const bool own_size = mine.width == 0;
    Request other = request;
    other.seed = mine.seed;
    if (own_size) other.width = other.height = 0;
    if (differences(mine, other).empty())
        document_.change(tr("seed"), [&](Request& r) { r.seed = request.seed; });
    else
        use_settings(path);
    const QString message = tr("Your request has the seed %1 now.").arg(seed_text(request.seed));
    viewer_->banner().show_notice(message, message);
}

}  // namespace imagelab
