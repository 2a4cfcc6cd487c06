#include "ui/request/saved_prompts_popup.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalBlocker>

#include "ui/models/request_document.h"
#include "ui/models/saved_prompts.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/popup_place.h"
#include "ui/widgets/two_line_delegate.h"

namespace imagelab {
namespace {
enum SavedWhat { whole_prompt, selected_words, all_settings };
}

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
    empty_ =
        new QLabel(tr("No prompt is saved yet. Give the one being edited, or words you selected in it, a name below to keep them."), this);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setFixedHeight(80);
    name_ = new QLineEdit(this);
    name_->setPlaceholderText(tr("Name for this prompt"));
    name_->setMaxLength(80);
    describe(name_, tr("Name for this prompt"), tr("A name that is taken is replaced; Undo brings the old one back."));
    save_ = new QPushButton(tr("Save"), this);
    describe(save_, tr("Save this prompt"), tr("Keeps it under the name."));
    what_ = new QComboBox(this);
    what_->addItem(tr("Prompt"), whole_prompt);
    what_->addItem(tr("Selected words"), selected_words);
    what_->addItem(tr("All settings"), all_settings);
    describe(what_, tr("What is saved"),
             tr("Both prompts, the words that are selected, or a preset: model, size, steps, styles and everything else, too."));
    rename_ = new QPushButton(tr("Rename"), this);
    describe(rename_, tr("Rename the saved prompt"), tr("Gives the chosen one the name that stands below."));
    use_ = new QPushButton(tr("Use"), this);
    describe(use_, tr("Use the saved prompt"), tr("Puts it into the prompt, a part where the cursor is; Undo takes it back."));
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
    row->addWidget(what_);
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
    connect(what_, &QComboBox::currentIndexChanged, this, &SavedPromptsPopup::show_state);
    connect(&saved_, &QAbstractItemModel::modelReset, this, &SavedPromptsPopup::show_state);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &SavedPromptsPopup::show_state);
    show_state();
}

void SavedPromptsPopup::open_at(QWidget* button, const QString& selected) {
    selected_ = selected.trimmed();
    name_->clear();
    {
        const QSignalBlocker quiet(what_);
        what_->setCurrentIndex(selected_.isEmpty() ? whole_prompt : selected_words);
    }
    show_state();
    adjustSize();
    place_below(this, button, true);
    show();
    (saved_.rowCount() > 0 && selected_.isEmpty() ? static_cast<QWidget*>(list_) : name_)->setFocus(Qt::PopupFocusReason);
    if (saved_.rowCount() > 0 && !list_->currentIndex().isValid()) list_->setCurrentIndex(saved_.index(0));
}

void SavedPromptsPopup::use(int row) {
    if (row < 0 || row >= saved_.rowCount()) return;
    const SavedPrompt chosen = saved_.prompts()[static_cast<size_t>(row)];
    hide();
    if (chosen.part) return emit part_chosen(chosen.prompt);
    document_.edit(with_saved(document_.request(), chosen), tr("saved prompt %1").arg(chosen.name));
}

void SavedPromptsPopup::save() {
    const QString name = name_->text().simplified();
    if (name.isEmpty() || !save_->isEnabled()) return;
    if (what_->currentData() == selected_words)
        saved_.save({.name = name, .prompt = selected_, .negative = {}, .part = true});
    else
        saved_.save(saved_prompt(name, document_.request(), what_->currentData() == all_settings));
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
    const int what = what_->currentData().toInt();
    const bool there = what == all_settings || !(what == whole_prompt ? document_.request().prompt.empty() : selected_.isEmpty());
    save_->setEnabled(!name_->text().simplified().isEmpty() && there);
}

void SavedPromptsPopup::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && list_->hasFocus()) return saved_.remove(list_->currentIndex().row());
    QFrame::keyPressEvent(event);
}

}  // namespace imagelab
