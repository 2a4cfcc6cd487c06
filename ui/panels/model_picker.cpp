#include "ui/panels/model_picker.h"

#include <QFileInfo>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include "ui/glossary.h"
#include "ui/panels/controls.h"
#include "ui/wording.h"

namespace imagelab {
namespace {
const QString ask_file = QStringLiteral("?file"), ask_folder = QStringLiteral("?folder");
}

ModelPicker::ModelPicker(QWidget* parent) : QComboBox(parent) {
    describe(this, term_name(Term::model), explain(Term::model));
    ignore_wheel(this);
    setMinimumContentsLength(16);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, [this](int index) {
        const QString path = itemData(index).toString();
        if (path != ask_file && path != ask_folder) {
            emit chosen(path);
            return;
        }
        set_model(model_);
        if (path == ask_file) {
            emit file_wanted();
        } else {
            emit folder_wanted();
        }
    });
    fill();
}

void ModelPicker::set_recent(const QStringList& paths) {
    recent_ = paths;
    fill();
}

void ModelPicker::set_model(const QString& path) {
    if (path == model_ && currentData().toString() == path) return;
    model_ = path;
    fill();
}

void ModelPicker::fill() {
    const QSignalBlocker quiet(this);
    clear();
    addItem(model_text({}), QString());
    QStringList paths = recent_;
    if (!model_.isEmpty() && !paths.contains(model_)) paths.prepend(model_);
    auto* items = qobject_cast<QStandardItemModel*>(model());
    for (const QString& path : paths) {
        const bool there = QFileInfo::exists(path);
        addItem(there ? model_text(path.toStdString()) : tr("%1 (missing)").arg(model_text(path.toStdString())), path);
        setItemData(count() - 1, path, Qt::ToolTipRole);
        if (!there && items) items->item(count() - 1)->setEnabled(path == model_);
    }
    insertSeparator(count());
    addItem(tr("Choose a file…"), ask_file);
    addItem(tr("Choose a folder…"), ask_folder);
    setCurrentIndex(std::max(0, findData(model_)));
}

void ModelPicker::showPopup() {
    fill();  // files come and go
    QComboBox::showPopup();
}

}  // namespace imagelab
