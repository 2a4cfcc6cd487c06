#include "ui/window/docks.h"

#include <QAbstractButton>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>
#include <algorithm>

#include "ui/window/commands.h"

namespace imagelab {
namespace {

constexpr int layout_version = 1;
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

// Qt's own buttons of a title say nothing.
void describe_title(const QDockWidget* dock) {
    const std::pair<const char*, QString> words[] = {
        {"qt_dockwidget_floatbutton", Docks::tr("Takes the panel out of the window, or puts it back.")},
        {"qt_dockwidget_closebutton", Docks::tr("Closes the panel; View > Panels shows it again.")}};
    for (const auto& [name, sentence] : words)
        if (auto* button = dock->findChild<QAbstractButton*>(QString::fromLatin1(name), Qt::FindDirectChildrenOnly))
            button->setToolTip(QStringLiteral("<p>%1</p>").arg(sentence));
}

void describe_tabs(QMainWindow& window) {
    for (QTabBar* tabs : window.findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        tabs->setAccessibleName(Docks::tr("Panels"));
        tabs->setToolTip(Docks::tr("<p>Chooses the panel that is shown here; a double click takes it out of the window.</p>"));
        tabs->setDrawBase(false);
        tabs->setFocusPolicy(tabs->count() > 0 ? Qt::TabFocus : Qt::NoFocus);  // Qt keeps empty ones for later
        if (tabs->property("wired").toBool()) continue;
        tabs->setProperty("wired", true);
        QObject::connect(tabs, &QTabBar::tabBarDoubleClicked, &window, [&window, tabs](int tab) { take_out(window, tabs->tabText(tab)); });
    }
}

}  // namespace

Docks::Docks(QMainWindow& window) : window_(window) {
    tidy_.setSingleShot(true);
    tidy_.setInterval(0);
    connect(&tidy_, &QTimer::timeout, this, [this] {
        describe_tabs(window_);
        name_once(window_);
    });
    window.setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

QDockWidget* Docks::add(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, &window_);
    dock->setObjectName(name);
    dock->setAccessibleName(title);
    dock->setWidget(panel);
    describe_title(dock);
    window_.addDockWidget(area, dock);
    if (area == Qt::BottomDockWidgetArea) {
        panel->setMinimumHeight(least_panel_height);
        for (QDockWidget* other : docks_)
            if (window_.dockWidgetArea(other) == area) window_.tabifyDockWidget(other, dock);
    }
    docks_.append(dock);
    return dock;
}

void Docks::begin() {
    for (QDockWidget* dock : docks_) {
        connect(dock, &QDockWidget::visibilityChanged, &tidy_, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::dockLocationChanged, &tidy_, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::topLevelChanged, &tidy_, qOverload<>(&QTimer::start));
    }
    tidy();
    share_width();
}

void Docks::add_commands(QMenu* view, Commands& commands) {
    QMenu* menu = view->addMenu(tr("&Panels"));
    for (QDockWidget* dock : docks_) {
        // Checked where it is seen: one behind another's tab comes to the front.
        QAction* toggle = menu->addAction(dock->windowTitle());
        toggle->setObjectName("show_" + dock->objectName());
        toggle->setToolTip(tr("Shows or hides this panel."));
        toggle->setCheckable(true);
        connect(dock, &QDockWidget::visibilityChanged, toggle, &QAction::setChecked);
        connect(toggle, &QAction::triggered, this, [this, dock](bool shown) { shown ? show(dock->objectName()) : dock->hide(); });
    }
    menu->addSeparator();
    commands.add(menu, "toggle_bottom", tr("&Queue, devices and log"), {Qt::CTRL | Qt::Key_J},
                 tr("Shows or hides the panels at the bottom."), [this](bool) { show_bottom(!bottom_shown()); });
    commands.add(menu, "reset_layout", tr("&Reset the layout"), {}, tr("Puts every panel back to its place."), [this](bool) { reset(); });
}

QDockWidget* Docks::find(const QString& name) const {
    const auto found = std::find_if(docks_.begin(), docks_.end(), [&](const QDockWidget* dock) { return dock->objectName() == name; });
    return found == docks_.end() ? nullptr : *found;
}

void Docks::show(const QString& name) {
    QDockWidget* dock = find(name);
    if (!dock) return;
    dock->show();
    dock->raise();
}

bool Docks::bottom_shown() const {
    return std::any_of(docks_.begin(), docks_.end(),
                       [this](QDockWidget* dock) { return window_.dockWidgetArea(dock) == Qt::BottomDockWidgetArea && !dock->isHidden(); });
}

void Docks::show_bottom(bool shown) {
    for (QDockWidget* dock : docks_) {
        if (window_.dockWidgetArea(dock) == Qt::BottomDockWidgetArea) dock->setVisible(shown);
    }
    if (shown) show("queue");
}

void Docks::share_width() {
    const int width = window_.width();
    window_.resizeDocks({find("request"), find("gallery")}, {std::clamp(width / 4 + 8, 352, 448), std::clamp(width / 4 - 8, 184, 640)},
                        Qt::Horizontal);
}

QByteArray Docks::layout() const {
    return window_.saveState(layout_version);
}

void Docks::restore(const QByteArray& layout) {
    first_layout_ = this->layout();
    window_.restoreState(layout, layout_version);
}

void Docks::reset() {
    window_.restoreState(first_layout_, layout_version);
}

}  // namespace imagelab
