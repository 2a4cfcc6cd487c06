#include "ui/window/main_window.h"

#include <QChildEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QScreen>
#include <QStatusBar>
#include <algorithm>

#include "ui/dashboard/devices_panel.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/library/library_panel.h"
#include "ui/queue/log_panel.h"
#include "ui/queue/queue_panel.h"
#include "ui/queue/sweep_panel.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/results/results_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab {
namespace {
constexpr int least_height_for_bottom = 860;
constexpr int least_library_height = 200, library_height = 260;
}  // namespace

MainWindow::MainWindow(Engine& engine, ThemeController& theme, QWidget* parent)
    : QMainWindow(parent),
      docks_(*this),
      work_(engine, *this),
      commands_(*this),
      requests_(work_, commands_),
      viewing_(work_, commands_),
      intake_(work_, commands_, requests_),
      painting_(work_, commands_, viewing_),
      seeds_(work_, commands_, viewing_, intake_),
      gallery_commands_(work_, commands_, requests_, intake_),
      albums_(work_, commands_, gallery_commands_),
      jobs_(work_, commands_, viewing_),
      queue_(work_, commands_),
      training_(work_, commands_),
      reports_(work_),
      pages_(work_, commands_, requests_, theme),
      palette_(work_, commands_, docks_, requests_, viewing_, pages_) {
    setWindowTitle(tr("Image Lab"));
    setCentralWidget(work_.viewer);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(work_.status, 1);
    setMinimumSize(
        QSize(1000, 640).boundedTo(screen() ? screen()->availableSize() : QSize(1000, 640)));  // on a large scale a screen is small
    place_panels();
    make_menus();
    connect_controllers();
    restore();
    work_.request_panel->focus_prompt();
    // After the window is there: disks are read by workers, but their results cost a moment each.
    QTimer::singleShot(0, this, [this] {
        work_.request_panel->desk().load();
        pages_.begin();
    });
    if (!engine.trouble().empty()) {
        const QString why = QString::fromStdString(engine.trouble());
        work_.show_error(tr("Jobs are kept in memory only and end with the program: %1").arg(why), why);
    }
}

MainWindow::~MainWindow() = default;

void MainWindow::place_panels() {
    work_.request_panel->setMinimumWidth(352);
    docks_.add("request", tr("Request"), work_.request_panel, Qt::LeftDockWidgetArea);
    docks_.add("gallery", tr("Gallery"), work_.gallery_panel, Qt::RightDockWidgetArea);
    docks_.add("models", tr("Models"), work_.library, Qt::BottomDockWidgetArea)->hide();
    docks_.add("queue", tr("Queue"), work_.queue_panel, Qt::BottomDockWidgetArea);
    docks_.add("sweep", tr("Grids and nights"), work_.sweep_panel, Qt::BottomDockWidgetArea);
    docks_.add("devices", tr("Devices"), work_.devices, Qt::BottomDockWidgetArea);
    docks_.add("results", tr("Results"), work_.results, Qt::BottomDockWidgetArea);
    docks_.add("log", tr("Log"), work_.log, Qt::BottomDockWidgetArea);
    docks_.find("queue")->raise();
    docks_.begin();
}

void MainWindow::make_menus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    requests_.add_file_commands(file);
    file->addSeparator();
    pages_.add_file_commands(file);
    file->addSeparator();
    commands_.add(file, "quit", tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
                  tr("What runs goes on at its step when the program is opened again."), [this](bool) { close(); });

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    QUndoStack& history = work_.document.history();
    QAction *undo = history.createUndoAction(this, tr("&Undo")), *redo = history.createRedoAction(this, tr("&Redo"));
    undo->setObjectName("undo");
    undo->setShortcuts(QKeySequence::Undo);
    redo->setObjectName("redo");
    redo->setShortcuts(QKeySequence::Redo);
    edit->addActions({undo, redo});
    intake_.add_commands(edit);
    painting_.add_commands(edit);
    edit->addSeparator();
    jobs_.add_commands(edit);
    edit->addSeparator();
    requests_.add_edit_commands(edit);
    edit->addSeparator();
    requests_.add_desk_commands(edit);
    palette_.add_command(edit);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    viewing_.add_zoom_commands(view);
    jobs_.add_view_command(view);
    view->addSeparator();
    docks_.add_commands(view, commands_);
    requests_.add_view_command(view);
    pages_.add_theme_menu(view);

    QMenu* queue = menuBar()->addMenu(tr("&Queue"));
    training_.add_command(queue);
    queue_.add_commands(queue);

    QMenu* gallery = menuBar()->addMenu(tr("&Gallery"));
    gallery_commands_.add_search_commands(gallery);
    gallery->addSeparator();
    viewing_.add_look_commands(gallery);
    seeds_.add_command(gallery);
    gallery_commands_.add_picture_commands(gallery);
    gallery->addSeparator();
    gallery_commands_.add_mark_commands(gallery);
    albums_.add_commands(gallery);
    training_.add_gallery_command(gallery);
    gallery->addSeparator();
    gallery_commands_.add_file_commands(gallery);
    gallery_commands_.enable();
    add_stage_buttons();

    pages_.add_help_commands(menuBar()->addMenu(tr("&Help")));
}

