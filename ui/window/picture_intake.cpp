#include "ui/window/picture_intake.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QImageReader>
#include <QMenu>
#include <QMimeData>
#include <QStandardPaths>
#include <QUrl>

#include "core/library/model_file.h"
#include "core/weights/weight_file.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/models/pasted_settings.h"
#include "ui/models/request_difference.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/toast.h"
#include "ui/window/commands.h"
#include "ui/window/request_commands.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

enum class Dropped { nothing, model, picture };

Dropped kind_of(const QString& path) {
    const QFileInfo file(path);
    if (file.isDir()) return file.exists() && QFileInfo::exists(path + "/model_index.json") ? Dropped::model : Dropped::nothing;
    const QString suffix = file.suffix().toLower();
    if (has_weight_extension(path.toStdString())) return Dropped::model;
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

PictureIntake::PictureIntake(Workspace& work, Commands& commands, RequestCommands& requests)
    : work_(work), commands_(commands), requests_(requests) {
    work_.frame.setAcceptDrops(true);
    work_.frame.installEventFilter(this);
    connect(&work_.loader, &PictureLoader::info, this, [this](const PictureInfoPtr& info) {
        work_.targets->set_info(info);
        if (info->path == settings_from_) take_settings(info);
    });
    connect(work_.targets, &DropTargets::chosen, this, &PictureIntake::chosen);
    connect(&work_.viewer->banner(), &Banner::undo_wanted, this, [this] { work_.document.history().undo(); });
    DetailsPanel& details = work_.viewer->details();
    connect(&details, &DetailsPanel::take_all, this, [this] {
        if (const PictureInfoPtr& info = work_.viewer->details().info()) take_settings(info);
    });
    connect(&details, &DetailsPanel::take_one, this, [this](const RequestDifference& difference) {
        Request r = work_.document.request();
        difference.take(r);
        work_.document.edit(r, difference.step);
    });
    connect(work_.request_panel, &RequestPanel::whole_text_pasted, this, &PictureIntake::take_text);
    connect(&work_.document, &RequestDocument::changed, this, [this] { work_.viewer->details().set_mine(work_.document.request()); });
    details.set_mine(work_.document.request());
}

void PictureIntake::add_commands(QMenu* edit) {
    commands_.add(edit, "paste_picture", tr("Paste a p&icture"), {Qt::CTRL | Qt::SHIFT | Qt::Key_V},
                  tr("Use the settings of the picture on the clipboard, or start from it."), [this](bool) { paste(); });
}

void PictureIntake::use_settings(const QString& path) {
    settings_from_ = path;
    work_.loader.load_info(path);
}

void PictureIntake::take_settings(const PictureInfoPtr& info) {
    settings_from_.clear();
    const int row = work_.gallery.row_of(info->path);
    if (!info->imported && (row < 0 || work_.gallery.entry(row).request.prompt.empty()))
        return work_.show_error(tr("%1: its settings cannot be used. %2").arg(QFileInfo(info->path).fileName(), info->problem));
    Imported own;  // of this session, before it is written
    if (!info->imported) own.request = work_.gallery.entry(row).request;
    const Restored restored =
        with_settings_of(work_.document.request(), info->imported ? *info->imported : own, work_.request_panel->desk().library.models());
    work_.document.edit(restored.request, tr("use of a picture's settings"));
    if (restored.notes.isEmpty()) return;
    const QStringList notes = note_sentences(restored.notes);
    work_.show_notice(tr("Settings of %1 are used, but not all: %2").arg(info->program(), notes.join(' ')),
                      notes.join('\n') + "\n\n" + raw_text(*info));
}

void PictureIntake::take_text(const QString& text) {
    const Restored restored = with_pasted_settings(work_.document.request(), text, work_.request_panel->desk().library.models());
    work_.document.edit(restored.request, tr("use of a pasted text's settings"));
    if (restored.notes.isEmpty()) return work_.viewer->toast().show_done(tr("The text was a picture's settings: they fill the request"));
    const QStringList notes = note_sentences(restored.notes);
    work_.show_notice(tr("The pasted text's settings are used, but not all: %1").arg(notes.join(' ')), notes.join('\n') + "\n\n" + text);
}

void PictureIntake::paste() {
    const QString path = file_of(QApplication::clipboard()->mimeData());
    if (path.isEmpty())
        return work_.show_error(tr("There is no picture on the clipboard: copy one, or a picture file, and paste it then."));
    work_.targets->show_picture(path, false);
    work_.loader.load_info(path);
}

void PictureIntake::chosen(DropTargets::Target target) {
    const QString path = work_.targets->path();
    if (target == DropTargets::Target::settings) use_settings(path);
    if (target == DropTargets::Target::start) requests_.open_start_picture(path);
    if (target == DropTargets::Target::reference) requests_.add_reference(path);
    if (target == DropTargets::Target::model) requests_.open_model(path);
    if (target == DropTargets::Target::vae) requests_.open_vae(path);
}

// A picture that is only moved a little where it is shown is not meant to be dropped.
bool PictureIntake::over_its_own_panel(const QDropEvent& event) const {
    const auto over = [&](const QWidget* panel) {
        return panel->rect().contains(panel->mapFrom(&work_.frame, event.position().toPoint()));
    };
    if (event.source() == &work_.gallery_panel->grid()) return over(work_.gallery_panel);
    return event.source() == &work_.viewer->view() && over(work_.viewer);
}

void PictureIntake::show_targets(const QDropEvent& event) {
    const QString path = local_path(event.mimeData());
    if (over_its_own_panel(event)) return work_.targets->hide();
    const bool shown = work_.targets->isVisible() && work_.targets->path() == path;
    if (!shown && kind_of(path) == Dropped::model) {
        work_.targets->show_model(path, inspect_model(path.toStdString()).kind == "vae");
    } else if (!shown) {
        work_.targets->show_picture(path, true);
        work_.loader.load_info(path);
    }
    work_.targets->light(event.position().toPoint());
}

bool PictureIntake::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::DragEnter:
        case QEvent::DragMove: {
            auto* drag = static_cast<QDragMoveEvent*>(event);
            if (event->type() == QEvent::DragEnter && kind_of(local_path(drag->mimeData())) == Dropped::nothing) {
                drag->ignore();
                return true;
            }
            show_targets(*drag);
            drag->acceptProposedAction();
            return true;
        }
        case QEvent::DragLeave:
            work_.targets->hide();
            return true;
        case QEvent::Drop: {
            auto* drop = static_cast<QDropEvent*>(event);
            const DropTargets::Target target = work_.targets->target_at(drop->position().toPoint());
            work_.targets->hide();
            chosen(target);
            drop->acceptProposedAction();
            return true;
        }
        default:
            return QObject::eventFilter(watched, event);
    }
}

}  // namespace imagelab
