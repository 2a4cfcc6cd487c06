#include "ui/widgets/toast.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/look/paint.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int edge = 60;  // pixels from the lower edge: above the line that says what the picture is
}

Toast::Toast(QWidget* cover) : QFrame(cover), text_(new QLabel(this)), undo_(new QPushButton(tr("Undo"), this)) {
    text_->setTextFormat(Qt::PlainText);
    describe(undo_, tr("Undo"), tr("Takes it back; Ctrl+Z does the same."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(16);
    row->addWidget(text_);
    row->addWidget(undo_);
    timer_.setSingleShot(true);
    timer_.setInterval(shown_ms);
    connect(&timer_, &QTimer::timeout, this, &QWidget::hide);
    connect(undo_, &QPushButton::clicked, this, [this] { hide(), emit undo_wanted(); });
    cover->installEventFilter(this);
    hide();
}

void Toast::show_done(const QString& what) {
    text_->setText(what);
    setAccessibleName(what);
    adjustSize();
    place();
    show();
    raise();
    timer_.start();
    QAccessibleEvent heard(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&heard);
}

QString Toast::text() const {
    return text_->text();
}

void Toast::place() {
    const QWidget* cover = parentWidget();
    move((cover->width() - width()) / 2, cover->height() - height() - edge);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
    return QFrame::eventFilter(watched, event);
}

void Toast::paintEvent(QPaintEvent*) {
    paint_card(this);
}

void Toast::enterEvent(QEnterEvent*) {
    timer_.stop();  // somebody reads it
}

void Toast::leaveEvent(QEvent*) {
    timer_.start();
}

}  // namespace imagelab
