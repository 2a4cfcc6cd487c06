#include "ui/window/workspace.h"

#include <QDir>

#include "ui/dashboard/devices_panel.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/library/library_panel.h"
#include "ui/look/engine_words.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/queue_panel.h"
#include "ui/queue/sweep_panel.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/results/results_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/drop_targets.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab {

Workspace::Workspace(Engine& engine_, QWidget& frame_)
    : engine(engine_),
      frame(frame_),
      bridge(engine_),
      request_panel(new RequestPanel(document)),
      viewer(new ViewerPanel(gallery, thumbnails)),
      gallery_panel(new GalleryPanel(gallery, gallery_bridge, thumbnails)),
      status(new StatusPanel),
      library(new LibraryPanel(document, request_panel->desk().library, request_panel->desk().downloads, request_panel->desk().offers)),
      queue_panel(new QueuePanel(queue)),
      sweep_panel(new SweepPanel(document, bridge)),
      devices(new DevicesPanel),
      results(new ResultsPanel),
      log(new LogPanel),
      browse(new BrowseView(&frame_)),
      targets(new DropTargets(&frame_)) {
    sweep_panel->set_output([this] { return output_folder().toStdString(); });
    QObject::connect(&document.history(), &QUndoStack::indexChanged, viewer, [this, last = 0](int index) mutable {
        if (index < last && !viewer->banner().is_error()) viewer->banner().hide();
        last = index;
    });
}

Workspace::~Workspace() {
    QObject::disconnect(&document.history(), nullptr, viewer, nullptr);  // the history tells of its own end
    const std::initializer_list<QWidget*> panels = {library, sweep_panel, queue_panel, devices,       results,
                                                    log,     status,      viewer,      gallery_panel, request_panel};
    for (QWidget* panel : panels)
        if (!panel->parent()) delete panel;
}

QString Workspace::output_folder() const {
    const std::string& chosen = document.request().output;
    return QDir(chosen.empty() ? QStringLiteral("output_images") : QString::fromStdString(chosen)).absolutePath();
}

void Workspace::show_error(const QString& message) const {
    show_error(message, message);
}

void Workspace::show_error(const QString& message, const QString& details) const {
    const EngineWords words = engine_words(message.toStdString());
    viewer->banner().show_error(words.text, details, {words.command, words.button});
}

void Workspace::show_notice(const QString& message, const QString& details) const {
    viewer->banner().show_notice(message, details);
}

QStringList Workspace::remember_recent(const char* key, const QString& value, int most) {
    QStringList values = settings.value(key).toStringList();
    values.removeAll(value);
    values.prepend(value);
    values = values.mid(0, most);
    settings.setValue(key, values);
    return values;
}

}  // namespace imagelab
