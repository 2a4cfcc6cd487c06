#include "ui/window/viewing.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>

#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/wording.h"
#include "ui/models/request_difference.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/canvas_panel.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/filmstrip.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/rating_bar.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/workspace.h"

namespace imagelab {

QString unreadable_text(const QString& path) {
    return Viewing::tr("%1 cannot be read: was it moved or deleted?").arg(QDir::toNativeSeparators(path));
}

Viewing::Viewing(Workspace& work, Commands& commands) : work_(work), commands_(commands) {
    GalleryPanel* gallery = work_.gallery_panel;
    ViewerPanel* viewer = work_.viewer;
    connect(gallery, &GalleryPanel::current_changed, this, &Viewing::show_row);
    connect(gallery, &GalleryPanel::look_wanted, this, &Viewing::look_large);
    connect(&work_.gallery, &GalleryModel::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
        const int row = work_.gallery_panel->current_row();
        if (row >= first.row() && row <= last.row()) show_again();
    });
    connect(&work_.loader, &PictureLoader::loaded, this, &Viewing::show_loaded);
    connect(&viewer->view(), &PictureView::step_wanted, this, &Viewing::step);
    connect(&viewer->filmstrip(), &Filmstrip::chosen, gallery, &GalleryPanel::select);
    connect(&viewer->grid(), &GridPanel::export_wanted, this, &Viewing::export_grid);
    connect(work_.browse, &BrowseView::step_wanted, this, &Viewing::step);
    connect(work_.browse, &BrowseView::closed, this, [this] { work_.gallery_panel->grid().setFocus(Qt::OtherFocusReason); });
    connect(viewer, &ViewerPanel::details_toggled, this, [this](bool open) {
        if (QAction* details = commands_.find("details")) details->setChecked(open);
        work_.settings.setValue("viewer/details", open);
    });
    for (QWidget* place : {static_cast<QWidget*>(&viewer->view()), static_cast<QWidget*>(&gallery->grid())})
        place->installEventFilter(this);
    connect(&viewer->stage().rating(), &RatingBar::favourite_wanted, this, [this] { run("favourite"); });
    connect(&viewer->stage().rating(), &RatingBar::rating_wanted, this, [this](int stars) { run(QString("rate_%1").arg(stars)); });
    viewer->set_details_open(work_.settings.value("viewer/details", false).toBool());
}

void Viewing::add_zoom_commands(QMenu* view) {
    // Of the picture, or of the canvas in its place.
    const auto on_view = [this](auto change) {
        return [this, change](bool) { work_.viewer->is_painting() ? change(work_.viewer->canvas().view()) : change(work_.viewer->view()); };
    };
    commands_.add(view, "zoom_in", tr("Zoom &in"), {QKeySequence::ZoomIn, Qt::CTRL | Qt::Key_Equal}, {},
                  on_view([](auto& shown) { shown.zoom_by(1.25); }));
    commands_.add(view, "zoom_out", tr("Zoom &out"), {QKeySequence::ZoomOut}, {}, on_view([](auto& shown) { shown.zoom_by(0.8); }));
    commands_.add(view, "zoom_fit", tr("&Fit to window"), {Qt::CTRL | Qt::Key_0}, {}, on_view([](auto& shown) { shown.fit(); }));
    commands_.add(view, "zoom_real", tr("&Real pixels"), {Qt::CTRL | Qt::Key_1}, {}, on_view([](auto& shown) { shown.set_zoom(1); }));
    QAction* before = commands_.add(view, "before", tr("&Before and after (hold B)"), {},
                                    tr("What the picture was made from, or the one looked at before it, as long as B is held."),
                                    [this](bool on) { hold_before(on); });
    before->setCheckable(true);
    QAction* full =
        commands_.add(view, "full_screen", tr("F&ull screen"), {Qt::Key_F11}, tr("The window without a frame."), [this](bool on) {
            QWidget* window = work_.frame.window();
            window->setWindowState(on ? window->windowState() | Qt::WindowFullScreen : window->windowState() & ~Qt::WindowFullScreen);
        });
    full->setCheckable(true);
}

QAction* Viewing::add_look_command(QMenu* menu, const char* name, const QString& text, const QKeySequence& key, const QString& explanation,
                                   std::function<void(bool)> run) {
    QAction* made = commands_.add(menu, name, text, {key}, explanation, std::move(run));
    Commands::scope(made, {work_.gallery_panel, work_.viewer});
    return made;
}

