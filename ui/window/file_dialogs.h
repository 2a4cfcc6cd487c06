#pragma once
#include <QString>

class QFileDialog;
class QInputDialog;
class QWidget;

namespace imagelab {

// Dialogs that ask for a file, a folder or a name: they let the window go on, and are gone once they are closed. Connect, then show.
QFileDialog* file_dialog(QWidget* parent, const QString& title, const QString& start, const QString& name_filter);
QFileDialog* folder_dialog(QWidget* parent, const QString& title, const QString& start);
QFileDialog* save_dialog(QWidget* parent, const QString& title, const QString& start, const QString& name_filter, const QString& suffix);

QInputDialog* name_dialog(QWidget* parent, const QString& title, const QString& label, const QString& name);

}  // namespace imagelab
