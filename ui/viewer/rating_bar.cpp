#include "ui/viewer/rating_bar.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/look/mark_shapes.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int side = 24, gap = 8, shape_inset = 4;
QRect box_of(int shape) {
    return {shape == 0 ? 0 : side + gap + (shape - 1) * side, 4, side, side};
}
}  // namespace

RatingBar::RatingBar(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    describe(this, tr("Favourite and rating"),
             tr("The heart marks a favourite, the stars rate from 1 to 5; kept in a file beside the picture."));
}

QSize RatingBar::sizeHint() const {
    return {box_of(5).right() + 1, side + 8};
}

void RatingBar::set_marks(const Marks& marks) {
    marks_ = marks;
    setAccessibleName(
        tr("Favourite and rating: %1, %2 of 5").arg(marks.favourite ? tr("favourite") : tr("no favourite")).arg(marks.rating));
    update();
}

int RatingBar::at(const QPoint& point) const {
    for (int shape = 0; shape <= 5; ++shape)
        if (box_of(shape).contains(point)) return shape;
    return -1;
}

void RatingBar::choose(int shape) {
    if (shape == 0) return emit favourite_wanted(!marks_.favourite);
    if (shape > 0) emit rating_wanted(shape == marks_.rating ? 0 : shape);
}

void RatingBar::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int shape = 0; shape <= 5; ++shape) {
        const QRectF box = QRectF(box_of(shape)).adjusted(shape_inset, shape_inset, -shape_inset, -shape_inset);
        const bool on = shape == 0 ? marks_.favourite : shape <= marks_.rating;
        const bool lit = shape == hovered_ || (hovered_ > 0 && shape > 0 && shape <= hovered_);
        painter.setPen(QPen(on || lit ? c.text : c.muted, 1.2));
        painter.setBrush(on ? c.text : lit ? c.border_strong : QColor(Qt::transparent));
        painter.drawPath(shape == 0 ? heart_path(box) : star_path(box));
        if (!hasFocus() || shape != focused_) continue;
        painter.setPen(QPen(c.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(box_of(shape)).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void RatingBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) choose(at(event->pos()));
}

void RatingBar::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = at(event->pos());
    update();
}

void RatingBar::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

void RatingBar::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
            focused_ = std::max(0, focused_ - 1);
            return update();
        case Qt::Key_Right:
            focused_ = std::min(5, focused_ + 1);
            return update();
        case Qt::Key_Space:
            return choose(focused_);
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace imagelab
