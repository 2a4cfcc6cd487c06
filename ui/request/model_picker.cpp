#include "ui/request/model_picker.h"

#include <QAbstractItemView>
#include <QFileInfo>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/two_line_delegate.h"

namespace imagelab {
namespace {
const QString ask_file = QStringLiteral("?file"), ask_folder = QStringLiteral("?folder");
constexpr const char* refiner_kind = "sdxl-refiner";
constexpr int detail_role = Qt::UserRole + 1;

// A file or a folder that is there, or a name that the library resolves.
bool is_there(const QString& model) {
    return QFileInfo::exists(model) || !QFileInfo(model).isAbsolute();
}

// One line where there is nothing more to say.
class PickerDelegate : public TwoLineDelegate {
  public:
    explicit PickerDelegate(QObject* parent) : TwoLineDelegate(detail_role, parent) {}
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        if (index.data(Qt::AccessibleDescriptionRole).toString() == QLatin1String("separator")) return {160, 9};
        return index.data(detail_role).toString().isEmpty() ? QSize(160, 32) : TwoLineDelegate::sizeHint(option, index);
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        if (index.data(detail_role).toString().isEmpty()) return QStyledItemDelegate::paint(painter, option, index);
        TwoLineDelegate::paint(painter, option, index);
    }
};

}  // namespace

ModelPicker::ModelPicker(Shows shows, LibraryModel& library, QWidget* parent) : ShortCombo(parent), shows_(shows), library_(library) {
    const Term term = shows == Shows::models ? Term::model : shows == Shows::vaes ? Term::vae : Term::refiner;
    describe(this, term_name(term), explain(term));
    ignore_wheel(this);
    if (shows != Shows::models) set_lead(term_name(term));
    setMaxVisibleItems(16);
    view()->setItemDelegate(new PickerDelegate(view()));
    connect(this, &QComboBox::activated, this, [this](int index) {
        const QString path = itemData(index).toString();
        if (path != ask_file && path != ask_folder) {
            emit chosen(path);
            return;
        }
        fill();
        if (path == ask_file) {
            emit file_wanted();
        } else {
            emit folder_wanted();
        }
    });
    connect(&library_, &LibraryModel::changed, this, &ModelPicker::fill);
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

QString ModelPicker::none_text() const {
    if (shows_ == Shows::refiners) return tr("None");
    return shows_ == Shows::models ? model_text({}) : tr("The model's own");
}

bool ModelPicker::fits(const ModelFile& file) const {
    switch (shows_) {
        case Shows::models:
            return file.begins_pictures();
        case Shows::vaes:
            return file.kind == "vae" && file.state != ModelFile::State::broken;
        case Shows::refiners:
            return file.state == ModelFile::State::ready && (file.kind == refiner_kind || file.kind == "sdxl");
    }
    return false;
}

void ModelPicker::add(const QString& path) {
    const ModelFile* file = library_.find(path);
    const bool there = is_there(path);
    const QString name = file ? QString::fromStdString(file->name) : model_text(path.toStdString());
    addItem(there ? name : tr("Missing: %1").arg(name), path);
    const int at = count() - 1;
    setItemData(at, file ? model_detail_text(*file) : QString(), detail_role);
    setItemData(at, path, Qt::ToolTipRole);
    auto* items = qobject_cast<QStandardItemModel*>(model());
    if (!there && items) items->item(at)->setEnabled(path == model_);
}

void ModelPicker::fill() {
    const QSignalBlocker quiet(this);
    clear();
    addItem(none_text(), QString());
    if (shows_ != Shows::models) setItemData(0, shows_ == Shows::vaes ? tr("own") : tr("none"), short_role);
    QStringList paths;
    if (shows_ == Shows::models) paths = recent_;
    if (!model_.isEmpty() && !paths.contains(model_)) paths.prepend(model_);
    for (const ModelFile& file : library_.models()) {
        const QString path = QString::fromStdString(file.path.string());
        if (!fits(file) || paths.contains(path)) continue;
        const bool first = shows_ == Shows::refiners && file.kind == refiner_kind;  // before other SDXL models
        first ? paths.prepend(path) : paths.append(path);
    }
    for (const QString& path : paths) add(path);
    insertSeparator(count());
    setItemData(count() - 1, tr("Separator"), Qt::AccessibleTextRole);
    addItem(tr("Choose a file…"), ask_file);
    if (shows_ != Shows::vaes) addItem(tr("Choose a folder…"), ask_folder);
    setCurrentIndex(std::max(0, findData(model_)));
}

void ModelPicker::showPopup() {
    fill();  // files come and go
    view()->setMinimumWidth(std::max(width(), 320));
    QComboBox::showPopup();
}

}  // namespace imagelab
