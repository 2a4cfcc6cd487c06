#pragma once
#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTimer>

class QDockWidget;
class QMainWindow;
class QMenu;

namespace imagelab {

class Commands;

// The panels around the viewer: movable, closable, remembered. Works on any QMainWindow.
class Docks : public QObject {
    Q_OBJECT
  public:
    explicit Docks(QMainWindow& window);

    // `name` is the object name of the dock; View has a toggle "show_NAME" for it. Panels at the bottom share one place.
    QDockWidget* add(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area);
    void begin();  // once all are there
    void add_commands(QMenu* view, Commands& commands);

    QDockWidget* find(const QString& name) const;  // null: there is none
    const QList<QDockWidget*>& all() const { return docks_; }
    void show(const QString& name);  // and to the front
    bool bottom_shown() const;
    void show_bottom(bool shown);

    void share_width();             // a wide window gives the request and the gallery more
    void tidy() { tidy_.start(); }  // once they are laid out: tab bars are named, titles are said once
    QByteArray layout() const;
    void restore(const QByteArray& layout);  // what it was before is what reset() goes back to
    void reset();

  private:
    QMainWindow& window_;
    QList<QDockWidget*> docks_;
    QTimer tidy_;
    QByteArray first_layout_;
};

}  // namespace imagelab