void Viewing::add_look_commands(QMenu* menu) {
    QAction* large = add_look_command(menu, "look_large", tr("Look at it &large"), Qt::Key_Space,
                                      tr("The picture over the whole window; Space and arrows go on, Escape comes back."),
                                      [this](bool) { look_large(); });
    // Buttons beside the pictures hear Space themselves.
    Commands::scope(large, {&work_.gallery_panel->grid(), &work_.viewer->view()}, Qt::WidgetShortcut);
    QAction* details =
        add_look_command(menu, "details", tr("&Details"), Qt::Key_I, tr("What the picture was made with, beside your settings."),
                         [this](bool on) { work_.viewer->set_details_open(on); });
    details->setCheckable(true);
    details->setChecked(work_.viewer->details_open());
    add_look_command(menu, "compare", tr("&Compare the two that are chosen"), Qt::Key_C,
                     tr("Side by side, with a slider, or their difference."), [this](bool) { compare_chosen(); });
    add_look_command(menu, "grid_view", tr("Show those chosen as a &grid"), Qt::Key_G, tr("Labelled by the settings they differ in."),
                     [this](bool) { show_chosen_as_grid(); });
}

void Viewing::show_row(int row) {
    if (row < 0 || row >= work_.gallery.rowCount()) {
        if (QFileInfo::exists(shown_path_)) return;  // only left out by the search
        shown_path_.clear();
        work_.browse->hide();
        return work_.viewer->show_empty();
    }
    emit looked();
    const StripEntry e = work_.gallery.entry(row);
    if (e.state == StripEntry::State::done) {
        if (!held_) beside_.clear();
        if (shown_path_ != e.path) previous_path_ = shown_path_;
        shown_path_ = e.path;
        work_.viewer->filmstrip().show_batch_of(e.path);
        const auto* recent = work_.loader.recent(e.path);
        if (recent && e.made > 0 && recent->info->modified != e.made) work_.loader.forget(e.path);  // written anew
        if (e.known) work_.loader.load(e.path);
        return;
    }
    shown_path_.clear();
    work_.viewer->show_job(e.request, e.state == StripEntry::State::waiting ? tr("Waiting for its turn") : tr("Starting"), e.picture);
}

void Viewing::show_path(const QString& path) {
    if (work_.viewer->is_comparing()) work_.viewer->show_view();
    if (work_.gallery.row_of(path) < 0) work_.gallery_panel->filter().set_filter({});
    work_.gallery_panel->select_path(path);
}

void Viewing::show_again() {
    const int row = work_.gallery_panel->current_row();
    const StripEntry e = work_.gallery.entry(row);
    if (e.state != StripEntry::State::done || !e.known) return;
    if (shown_path_ != e.path) return show_row(row);
    work_.viewer->details().set_marks(e.marks);
    work_.viewer->stage().set_marks(e.marks);
    show_large_caption();
}

void Viewing::hold() {
    held_ = true;
    beside_ = shown_path_;
}

PictureInfoPtr Viewing::info_of(const QString& path) const {
    return shown_info_ && shown_info_->path == path ? shown_info_ : nullptr;
}

void Viewing::show_loaded(const QString& path, const QImage& image, const PictureInfoPtr& info) {
    const bool beside = path == beside_ && (held_ || work_.viewer->is_comparing());
    if (const int row = work_.gallery.row_of(path); path == shown_path_ && !beside && row >= 0) show_picture(row, image, info);
    if (path == before_path_) show_before(image);
    if (path == compared_[0] || path == compared_[1]) compare_loaded();
}

void Viewing::show_picture(int row, const QImage& image, const PictureInfoPtr& info) {
    if (image.isNull()) return work_.show_error(unreadable_text(shown_path_));
    const StripEntry e = work_.gallery.entry(row);
    shown_info_ = info;
    const Request made = info->imported ? in_own_words(info->imported->request) : e.request;
    const bool painted = !made.mask.file.empty() || made.outpaint != Outpaint();
    work_.viewer->show_picture(image, made,
                               {e.seconds > 0 ? duration_text(e.seconds) : QString(), info->foreign_sampler(), e.marks,
                                painted ? QString::fromStdString(made.init_image) : QString()});
    work_.viewer->details().show_picture(e, info);
    work_.browse->show_picture(image);
    show_large_caption();
    for (const int next : {row + 1, row - 1}) {
        if (!work_.browse->isVisible() || next < 0 || next >= work_.gallery.rowCount()) continue;
        const StripEntry neighbour = work_.gallery.entry(next);
        if (neighbour.state == StripEntry::State::done && neighbour.known) work_.loader.preload(neighbour.path);
    }
}

void Viewing::step(int by) {
    const int row = work_.gallery_panel->current_row() + by;
    if (row >= 0 && row < work_.gallery.rowCount() && work_.gallery.entry(row).state == StripEntry::State::done)
        work_.gallery_panel->select(row);
}

