// MainWindow's docks: where the panels stand, how they are shown and found again.
#include <QDockWidget>
#include <QMenu>

#include "ui/gallery/gallery_panel.h"
#include "ui/main_window.h"
#include "ui/panels/request_panel.h"

namespace imagelab {

QDockWidget* MainWindow::add_panel(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setAccessibleName(title);
    dock->setWidget(panel);
    addDockWidget(area, dock);
    if (area == Qt::BottomDockWidgetArea) {
        for (QDockWidget* other : panels_)
            if (dockWidgetArea(other) == area) tabifyDockWidget(other, dock);
    }
    panels_.append(dock);
    return dock;
}

void MainWindow::make_panels() {
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    QDockWidget* request = add_panel("request", tr("Request"), request_panel_, Qt::LeftDockWidgetArea);
    QDockWidget* gallery = add_panel("gallery", tr("Gallery"), strip_, Qt::RightDockWidgetArea);
    make_library_panel();
    resizeDocks({request, gallery}, {352, 312}, Qt::Horizontal);
}

void MainWindow::make_panel_menu(QMenu* view) {
    QMenu* menu = view->addMenu(tr("&Panels"));
    for (QDockWidget* dock : panels_) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setObjectName("show_" + dock->objectName());
        toggle->setToolTip(tr("Shows or hides this panel."));
        menu->addAction(toggle);
    }
    menu->addSeparator();
    connect(add_action(menu, "reset_layout", tr("&Reset the layout"), {}, tr("Puts every panel back to its place.")), &QAction::triggered,
            this, &MainWindow::reset_layout);
}

void MainWindow::reset_layout() {
    restoreState(first_layout_, layout_version);
}

}  // namespace imagelab