void MainWindow::add_stage_buttons() {
    StageBar& stage = work_.viewer->stage();
    stage.add_seed_button(commands_.find("copy_seed"), "copy");
    stage.add_seed_button(commands_.find("lock_its_seed"), "lock");
    for (const auto& [command, icon] : {std::pair("copy_picture", "picture"),
                                        {"copy_settings", "sliders"},
                                        {"look_large", "large"},
                                        {"start_from", "from"},
                                        {"paint_over", "brush"}})
        stage.add_button(commands_.find(command), icon);
}

// What a message offers to do.
void MainWindow::run_command(const QString& command) {
    if (command == "retry") {
        if (const auto job = jobs_.failed_job()) queue_.retry(*job);
    } else if (QAction* action = commands_.find(command)) {
        action->trigger();
    }
}

void MainWindow::connect_controllers() {
    connect(&work_.viewer->banner(), &Banner::command_wanted, this, &MainWindow::run_command);
    connect(work_.request_panel, &RequestPanel::command_wanted, this, &MainWindow::run_command);
    connect(&viewing_, &Viewing::looked, &pages_, &Pages::leave_welcome);
    connect(&gallery_commands_, &GalleryCommands::advance_wanted, &viewing_, [this] { viewing_.step(1); });
    connect(&gallery_commands_, &GalleryCommands::enlarge_wanted, &queue_, &QueueControl::enlarge);
    connect(&jobs_, &JobControl::generating, &painting_, [this] {
        painting_.keep_now();
        painting_.stop();
    });
    connect(&jobs_, &JobControl::generated, this, &MainWindow::remember);
    connect(&jobs_, &JobControl::devices_known, &pages_, &Pages::set_devices);
    connect(&queue_, &QueueControl::listed, &seeds_, &Seeds::show);
    connect(&queue_, &QueueControl::listed, &training_, &TrainingDesk::set_listing);
    connect(&queue_, &QueueControl::training_wanted, &training_, &TrainingDesk::show_training);
    connect(&training_, &TrainingDesk::picture_wanted, &viewing_, &Viewing::show_path);
    connect(&queue_, &QueueControl::panel_wanted, &docks_, &Docks::show);
    connect(&queue_, &QueueControl::picture_wanted, &viewing_, &Viewing::show_path);
    connect(&queue_, &QueueControl::grid_wanted, &viewing_, &Viewing::show_grid);
    connect(&pages_, &Pages::library_shown, this, [this] {
        docks_.show("models");
        QDockWidget* models = docks_.find("models");
        if (models->height() < least_library_height) resizeDocks({models}, {library_height}, Qt::Vertical);
    });
}

void MainWindow::open_gallery(const std::filesystem::path& data) {
    work_.data = data;
    work_.gallery_bridge.open(data);
}

void MainWindow::restore() {
    const QSettings& settings = work_.settings;
    if (!restoreGeometry(settings.value("window/geometry").toByteArray())) {
        const QSize room = screen() ? screen()->availableSize() : QSize(1280, 800);
        resize(std::min(1440, room.width() * 9 / 10), std::min(900, room.height() * 9 / 10));
    }
    if (height() < least_height_for_bottom) docks_.show_bottom(false);  // the picture needs the room
    docks_.restore(settings.value("window/layout").toByteArray());
    work_.request_panel->set_recent_models(settings.value("models").toStringList());
    work_.request_panel->set_prompt_history(settings.value("prompts").toStringList());
    work_.document.load(work_.settings);
    GalleryPanel& gallery = *work_.gallery_panel;
    gallery.set_tile(settings.value("gallery/tile", gallery.tile()).toInt());
    GalleryFilter order;
    order.sort = static_cast<GallerySort>(std::clamp(settings.value("gallery/sort").toInt(), 0, static_cast<int>(GallerySort::largest)));
    gallery.filter().set_filter(order);
}

void MainWindow::remember() {
    work_.settings.setValue("window/geometry", saveGeometry());
    work_.settings.setValue("window/layout", docks_.layout());
    work_.document.save(work_.settings);
    work_.settings.setValue("gallery/tile", work_.gallery_panel->tile());
    work_.settings.setValue("gallery/sort", static_cast<int>(work_.gallery_panel->filter().filter().sort));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    painting_.keep_now();
    remember();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (!work_.settings.contains("window/layout")) docks_.share_width();  // until somebody arranged them: then they stay
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow()) jobs_.look_again();
}

// The main window makes the tab bars of its docks itself, as they are laid out.
void MainWindow::childEvent(QChildEvent* event) {
    QMainWindow::childEvent(event);
    if (event->added()) docks_.tidy();
}

}  // namespace imagelab
