// MainWindow's viewer: how pictures are looked at and compared, and what is taken from those that are dropped or pasted.
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QMenu>
#include <QMimeData>
#include <QStandardPaths>
#include <QUrl>

#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/wording.h"
#include "ui/models/request_difference.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/filmstrip.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

enum class Dropped { nothing, model, picture };

Dropped kind_of(const QString& path) {
    const QFileInfo file(path);
    if (file.isDir()) return file.exists() && QFileInfo::exists(path + "/model_index.json") ? Dropped::model : Dropped::nothing;
    const QString suffix = file.suffix().toLower();
    if (suffix == "safetensors") return Dropped::model;
    return QImageReader::supportedImageFormats().contains(suffix.toLatin1()) ? Dropped::picture : Dropped::nothing;
}

QString local_path(const QMimeData* data) {
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) return url.toLocalFile();
    return {};
}

// What the clipboard holds as a file: a file that was copied, or the picture's own bytes, which may carry its settings; a bare bitmap is
// written as PNG. Empty: no picture.
QString file_of(const QMimeData* data) {
    if (const QString path = local_path(data); kind_of(path) == Dropped::picture) return path;
    if (!data->hasImage() && !data->hasFormat("image/png")) return {};
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + "/pasted");
    folder.mkpath(".");
    const QString path = folder.filePath(QDateTime::currentDateTime().toString("yyyyMMdd-hhmmss-zzz") + ".png");
    if (data->hasFormat("image/png")) {
        QFile file(path);
        const QByteArray bytes = data->data("image/png");
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
    }
    return qvariant_cast<QImage>(data->imageData()).save(path) ? path : QString();
}

}  // namespace

void MainWindow::connect_viewer() {
    connect(&loader_, &PictureLoader::loaded, this, &MainWindow::show_loaded);
    connect(&loader_, &PictureLoader::info, this, [this](const PictureInfoPtr& info) {
        targets_->set_info(info);
        if (info->path == settings_from_) take_settings(info);
    });
    connect(&viewer_->view(), &PictureView::step_wanted, this, &MainWindow::step_picture);
    connect(&viewer_->filmstrip(), &Filmstrip::chosen, strip_, &GalleryPanel::select);
    connect(&viewer_->banner(), &Banner::undo_wanted, this, [this] { document_.history().undo(); });
    connect(browse_, &BrowseView::step_wanted, this, &MainWindow::step_picture);
    connect(browse_, &BrowseView::closed, this, [this] { strip_->grid().setFocus(Qt::OtherFocusReason); });
    connect(strip_, &GalleryPanel::look_wanted, this, &MainWindow::look_large);
    connect(targets_, &DropTargets::chosen, this, &MainWindow::targets_chosen);
    connect(&viewer_->grid(), &GridPanel::export_wanted, this, &MainWindow::export_grid);
    connect(&viewer_->grid(), &GridPanel::chosen, this, &MainWindow::take_from_grid);
    DetailsPanel& details = viewer_->details();
    connect(&details, &DetailsPanel::favourite_wanted, this, &MainWindow::toggle_favourite);
    connect(&details, &DetailsPanel::rating_wanted, this, &MainWindow::rate);
    connect(&details, &DetailsPanel::tags_wanted, this, &MainWindow::set_tags);
    connect(&details, &DetailsPanel::folder_wanted, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())); });
    connect(&details, &DetailsPanel::take_all, this, [this] {
        if (shown_info_) take_settings(shown_info_);
    });
    connect(&details, &DetailsPanel::take_one, this, [this](const RequestDifference& difference) {
        Request r = document_.request();
        difference.take(r);
        document_.edit(r, difference.step);
    });
    connect(&document_, &RequestDocument::changed, this, [this] { viewer_->details().set_mine(document_.request()); });
    connect(viewer_, &ViewerPanel::details_toggled, this, [this](bool open) {
        action("details")->setChecked(open);
        settings_.setValue("viewer/details", open);
    });
    viewer_->details().set_mine(document_.request());
    viewer_->set_details_open(settings_.value("viewer/details", false).toBool());
}

