#include "ui/request/saved_prompts_popup.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>

#include "ui/models/request_document.h"
#include "ui/models/saved_prompts.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/popup_place.h"
#include "ui/widgets/two_line_delegate.h"

namespace imagelab {

SavedPromptsPopup::SavedPromptsPopup(SavedPrompts& saved, RequestDocument& document, QWidget* parent)
    : QFrame(parent, Qt::Popup), saved_(saved), document_(document) {
    setFrameShape(QFrame::StyledPanel);
    setFixedWidth(480);
    setAccessibleName(tr("Saved prompts"));
    list_ = new QListView(this);
    list_->setModel(&saved_);
    list_->setItemDelegate(new TwoLineDelegate(SavedPrompts::DetailRole, list_));
    list_->setUniformItemSizes(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setFixedHeight(264);
    describe(list_, tr("Saved prompts"), tr("Enter uses the prompt, Delete removes it; Undo brings it back."));
    empty_ = new QLabel(tr("No prompt is saved yet. Give the one being edited a name below to keep it."), this);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setFixedHeight(80);
    name_ = new QLineEdit(this);
    name_->setPlaceholderText(tr("Name for this prompt"));
    name_->setMaxLength(80);
    describe(name_, tr("Name for this prompt"), tr("A name that is taken is replaced; Undo brings the old one back."));
    save_ = new QPushButton(tr("Save"), this);
    describe(save_, tr("Save this prompt"), tr("Keeps prompt and negative prompt under the name, with all settings as a preset."));
    all_settings_ = new QCheckBox(tr("With all settings"), this);
    describe(all_settings_, tr("With all settings"),
             tr("Saves a preset: model, size, steps, styles and everything else of the request, too."));
    rename_ = new QPushButton(tr("Rename"), this);
    describe(rename_, tr("Rename the saved prompt"), tr("Gives the chosen one the name that stands below."));
    use_ = new QPushButton(tr("Use"), this);
    describe(use_, tr("Use the saved prompt"), tr("Puts it into the prompt; Undo takes it back."));
    remove_ = new QPushButton(tr("Remove"), this);
    describe(remove_, tr("Remove the saved prompt"), tr("Undo brings it back."));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(empty_);
    column->addWidget(list_);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(8);
    actions->addStretch(1);
    actions->addWidget(remove_);
    actions->addWidget(rename_);
    actions->addWidget(use_);
    column->addLayout(actions);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(name_, 1);
    row->addWidget(all_settings_);
    row->addWidget(save_);
    column->addLayout(row);

    connect(list_, &QListView::activated, this, [this](const QModelIndex& index) { use(index.row()); });
    connect(use_, &QPushButton::clicked, this, [this] { use(list_->currentIndex().row()); });
    connect(remove_, &QPushButton::clicked, this, [this] { saved_.remove(list_->currentIndex().row()); });
    connect(rename_, &QPushButton::clicked, this, [this] {
        saved_.rename(list_->currentIndex().row(), name_->text().simplified());
        name_->clear();
    });
    connect(save_, &QPushButton::clicked, this, &SavedPromptsPopup::save);
    connect(name_, &QLineEdit::returnPressed, this, &SavedPromptsPopup::save);
    connect(name_, &QLineEdit::textChanged, this, &SavedPromptsPopup::show_state);
    connect(all_settings_, &QCheckBox::toggled, this, &SavedPromptsPopup::show_state);
    connect(&saved_, &QAbstractItemModel::modelReset, this, &SavedPromptsPopup::show_state);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &SavedPromptsPopup::show_state);
    show_state();
}

void SavedPromptsPopup::open_at(QWidget* button) {
    name_->clear();
    show_state();
    adjustSize();
    place_below(this, button, true);
    show();
    (saved_.rowCount() > 0 ? static_cast<QWidget*>(list_) : name_)->setFocus(Qt::PopupFocusReason);
    if (saved_.rowCount() > 0 && !list_->currentIndex().isValid()) list_->setCurrentIndex(saved_.index(0));
}

void SavedPromptsPopup::use(int row) {
    if (row < 0 || row >= saved_.rowCount()) return;
    const SavedPrompt chosen = saved_.prompts()[static_cast<size_t>(row)];
    document_.edit(with_saved(document_.request(), chosen), tr("saved prompt %1").arg(chosen.name));
    hide();
}

void SavedPromptsPopup::save() {
    const QString name = name_->text().simplified();
    if (name.isEmpty() || !save_->isEnabled()) return;
    saved_.save(saved_prompt(name, document_.request(), all_settings_->isChecked()));
    name_->clear();
}

void SavedPromptsPopup::show_state() {
    const bool any = saved_.rowCount() > 0;
    list_->setVisible(any);
    empty_->setVisible(!any);
    use_->setVisible(any);
    remove_->setVisible(any);
    rename_->setVisible(any);
    rename_->setEnabled(list_->currentIndex().isValid() && !name_->text().simplified().isEmpty());
    use_->setEnabled(list_->currentIndex().isValid());
    remove_->setEnabled(list_->currentIndex().isValid());
    save_->setEnabled(!name_->text().simplified().isEmpty() && (all_settings_->isChecked() || !document_.request().prompt.empty()));
}

void SavedPromptsPopup::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && list_->hasFocus()) return saved_.remove(list_->currentIndex().row());
    QFrame::keyPressEvent(event);
}

}  // namespace imagelab
