#pragma once
#include <QMainWindow>

#include "ui/viewer/drop_targets.h"
#include "ui/window/album_commands.h"
#include "ui/window/commands.h"
#include "ui/window/docks.h"
#include "ui/window/gallery_commands.h"
#include "ui/window/job_control.h"
#include "ui/window/pages.h"
#include "ui/window/painting.h"
#include "ui/window/palette_control.h"
#include "ui/window/picture_intake.h"
#include "ui/window/queue_control.h"
#include "ui/window/report_control.h"
#include "ui/window/request_commands.h"
#include "ui/window/seeds.h"
#include "ui/window/training_desk.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab {

class ThemeController;

// What I asked for on the left, what I get in the middle, what I have on the right, what it costs at the bottom. The frame: it places the
// panels, lays out the menus, remembers its state, and owns the controllers, which do the rest and know nothing of it.
// It has more than 25 methods because each part has an accessor, by which tests and benchmarks reach it.
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    MainWindow(Engine& engine, ThemeController& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    void generate() { jobs_.generate(); }
    void open_gallery(const std::filesystem::path& data);  // the index in this folder
    QAction* action(const QString& name) const { return findChild<QAction*>(name); }

    RequestDocument& document() { return work_.document; }
    GalleryModel& gallery() { return work_.gallery; }
    GalleryPanel& gallery_panel() { return *work_.gallery_panel; }
    GalleryBridge& gallery_bridge() { return work_.gallery_bridge; }
    SessionBridge& bridge() { return work_.bridge; }
    BrowseView& browse() { return *work_.browse; }
    DropTargets& drop_targets() { return *work_.targets; }
    QueueModel& queue() { return work_.queue; }
    QueuePanel& queue_panel() { return *work_.queue_panel; }
    SweepPanel& sweep_panel() { return *work_.sweep_panel; }
    DevicesPanel& devices_panel() { return *work_.devices; }
    LogPanel& log() { return *work_.log; }
    ResultsPanel& results() { return *work_.results; }
    ViewerPanel& viewer() { return *work_.viewer; }
    RequestPanel& request_panel() { return *work_.request_panel; }
    StatusPanel& status() { return *work_.status; }
    RequestCommands& requests() { return requests_; }
    PaintingControl& painting() { return painting_; }
    TrainingDesk& training() { return training_; }

  protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void childEvent(QChildEvent* event) override;

  private:
    void place_panels();
    void make_menus();
    void add_stage_buttons();
    void connect_controllers();
    void run_command(const QString& command);
    void restore();
    void remember();

    Docks docks_;  // first: children come while the others are made
    Workspace work_;
    Commands commands_;
    RequestCommands requests_;
    Viewing viewing_;
    PictureIntake intake_;
    PaintingControl painting_;
    Seeds seeds_;
    GalleryCommands gallery_commands_;
    AlbumCommands albums_;
    JobControl jobs_;
    QueueControl queue_;
    TrainingDesk training_;
    ReportControl reports_;
    Pages pages_;
    PaletteControl palette_;
};

}  // namespace imagelab