void Viewing::hold_before(bool on) {
    if (QAction* before = commands_.find("before")) before->setChecked(on);
    if (!on) {
        before_path_.clear();
        return work_.viewer->show_after();
    }
    if (shown_path_.isEmpty() || !shown_info_ || shown_info_->path != shown_path_) return;
    const QString start = shown_info_->imported ? QString::fromStdString(shown_info_->imported->request.init_image) : QString();
    before_path_ = QFileInfo::exists(start) ? start : previous_path_;
    if (before_path_.isEmpty()) return;
    if (const auto* recent = work_.loader.recent(before_path_)) return show_before(recent->image);
    work_.loader.load(before_path_);
}

void Viewing::show_before(const QImage& image) {
    if (!image.isNull()) work_.viewer->show_before(image, tr("Before: %1").arg(QFileInfo(before_path_).fileName()));
}

bool Viewing::eventFilter(QObject* watched, QEvent* event) {
    const bool pressed = event->type() == QEvent::KeyPress, released = event->type() == QEvent::KeyRelease;
    if (event->type() == QEvent::FocusOut && !before_path_.isEmpty()) hold_before(false);
    if (!pressed && !released) return QObject::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() != Qt::Key_B || key->modifiers() != Qt::NoModifier) return QObject::eventFilter(watched, event);
    if (!key->isAutoRepeat()) hold_before(pressed);
    return true;
}

void Viewing::run(const QString& command) {
    if (QAction* action = commands_.find(command)) action->trigger();
}

void Viewing::look_large() {
    const int row = work_.gallery_panel->current_row();
    const QImage& picture = work_.viewer->view().picture();
    if (row < 0 || work_.gallery.entry(row).state != StripEntry::State::done || picture.isNull()) return;
    work_.browse->show_picture(picture);
    show_large_caption();
    work_.browse->open();
}

void Viewing::show_large_caption() {
    const int row = work_.gallery_panel->current_row();
    if (row < 0) return;
    const StripEntry e = work_.gallery.entry(row);
    work_.browse->show_caption(tr("%1 of %2").arg(row + 1).arg(work_.gallery.rowCount()),
                               QString::fromStdString(e.request.prompt).simplified(), e.marks);
}

void Viewing::compare_chosen() {
    const QList<int> rows = work_.gallery_panel->selected_rows();
    if (rows.size() != 2) return;
    QString paths[2];
    for (int i = 0; i < 2; ++i) {
        const StripEntry e = work_.gallery.entry(rows[i]);
        if (e.state != StripEntry::State::done || !e.known) return;
        paths[i] = e.path;
    }
    compare(paths[0], paths[1]);
}

void Viewing::compare(const QString& left, const QString& right) {
    compared_[0] = left;
    compared_[1] = right;
    compare_loaded();
}

// Goes on when each is read; both stay in the loader's memory.
void Viewing::compare_loaded() {
    ComparedPicture pictures[2];
    for (int i = 0; i < 2; ++i) {
        const auto recent = work_.loader.recent(compared_[i]);
        if (!recent) {
            if (!work_.loader.failed(compared_[i])) return work_.loader.load(compared_[i]);
            const QString message = unreadable_text(compared_[i]);
            compared_[0].clear(), compared_[1].clear();
            return work_.show_error(message);
        }
        pictures[i] = {compared_[i], recent->image, recent->info->imported ? recent->info->imported->request : Request{},
                       recent->info->imported.has_value(), recent->info->foreign_sampler()};
    }
    compared_[0].clear(), compared_[1].clear();
    beside_ = shown_path_;
    work_.viewer->comparison().compare(pictures[0], pictures[1]);
    work_.viewer->show_comparison();
}

void Viewing::show_chosen_as_grid() {
    QStringList paths;
    for (const int row : work_.gallery_panel->selected_rows()) {
        const StripEntry e = work_.gallery.entry(row);
        if (e.state == StripEntry::State::done && e.known) paths << e.path;
    }
    if (paths.size() > 1) show_grid(paths);
}

void Viewing::show_grid(const QStringList& pictures, const QStringList& axes) {
    beside_ = shown_path_;
    work_.viewer->grid().show_pictures(pictures, 0, axes);
    work_.viewer->show_grid();
}

void Viewing::export_grid(const QImage& composed) {
    const QString folder = work_.settings.value("folders/export", QDir::homePath()).toString();
    QFileDialog* dialog = save_dialog(&work_.frame, tr("Save the grid as"), folder + "/grid.png", tr("Pictures (*.png *.jpg)"), "png");
    connect(dialog, &QFileDialog::fileSelected, this, [this, composed](const QString& path) {
        work_.settings.setValue("folders/export", QFileInfo(path).absolutePath());
        work_.gallery_bridge.change(tr("Saving the grid"), [composed, path](Gallery&, ChangeReport& report) {
            if (!composed.save(path))
                report.problem(tr("%1 could not be written: is there room, and may you write there?").arg(path).toStdString());
        });
    });
    dialog->show();
}

}  // namespace imagelab
