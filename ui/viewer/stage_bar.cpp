#include "ui/viewer/stage_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/viewer/rating_bar.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int bar_height = 40, space_around = 64;
constexpr int room_for_seed = 528, room_for_stars = 372;  // pixels

QHBoxLayout* row_in(QWidget* box) {
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    return row;
}

}  // namespace

StageBar::StageBar(QWidget* parent)
    : QWidget(parent),
      rating_(new RatingBar(this)),
      text_(new ElidedLabel(this)),
      seed_buttons_(new QWidget(this)),
      buttons_(new QWidget(this)),
      last_(rating_),
      live_(new QPushButton(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    setFixedHeight(bar_height);
    setAccessibleName(tr("What can be done with the picture"));
    text_->setForegroundRole(QPalette::PlaceholderText);
    text_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row_in(seed_buttons_);
    row_in(buttons_);
    more_ = icon_button("more", tr("What else can be done"), tr("All commands for this picture; the menu key shows them, too."), this);
    live_->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(4);
    row->addWidget(rating_);
    row->addWidget(text_, 1);
    row->addWidget(seed_buttons_);
    row->addSpacing(4);
    row->addWidget(buttons_);
    row->addWidget(more_);
    row->addWidget(live_);
    connect(more_, &QToolButton::clicked, this, [this] { emit menu_wanted(more_->mapToGlobal(QPoint(0, more_->height()))); });
    show_job({});
}

void StageBar::add(QAction* action, const QString& icon_name, QWidget* parent) {
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    QString name = action->text().remove('&');
    while (name.endsWith(QStringLiteral("…"))) name.chop(1);
    QToolButton* button =
        icon_button(icon_name, name, key.isEmpty() ? action->toolTip() : tr("%1 (%2)").arg(action->toolTip(), key), parent);
    button->setEnabled(action->isEnabled());
    connect(action, &QAction::changed, button, [action, button] { button->setEnabled(action->isEnabled()); });
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    parent->layout()->addWidget(button);
    setTabOrder(last_, button);
    setTabOrder(button, more_);
    last_ = button;
}

void StageBar::add_seed_button(QAction* action, const QString& icon_name) {
    add(action, icon_name, seed_buttons_);
}

void StageBar::add_button(QAction* action, const QString& icon_name) {
    add(action, icon_name, buttons_);
}

void StageBar::set_live_command(QAction* action) {
    live_->setText(action->text().remove('&'));
    describe(live_, live_->text(), action->toolTip());
    live_->setIcon(icon("play"));
    const auto follow = [this, action] {
        live_->setVisible(action->isEnabled());
        arrange();
    };
    connect(action, &QAction::changed, live_, follow);
    connect(live_, &QPushButton::clicked, action, &QAction::trigger);
    follow();
}

void StageBar::show_picture(const Marks& marks, Seed seed) {
    is_picture_ = true;
    rating_->set_marks(marks);
    words_ = seed.is_open() ? QString() : tr("Seed %1").arg(seed_text(seed));
    arrange();
}

void StageBar::show_job(const QString& state) {
    is_picture_ = false;
    words_ = state;
    arrange();
}

void StageBar::set_marks(const Marks& marks) {
    rating_->set_marks(marks);
}

void StageBar::set_marks_elsewhere(bool elsewhere) {
    marks_elsewhere_ = elsewhere;
    arrange();
}

QSize StageBar::minimumSizeHint() const {
    return {200, bar_height};
}

// Where there is little room words go first, then the seed, then the stars: these stand in the details.
void StageBar::arrange() {
    const int room = width() - (live_->isVisibleTo(this) ? live_->sizeHint().width() + 8 : 0);
    const bool seed = is_picture_ && !words_.isEmpty() && room >= room_for_seed;
    const bool marks = is_picture_ && !marks_elsewhere_ && room >= room_for_stars;
    rating_->setVisible(marks);
    seed_buttons_->setVisible(seed);
    buttons_->setVisible(is_picture_);
    more_->setVisible(is_picture_);
    text_->setText(seed || !is_picture_ ? words_ : QString());
    const int taken =
        (marks ? rating_->sizeHint().width() : 0) + (seed ? text_->sizeHint().width() + seed_buttons_->sizeHint().width() : 0);
    show_words(buttons_->findChildren<QToolButton*>(), room - taken - more_->sizeHint().width() - space_around);
    text_->setAlignment((marks ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

void StageBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void StageBar::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(0, height() - 1, width(), 1, colors(this).border);
}

}  // namespace imagelab
