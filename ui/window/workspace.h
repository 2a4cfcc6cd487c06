#pragma once
#include <QSettings>
#include <filesystem>

#include "ui/bridge/session_bridge.h"
#include "ui/gallery/gallery_bridge.h"
#include "ui/models/gallery_model.h"
#include "ui/models/queue_model.h"
#include "ui/models/request_document.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/viewer/picture_loader.h"

namespace imagelab {

class BrowseView;
class DevicesPanel;
class DropTargets;
class GalleryPanel;
class LibraryPanel;
class LogPanel;
class QueuePanel;
class RequestPanel;
class ResultsPanel;
class StatusPanel;
class SweepPanel;
class ViewerPanel;

// What the controllers of a window work on: the request, the models and their bridges, the settings, and a panel for each room. `frame`
// is the window, or any widget in a test: dialogs and what covers everything belong to it. A panel belongs to whoever shows it; one that
// nobody took goes with the workspace.
struct Workspace {
    Workspace(Engine& engine, QWidget& frame);
    ~Workspace();

    QString output_folder() const;                  // where pictures go, absolute
    void show_error(const QString& message) const;  // the engine's, too: ui/look/engine_words.h, with a button that does what it advises
    void show_error(const QString& message, const QString& details) const;
    void show_notice(const QString& message, const QString& details) const;        // on the last step: it goes when a step is taken back
    QStringList remember_recent(const char* key, const QString& value, int most);  // in the settings, the newest first; all of them

    Engine& engine;
    QWidget& frame;
    QSettings settings;
    RequestDocument document;
    GalleryModel gallery;
    GalleryBridge gallery_bridge;
    ThumbnailCache thumbnails;
    PictureLoader loader;
    SessionBridge bridge;
    QueueModel queue;
    std::filesystem::path data;  // of the gallery and the nights; empty: none

    RequestPanel* request_panel;
    ViewerPanel* viewer;
    GalleryPanel* gallery_panel;
    StatusPanel* status;
    LibraryPanel* library;
    QueuePanel* queue_panel;
    SweepPanel* sweep_panel;
    DevicesPanel* devices;
    ResultsPanel* results;
    LogPanel* log;
    BrowseView* browse;    // over the whole frame
    DropTargets* targets;  // over the whole frame
};

}  // namespace imagelab
