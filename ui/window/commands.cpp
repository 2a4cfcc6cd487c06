#include "ui/window/commands.h"

#include <QMenu>

namespace imagelab {

QString without_mnemonic(QString text) {
    text.replace("&&", "\x01").remove('&').replace('\x01', '&');
    while (text.endsWith(QStringLiteral("…")) || text.endsWith('.')) text.chop(1);
    return text;
}

QAction* Commands::add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& explanation,
                       std::function<void(bool checked)> run) {
    QAction* made = menu->addAction(text);
    made->setObjectName(name);
    made->setParent(&window_);
    made->setShortcuts(keys);
    made->setToolTip(explanation);
    made->setStatusTip(explanation);
    if (run) QObject::connect(made, &QAction::triggered, made, std::move(run));
    return made;
}

QAction* Commands::find(const QString& name) const {
    return window_.findChild<QAction*>(name);
}

void Commands::enable(const QString& name, bool on) const {
    if (QAction* action = find(name)) action->setEnabled(on);
}

QList<QAction*> Commands::all() const {
    QList<QAction*> found;
    for (QAction* action : window_.findChildren<QAction*>(Qt::FindDirectChildrenOnly))
        if (!action->isSeparator() && !action->text().isEmpty()) found << action;
    return found;
}

void Commands::scope(QAction* action, const QList<QWidget*>& places, Qt::ShortcutContext context) {
    action->setShortcutContext(context);
    for (QWidget* place : places) place->addAction(action);
}

}  // namespace imagelab
