#include "ui/request/seed_edit.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>
#include <limits>

#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/widgets/controls.h"

namespace imagelab {

SeedEdit::SeedEdit(QWidget* parent) : QWidget(parent), field_(new QLineEdit(this)), locked_(icon("lock")), open_(icon("unlock")) {
    dice_ = icon_button("dice", tr("Roll the seed"), tr("Draws a new seed and keeps it (Ctrl+D)."), this);
    lock_ =
        icon_button("unlock", tr("Lock the seed"), tr("Locked: every picture uses this seed. Open: each gets a new one (Ctrl+L)."), this);
    lay_out(term_name(Term::seed), explain(Term::seed));
}

SeedEdit::SeedEdit(QWidget* parent, const QString& name)
    : QWidget(parent), field_(new QLineEdit(this)), locked_(icon("lock")), open_(icon("unlock")) {
    dice_ = icon_button("dice", tr("Roll the %1").arg(name), tr("Draws a new one and keeps it."), this);
    lock_ = icon_button("unlock", tr("Lock the %1").arg(name), tr("Locked: every picture uses it. Open: each gets a new one."), this);
    lay_out(name, explain(Term::seed));
}

void SeedEdit::lay_out(const QString& name, const QString& meaning) {
    lock_->setCheckable(true);
    field_->setAlignment(Qt::AlignRight);
    field_->setTextMargins(4, 0, 4, 0);
    field_->setPlaceholderText(tr("a new one each time"));
    field_->setValidator(new QRegularExpressionValidator(QRegularExpression("[0-9]{0,20}"), this));
    describe(field_, name, meaning);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* label = muted_label(name, this);
    label->setBuddy(field_);
    label->setToolTip(field_->toolTip());
    row->addWidget(label);
    row->addWidget(field_, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    buttons->addWidget(dice_);
    buttons->addWidget(lock_);
    row->addLayout(buttons);

    connect(field_, &QLineEdit::textEdited, this, [this](const QString& text) {
        // Twenty digits can be more than the largest seed, which then stands.
        const auto seed = seed_of(text.toStdString());
        emit edited(text.isEmpty() ? Seed() : seed ? *seed : Seed(std::numeric_limits<uint64_t>::max()));
    });
    connect(dice_, &QToolButton::clicked, this, &SeedEdit::roll);
    connect(lock_, &QToolButton::clicked, this, [this] { toggle_lock(); });
    show_seed();
}

void SeedEdit::set_seed(Seed seed) {
    seed_ = seed;
    show_seed();
}

void SeedEdit::set_last_used(Seed seed) {
    last_used_ = seed;
    show_seed();
}

void SeedEdit::roll() {
    emit edited(drawn_seed());
}

void SeedEdit::toggle_lock() {
    if (!seed_.is_open()) {
        last_used_ = seed_;
        emit edited(Seed());
    } else if (!last_used_.is_open()) {
        emit edited(last_used_);
    } else {
        roll();
    }
}

void SeedEdit::show_seed() {
    const bool locked = !seed_.is_open();
    const QSignalBlocker quiet(lock_);
    lock_->setChecked(locked);
    lock_->setIcon(locked ? locked_ : open_);
    const Seed shown = locked ? seed_ : last_used_;
    const QString text = shown.is_open() ? QString() : QString::fromStdString(shown.text());
    if (field_->text() != text) field_->setText(text);
    QPalette palette;
    if (!locked) palette.setColor(QPalette::Text, this->palette().color(QPalette::PlaceholderText));
    field_->setPalette(locked ? QPalette() : palette);
}

}  // namespace imagelab