void MainWindow::make_look_menu(QMenu* menu) {
    const auto add = [&](const char* name, const QString& text, const QKeySequence& key, const QString& explanation, auto run) {
        QAction* made = add_action(menu, name, text, {key}, explanation);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        for (QWidget* place : {static_cast<QWidget*>(strip_), static_cast<QWidget*>(viewer_)}) place->addAction(made);
        connect(made, &QAction::triggered, this, run);
        return made;
    };
    QAction* large = add("look_large", tr("Look at it &large"), Qt::Key_Space,
                         tr("The picture over the whole window; Space and arrows go on, Escape comes back."), [this] { look_large(); });
    large->setShortcutContext(Qt::WidgetShortcut);  // buttons beside the pictures hear Space themselves
    for (QWidget* place : {static_cast<QWidget*>(&strip_->grid()), static_cast<QWidget*>(&viewer_->view())}) place->addAction(large);
    QAction* details = add("details", tr("&Details"), Qt::Key_I, tr("What the picture was made with, beside your settings."),
                           [this](bool on) { viewer_->set_details_open(on); });
    details->setCheckable(true);
    add("compare", tr("&Compare the two that are chosen"), Qt::Key_C, tr("Side by side, with a slider, or their difference."),
        [this] { compare_chosen(); });
    add("grid_view", tr("Show those chosen as a &grid"), Qt::Key_G, tr("Labelled by the two settings they differ in."),
        [this] { grid_of_chosen(); });
    make_seeds_action(menu);
}

void MainWindow::show_row(int row) {
    if (row < 0 || row >= gallery_.rowCount()) {
        if (QFileInfo::exists(shown_path_)) return;  // only left out by the search
        shown_path_.clear();
        browse_->hide();
        return viewer_->show_empty();
    }
    leave_welcome();
    const StripEntry e = gallery_.entry(row);
    if (e.state == StripEntry::State::done) {
        shown_path_ = e.path;
        viewer_->filmstrip().show_batch_of(row);
        const auto* recent = loader_.recent(e.path);
        if (recent && e.made > 0 && recent->info->modified != e.made) loader_.forget(e.path);  // written anew
        if (e.known) loader_.load(e.path);
        return;
    }
    shown_path_.clear();
    viewer_->show_job(e.request, e.state == StripEntry::State::waiting ? tr("Waiting for its turn") : tr("Starting"), e.picture);
}

void MainWindow::show_loaded(const QString& path, const QImage& image, const PictureInfoPtr& info) {
    const bool beside_seeds = browsing_seeds() && path == seeds_.beside;
    if (path == shown_path_ && !beside_seeds && gallery_.row_of(path) >= 0) show_picture(gallery_.row_of(path), image, info);
    if (path == compared_[0] || path == compared_[1]) compare_loaded();
}

void MainWindow::show_picture(int row, const QImage& image, const PictureInfoPtr& info) {
    if (image.isNull()) {
        const QString message = tr("%1 cannot be read: was it moved or deleted?").arg(QDir::toNativeSeparators(shown_path_));
        return viewer_->banner().show_error(message, message);
    }
    const StripEntry e = gallery_.entry(row);
    shown_info_ = info;
    viewer_->show_picture(image, info->imported ? in_own_words(info->imported->request) : e.request,
                          e.seconds > 0 ? duration_text(e.seconds) : QString());
    viewer_->details().show_picture(e, info);
    browse_->show_picture(image);
    show_browse_caption();
    for (const int next : {row + 1, row - 1}) {
        if (!browse_->isVisible() || next < 0 || next >= gallery_.rowCount()) continue;
        const StripEntry beside = gallery_.entry(next);
        if (beside.state == StripEntry::State::done && beside.known) loader_.preload(beside.path);
    }
}

void MainWindow::step_picture(int by) {
    const int row = strip_->current_row() + by;
    if (row >= 0 && row < gallery_.rowCount() && gallery_.entry(row).state == StripEntry::State::done) strip_->select(row);
}

void MainWindow::look_large() {
    const int row = strip_->current_row();
    if (row < 0 || gallery_.entry(row).state != StripEntry::State::done || viewer_->view().picture().isNull()) return;
    browse_->show_picture(viewer_->view().picture());
    show_browse_caption();
    browse_->open();
}

void MainWindow::show_browse_caption() {
    const int row = strip_->current_row();
    if (row < 0) return;
    const StripEntry e = gallery_.entry(row);
    browse_->show_caption(tr("%1 of %2").arg(row + 1).arg(gallery_.rowCount()), QString::fromStdString(e.request.prompt).simplified(),
                          e.marks);
}

void MainWindow::compare_chosen() {
    const QList<int> rows = strip_->selected_rows();
    if (rows.size() != 2) return;
    for (int i = 0; i < 2; ++i) {
        const StripEntry e = gallery_.entry(rows[i]);
        if (e.state != StripEntry::State::done || !e.known) return;
        compared_[i] = e.path;
    }
    compare_loaded();
}

