#pragma once
#include <QMainWindow>
#include <QPointer>
#include <QSettings>
#include <QTimer>
#include <set>

#include "core/gallery/gallery_export.h"
#include "ui/bridge/session_bridge.h"
#include "ui/gallery/gallery_bridge.h"
#include "ui/gallery/gallery_steps.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/models/gallery_model.h"
#include "ui/models/newest_work.h"
#include "ui/models/palette_model.h"
#include "ui/models/queue_model.h"
#include "ui/models/request_document.h"
#include "ui/viewer/drop_targets.h"
#include "ui/viewer/picture_loader.h"

class QActionGroup;
class QDockWidget;

namespace imagelab {

class BrowseView;
class CommandPalette;
class DevicesPanel;
class FirstRunPage;
class GalleryPanel;
class LibraryPanel;
class LogPanel;
class Notifier;
class QueueCommands;
class QueuePanel;
class SettingsPage;
class SweepPanel;
class RequestPanel;
class ResultsPanel;
class StatusPanel;
class ThemeController;
class ViewerPanel;

// What I asked for on the left, what I get in the middle, what I have on the right, what it costs at the bottom. Wires the panels to
// the document, the bridge and the gallery, and holds the commands (menu and shortcut come from the same action).
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    MainWindow(Engine& engine, ThemeController& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    void generate();
    void cancel();  // the job that runs
    void open_model(const QString& path);
    void open_vae(const QString& path);
    void open_start_picture(const QString& path);
    void open_gallery(const std::filesystem::path& data);  // the index in this folder
    void show_grid(const QStringList& pictures);           // labelled by the two settings they differ in

    RequestDocument& document() { return document_; }
    GalleryModel& gallery() { return gallery_; }
    GalleryPanel& gallery_panel() { return *strip_; }
    GalleryBridge& gallery_bridge() { return gallery_bridge_; }
    SessionBridge& bridge() { return bridge_; }
    BrowseView& browse() { return *browse_; }
    DropTargets& drop_targets() { return *targets_; }
    QueueModel& queue() { return queue_; }
    QueuePanel& queue_panel() { return *queue_panel_; }
    SweepPanel& sweep_panel() { return *sweep_panel_; }
    DevicesPanel& devices_panel() { return *devices_panel_; }
    LogPanel& log() { return *log_; }
    ResultsPanel& results() { return *results_; }
    ViewerPanel& viewer() { return *viewer_; }
    RequestPanel& request_panel() { return *request_panel_; }
    StatusPanel& status() { return *status_; }
    QAction* action(const QString& name) const { return findChild<QAction*>(name); }

    // A panel beside the viewer: movable, closable, remembered. `name` is the object name of the dock; View has a toggle
    // "show_NAME" for it.
    QDockWidget* add_panel(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area);
    void reset_layout();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void childEvent(QChildEvent* event) override;

  private:
    void make_menus();
    void share_width();
    void make_panels(Engine& engine);
    void make_panel_menu(QMenu* view);
    QAction* add_action(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& explanation);
    void make_theme_menu(QMenu* view);
    void make_queue();
    void make_sweep();
    void make_devices(Engine& engine);
    void make_log();
    // main_window_results.cpp
    void make_results();
    void count_results();
    void open_results_page();
    void show_panel(const QString& name);
    bool bottom_shown() const;
    void show_bottom(bool shown);
    void happened(const JobEvent& event);
    void make_queue_menu(QMenu* menu);
    void make_sweep_menu(QMenu* menu);
    void queue_selection_changed();
    std::vector<JobId> all_jobs() const;
    std::vector<JobId> filtered(std::vector<JobId> jobs, std::initializer_list<JobState> states) const;
    void connect_panels();
    void connect_bridge();
    void request_changed();
    void progressed(Ticket ticket, const Progress& progress);
    void appeared(Ticket ticket, const Request& request);
    void set_aside(Ticket ticket);
    void finished(Ticket ticket, const JobResult& result);
    void watch_next(bool watched, int first);
    void report(const JobResult& result);
    void priced(const Price& price);
    void show_row(int row);
    // main_window_gallery.cpp: what is done to pictures
    void make_gallery_menu();
    void make_marks_menu(QMenu* menu);
    void make_export_menu(QMenu* menu);
    void connect_gallery();
    void gallery_menu(int row, const QPoint& at);
    void mark_chosen(const QString& what, const MarkChange& change);
    void toggle_favourite();
    void rate(int stars);
    void set_tags(const QStringList& tags);
    void trash_chosen();
    void export_chosen(ExportKind kind);
    void add_gallery_folder();
    void show_current_again();
    void update_gallery_actions();
    static QString chosen_text(int count);
    // main_window_viewer.cpp: how they are looked at, and what is taken from them
    void connect_viewer();
    void make_look_menu(QMenu* menu);
    void show_loaded(const QString& path, const QImage& image, const PictureInfoPtr& info);
    void show_picture(int row, const QImage& image, const PictureInfoPtr& info);
    void step_picture(int by);
    void look_large();
    void show_browse_caption();
    void compare_chosen();
    void compare_loaded();
    void grid_of_chosen();
    void take_from_grid(const QString& path, const Request& request);
    void export_grid(const QImage& composed);
    void use_settings(const QString& path);  // once they are read
    void take_settings(const PictureInfoPtr& info);
    void paste_picture();
    bool over_its_own_gallery(const QDropEvent& event) const;
    void show_targets(const QDropEvent& event);
    void targets_chosen(DropTargets::Target target);
    void open_folder();
    QString output_folder() const;
    void ask_model(bool folder);
    void ask_start_picture();
    void ask_output_folder();
    // main_window_seeds.cpp: the same with other seeds
    void make_seeds_action(QMenu* menu);
    void more_like_this();
    void show_seeds(const QueueListing& listing);
    bool browsing_seeds() const { return !seeds_.group.empty(); }
    // main_window_request.cpp: models, styles, settings, the palette, the first run.
    void make_library_panel();
    void make_request_menus();
    void connect_request();
    void ask_vae();
    void ask_folder_of_models();
    void show_library(bool get);
    void open_palette();
    void show_found(const QString& picture);
    void palette_typed(const QString& text);
    std::vector<PaletteEntry> palette_entries();
    void show_welcome();
    void make_welcome();
    void leave_welcome();
    void show_settings();
    void show_terms_at(const QString& name);
    void show_terms();
    void show_about();
    void show_text_window(const QString& title, const QString& html);
    void restore();
    void remember();
    void remember_recent(const char* key, const QString& value, int most);

    QTimer tidy_docks_;  // once they are laid out: tab bars are named, titles are said once. First: childEvent comes while others are made
    ThemeController& theme_;
    QSettings settings_;
    RequestDocument document_;
    GalleryModel gallery_;
    GalleryBridge gallery_bridge_;
    ThumbnailCache thumbnails_;
    PictureLoader loader_;
    SessionBridge bridge_;
    QueueModel queue_;
    RequestPanel* request_panel_;
    ViewerPanel* viewer_;
    GalleryPanel* strip_;
    StatusPanel* status_;
    QueuePanel* queue_panel_ = nullptr;
    QueueCommands* commands_ = nullptr;
    QMenu* queue_menu_ = nullptr;
    SweepPanel* sweep_panel_ = nullptr;
    DevicesPanel* devices_panel_ = nullptr;
    ResultsPanel* results_ = nullptr;
    LogPanel* log_ = nullptr;
    Notifier* notifier_ = nullptr;
    double busy_since_ = 0;  // seconds since 1970; 0: nothing is under way

    LibraryPanel* library_ = nullptr;
    CommandPalette* palette_ = nullptr;
    QPointer<FirstRunPage> welcome_;
    QPointer<SettingsPage> settings_page_;
    NewestWork picture_search_;

    std::filesystem::path data_;  // of the gallery and the nights; empty: none
    QList<QDockWidget*> panels_;
    static constexpr int layout_version = 1;
    QByteArray first_layout_;
    std::set<Ticket> cancelling_;
    QString shown_path_;     // the picture the viewer shows or waits for
    QString settings_from_;  // the picture whose settings are to be taken once they are read
    QString compared_[2];    // once both are read
    struct {
        std::string group;  // of the jobs whose pictures the grid shows as they come; empty: none
        qsizetype shown = -1;
        QString beside;  // the picture shown or awaited before: it does not take the grid's place
    } seeds_;
    PictureInfoPtr shown_info_;
    BrowseView* browse_;
    DropTargets* targets_;
    QTimer look_again_;  // while the request cannot run: files and memory come back without a word
};

}  // namespace imagelab
