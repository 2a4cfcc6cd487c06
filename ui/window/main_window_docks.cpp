// MainWindow's docks: where the panels stand, how they are shown and found again.
#include <QChildEvent>
#include <QDockWidget>
#include <QMenu>
#include <QTabBar>
#include <QTimer>
#include <algorithm>

#include "ui/gallery/gallery_panel.h"
#include "ui/request/request_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

constexpr int least_panel_height = 184;  // at the bottom, where they would open as low as can be

// Where panels share a place, their tab says the name: a title below it would say it twice. A double click on the tab takes the panel out.
void name_once(QMainWindow& window) {
    for (QDockWidget* dock : window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) {
        const QList<QDockWidget*> others = window.tabifiedDockWidgets(dock);  // those that are closed too
        const bool tabbed =
            !dock->isFloating() && std::any_of(others.begin(), others.end(), [](const QDockWidget* other) { return !other->isHidden(); });
        if (tabbed == (dock->titleBarWidget() != nullptr)) continue;
        QWidget* before = dock->titleBarWidget();
        dock->setTitleBarWidget(tabbed ? new QWidget : nullptr);
        if (before) before->deleteLater();
    }
}

void take_out(QMainWindow& window, const QString& title) {
    for (QDockWidget* dock : window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly))
        if (dock->windowTitle() == title && !dock->isHidden()) dock->setFloating(true);
}

void describe_tabs(QMainWindow& window) {
    for (QTabBar* tabs : window.findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        tabs->setAccessibleName(MainWindow::tr("Panels"));
        tabs->setToolTip(MainWindow::tr("<p>Chooses the panel that is shown here; a double click takes it out of the window.</p>"));
        tabs->setDrawBase(false);
        if (tabs->property("wired").toBool()) continue;
        tabs->setProperty("wired", true);
        QObject::connect(tabs, &QTabBar::tabBarDoubleClicked, &window, [&window, tabs](int tab) { take_out(window, tabs->tabText(tab)); });
    }
}

}  // namespace

QDockWidget* MainWindow::add_panel(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setAccessibleName(title);
    dock->setWidget(panel);
    addDockWidget(area, dock);
    if (area == Qt::BottomDockWidgetArea) {
        panel->setMinimumHeight(least_panel_height);
        for (QDockWidget* other : panels_)
            if (dockWidgetArea(other) == area) tabifyDockWidget(other, dock);
    }
    panels_.append(dock);
    return dock;
}

void MainWindow::make_panels(Engine& engine) {
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    request_panel_->setMinimumWidth(352);
    add_panel("request", tr("Request"), request_panel_, Qt::LeftDockWidgetArea);
    add_panel("gallery", tr("Gallery"), strip_, Qt::RightDockWidgetArea);
    make_library_panel();
    make_queue();
    make_sweep();
    make_devices(engine);
    make_results();
    make_log();
    findChild<QDockWidget*>("queue")->raise();
    tidy_docks_.setSingleShot(true);
    tidy_docks_.setInterval(0);
    connect(&tidy_docks_, &QTimer::timeout, this, [this] {
        describe_tabs(*this);
        name_once(*this);
    });
    for (QDockWidget* dock : panels_) {
        connect(dock, &QDockWidget::visibilityChanged, &tidy_docks_, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::dockLocationChanged, &tidy_docks_, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::topLevelChanged, &tidy_docks_, qOverload<>(&QTimer::start));
    }
    tidy_docks_.start();
    share_width();
}

// A wide window gives the request and the gallery more, until somebody arranged them: then they stay.
void MainWindow::share_width() {
    resizeDocks({findChild<QDockWidget*>("request"), findChild<QDockWidget*>("gallery")},
                {std::clamp(width() / 6, 352, 432), std::clamp(width() / 4 - 8, 184, 640)}, Qt::Horizontal);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (!settings_.contains("window/layout")) share_width();
}

void MainWindow::make_panel_menu(QMenu* view) {
    QMenu* menu = view->addMenu(tr("&Panels"));
    for (QDockWidget* dock : panels_) {
        // Checked where it is seen: one behind another's tab comes to the front.
        QAction* toggle = menu->addAction(dock->windowTitle());
        toggle->setObjectName("show_" + dock->objectName());
        toggle->setToolTip(tr("Shows or hides this panel."));
        toggle->setCheckable(true);
        connect(dock, &QDockWidget::visibilityChanged, toggle, &QAction::setChecked);
        connect(toggle, &QAction::triggered, this, [this, dock](bool shown) { shown ? show_panel(dock->objectName()) : dock->hide(); });
    }
    menu->addSeparator();
    connect(add_action(menu, "toggle_bottom", tr("&Queue, devices and log"), {Qt::CTRL | Qt::Key_J},
                       tr("Shows or hides the panels at the bottom.")),
            &QAction::triggered, this, [this] { show_bottom(!bottom_shown()); });
    connect(add_action(menu, "reset_layout", tr("&Reset the layout"), {}, tr("Puts every panel back to its place.")), &QAction::triggered,
            this, &MainWindow::reset_layout);
}

// The main window makes the tab bars of its docks itself, as they are laid out.
void MainWindow::childEvent(QChildEvent* event) {
    QMainWindow::childEvent(event);
    if (event->added()) tidy_docks_.start();
}

void MainWindow::show_panel(const QString& name) {
    auto* dock = findChild<QDockWidget*>(name);
    dock->show();
    dock->raise();
}

bool MainWindow::bottom_shown() const {
    return std::any_of(panels_.begin(), panels_.end(), [this](const QDockWidget* dock) {
        return dockWidgetArea(const_cast<QDockWidget*>(dock)) == Qt::BottomDockWidgetArea && !dock->isHidden();
    });
}

void MainWindow::show_bottom(bool shown) {
    for (QDockWidget* dock : panels_) {
        if (dockWidgetArea(dock) == Qt::BottomDockWidgetArea) dock->setVisible(shown);
    }
    if (shown) show_panel("queue");
}

void MainWindow::reset_layout() {
    restoreState(first_layout_, layout_version);
}

}  // namespace imagelab
