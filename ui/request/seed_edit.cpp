#include "ui/request/seed_edit.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>

#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/widgets/controls.h"

namespace imagelab {

SeedEdit::SeedEdit(QWidget* parent) : QWidget(parent), field_(new QLineEdit(this)), locked_(icon("lock")), open_(icon("unlock")) {
    dice_ = icon_button("dice", tr("Roll the seed"), tr("Draws a new seed and keeps it (Ctrl+D)."), this);
    lock_ =
        icon_button("unlock", tr("Lock the seed"), tr("Locked: every picture uses this seed. Open: each gets a new one (Ctrl+L)."), this);
    lock_->setCheckable(true);
    field_->setAlignment(Qt::AlignRight);
    field_->setTextMargins(4, 0, 4, 0);
    field_->setPlaceholderText(tr("a new one each time"));
    field_->setValidator(new QRegularExpressionValidator(QRegularExpression("[0-9]{0,18}"), this));
    describe(field_, term_name(Term::seed), explain(Term::seed));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(field_label(term_name(Term::seed), field_, this));
    row->addWidget(field_, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    buttons->addWidget(dice_);
    buttons->addWidget(lock_);
    row->addLayout(buttons);

    connect(field_, &QLineEdit::textEdited, this, [this](const QString& text) { emit edited(text.isEmpty() ? -1 : text.toLongLong()); });
    connect(dice_, &QToolButton::clicked, this, &SeedEdit::roll);
    connect(lock_, &QToolButton::clicked, this, [this] { toggle_lock(); });
    show_seed();
}

void SeedEdit::set_seed(int64_t seed) {
    seed_ = seed;
    show_seed();
}

void SeedEdit::set_last_used(int64_t seed) {
    last_used_ = seed;
    show_seed();
}

void SeedEdit::roll() {
    emit edited(static_cast<qint64>(QRandomGenerator::global()->generate()));
}

void SeedEdit::toggle_lock() {
    if (seed_ >= 0) {
        last_used_ = seed_;
        emit edited(-1);
    } else if (last_used_ >= 0) {
        emit edited(last_used_);
    } else {
        roll();
    }
}

void SeedEdit::show_seed() {
    const bool locked = seed_ >= 0;
    const QSignalBlocker quiet(lock_);
    lock_->setChecked(locked);
    lock_->setIcon(locked ? locked_ : open_);
    const int64_t shown = locked ? seed_ : last_used_;
    const QString text = shown >= 0 ? QString::number(shown) : QString();
    if (field_->text() != text) field_->setText(text);
    QPalette palette;
    if (!locked) palette.setColor(QPalette::Text, this->palette().color(QPalette::PlaceholderText));
    field_->setPalette(locked ? QPalette() : palette);
}

}  // namespace imagelab
