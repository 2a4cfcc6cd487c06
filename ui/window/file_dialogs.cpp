#include "ui/window/file_dialogs.h"

#include <QFileDialog>
#include <QInputDialog>

namespace imagelab {
namespace {

QFileDialog* made(QWidget* parent, const QString& title, const QString& start, const QString& name_filter = {}) {
    auto* dialog = new QFileDialog(parent, title, start, name_filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    return dialog;
}

}  // namespace

QFileDialog* file_dialog(QWidget* parent, const QString& title, const QString& start, const QString& name_filter) {
    QFileDialog* dialog = made(parent, title, start, name_filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    return dialog;
}

QFileDialog* folder_dialog(QWidget* parent, const QString& title, const QString& start) {
    QFileDialog* dialog = made(parent, title, start);
    dialog->setFileMode(QFileDialog::Directory);
    return dialog;
}

QFileDialog* save_dialog(QWidget* parent, const QString& title, const QString& start, const QString& name_filter, const QString& suffix) {
    QFileDialog* dialog = made(parent, title, start, name_filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    return dialog;
}

QInputDialog* name_dialog(QWidget* parent, const QString& title, const QString& label, const QString& name) {
    auto* dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(name);
    return dialog;
}

}  // namespace imagelab
