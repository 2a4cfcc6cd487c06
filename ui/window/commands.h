#pragma once
#include <QAction>
#include <QKeySequence>
#include <functional>

class QMenu;

namespace imagelab {

// The commands of a window by name: menu, shortcut, button and palette run the same action. The actions are children of the window.
class Commands {
  public:
    explicit Commands(QWidget& window) : window_(window) {}

    // `explanation` is the tool tip and what the status bar says; `run` is called when it is triggered, with whether it is checked.
    QAction* add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& explanation,
                 std::function<void(bool checked)> run = {});
    QAction* find(const QString& name) const;  // null: there is none
    void enable(const QString& name, bool on) const;
    QList<QAction*> all() const;  // with a text, in the order in which they were added

    // Heard only where one of `places` has the focus: elsewhere the key means something else.
    static void scope(QAction* action, const QList<QWidget*>& places, Qt::ShortcutContext context = Qt::WidgetWithChildrenShortcut);

  private:
    QWidget& window_;
};

QString without_mnemonic(QString text);  // "Settin&gs…" -> "Settings"

}  // namespace imagelab