// Goes on when each is read; both stay in the loader's memory.
void MainWindow::compare_loaded() {
    ComparedPicture pictures[2];
    for (int i = 0; i < 2; ++i) {
        const auto recent = loader_.recent(compared_[i]);
        if (!recent) {
            if (!loader_.failed(compared_[i])) return loader_.load(compared_[i]);
            const QString message = tr("%1 cannot be read: was it moved or deleted?").arg(QDir::toNativeSeparators(compared_[i]));
            compared_[0].clear(), compared_[1].clear();
            return viewer_->banner().show_error(message, message);
        }
        pictures[i] = {compared_[i], recent->image, recent->info->imported ? recent->info->imported->request : Request{},
                       recent->info->imported.has_value()};
    }
    compared_[0].clear(), compared_[1].clear();
    viewer_->comparison().compare(pictures[0], pictures[1]);
    viewer_->show_comparison();
}

void MainWindow::grid_of_chosen() {
    QStringList paths;
    for (const int row : strip_->selected_rows()) {
        const StripEntry e = gallery_.entry(row);
        if (e.state == StripEntry::State::done && e.known) paths << e.path;
    }
    if (paths.size() > 1) show_grid(paths);
}

void MainWindow::show_grid(const QStringList& pictures) {
    viewer_->grid().show_pictures(pictures);
    viewer_->show_grid();
}

void MainWindow::export_grid(const QImage& composed) {
    auto* dialog =
        new QFileDialog(this, tr("Save the grid as"), settings_.value("folders/export", QDir::homePath()).toString() + "/grid.png",
                        tr("Pictures (*.png *.jpg)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("png");
    connect(dialog, &QFileDialog::fileSelected, this, [this, composed](const QString& path) {
        settings_.setValue("folders/export", QFileInfo(path).absolutePath());
        gallery_bridge_.change(tr("Saving the grid"), [composed, path](Gallery&, ChangeReport& report) {
            if (!composed.save(path))
                report.problem(tr("%1 could not be written: is there room, and may you write there?").arg(path).toStdString());
        });
    });
    dialog->show();
}

void MainWindow::use_settings(const QString& path) {
    settings_from_ = path;
    loader_.load_info(path);
}

void MainWindow::take_settings(const PictureInfoPtr& info) {
    settings_from_.clear();
    const int row = gallery_.row_of(info->path);
    if (!info->imported && (row < 0 || gallery_.entry(row).request.prompt.empty())) {
        const QString message = tr("%1: its settings cannot be used. %2").arg(QFileInfo(info->path).fileName(), info->problem);
        return viewer_->banner().show_error(message, message);
    }
    Imported own;  // of this session, before it is written
    if (!info->imported) own.request = gallery_.entry(row).request;
    const Restored restored =
        with_settings_of(document_.request(), info->imported ? *info->imported : own, request_panel_->desk().library.models());
    document_.edit(restored.request, tr("use of a picture's settings"));
    if (restored.notes.isEmpty()) return;
    const QString message = tr("Settings of %1 are used, but not all: %2").arg(info->program(), restored.notes.join(' '));
    viewer_->banner().show_notice(message, restored.notes.join('\n') + "\n\n" + raw_text(*info));
}

void MainWindow::paste_picture() {
    const QString path = file_of(QApplication::clipboard()->mimeData());
    if (path.isEmpty()) {
        const QString message = tr("There is no picture on the clipboard: copy one, or a picture file, and paste it then.");
        return viewer_->banner().show_error(message, message);
    }
    targets_->show_picture(path, false);
    loader_.load_info(path);
}

void MainWindow::targets_chosen(DropTargets::Target target) {
    const QString path = targets_->path();
    if (target == DropTargets::Target::settings) use_settings(path);
    if (target == DropTargets::Target::start) open_start_picture(path);
    if (target == DropTargets::Target::model) open_model(path);
    if (target == DropTargets::Target::vae) open_vae(path);
}

// A picture of the gallery that is only moved a little is not meant to be dropped.
bool MainWindow::over_its_own_gallery(const QDropEvent& event) const {
    return event.source() == &strip_->grid() && strip_->rect().contains(strip_->mapFrom(this, event.position().toPoint()));
}

void MainWindow::show_targets(const QDropEvent& event) {
    const QString path = local_path(event.mimeData());
    if (over_its_own_gallery(event)) return targets_->hide();
    const bool shown = targets_->isVisible() && targets_->path() == path;
    if (!shown && kind_of(path) == Dropped::model) {
        targets_->show_model(path, inspect_model(path.toStdString()).kind == "vae");
    } else if (!shown) {
        targets_->show_picture(path, true);
        loader_.load_info(path);
    }
    targets_->light(event.position().toPoint());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (kind_of(local_path(event->mimeData())) == Dropped::nothing) return;
    show_targets(*event);
    event->acceptProposedAction();
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) {
    show_targets(*event);
    event->acceptProposedAction();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    targets_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const DropTargets::Target target = targets_->target_at(event->position().toPoint());
    targets_->hide();
    targets_chosen(target);
    event->acceptProposedAction();
}

}  // namespace imagelab
