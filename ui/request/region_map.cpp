#include "ui/request/region_map.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"

namespace imagelab {
namespace {

constexpr int most_height = 200, least_height = 96;
constexpr double grip = 6, arrow_step = 0.01;

}  // namespace

RegionMap::RegionMap(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

RegionMap::RegionMap(QWidget* view, std::function<QRectF()> place) : RegionMap(view) {
    place_ = std::move(place);
    setGeometry(view->rect());
    view->installEventFilter(this);
}

bool RegionMap::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

QColor RegionMap::colour_of(int box, const QWidget* on) {
    const bool dark = on->palette().color(QPalette::Window).lightness() < 128;
    return QColor::fromHsl((205 + box * 67) % 360, 190, dark ? 165 : 95);
}

void RegionMap::set_shape(int width, int height) {
    const QSize shape(std::max(width, 1), std::max(height, 1));
    if (shape == shape_) return;
    shape_ = shape;
    updateGeometry();
    update();
}

void RegionMap::set_boxes(const std::vector<QRectF>& boxes) {
    boxes_ = boxes;
    choose(std::min(chosen_, static_cast<int>(boxes_.size()) - 1));
    update();
}

void RegionMap::choose(int box) {
    if (box == chosen_) return;
    chosen_ = box;
    emit chosen_changed(box);
    update();
}

QSize RegionMap::sizeHint() const {
    return {240, heightForWidth(240)};
}

int RegionMap::heightForWidth(int width) const {
    const double wanted = static_cast<double>(width) * shape_.height() / shape_.width();
    return std::clamp(static_cast<int>(std::lround(wanted)), least_height, most_height);
}

QRectF RegionMap::frame() const {
    if (place_) return place_();
    const QRectF room = QRectF(rect()).adjusted(1, 1, -1, -1);
    const QSizeF size = QSizeF(shape_).scaled(room.size(), Qt::KeepAspectRatio);
    return {room.center() - QPointF(size.width() / 2, size.height() / 2), size};
}

QPointF RegionMap::share_of(QPointF at) const {
    const QRectF place = frame();
    return {(at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height()};
}

QSizeF RegionMap::reach() const {
    return {grip / frame().width(), grip / frame().height()};
}

void RegionMap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF place = frame();
    if (place.isEmpty()) return;
    painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : colors(this).border_strong, hasFocus() ? 2 : 1));
    painter.setBrush(place_ ? QBrush() : palette().brush(QPalette::Base));
    painter.drawRect(place);
    if (boxes_.empty() && !dragged_ && !place_) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(place.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, tr("Drag here to draw a region"));
    }
    const auto draw = [&](int box, const QRectF& shares) {
        const QRectF at(place.left() + shares.left() * place.width(), place.top() + shares.top() * place.height(),
                        shares.width() * place.width(), shares.height() * place.height());
        const QColor colour = colour_of(box, this);
        QColor fill = colour;
        fill.setAlpha(box == chosen_ ? 70 : 35);
        painter.setPen(QPen(colour, box == chosen_ ? 2 : 1));
        painter.setBrush(fill);
        painter.drawRect(at.adjusted(1, 1, -1, -1));
        const QString number = QString::number(box + 1);
        if (place_) {  // readable on any picture
            const QRectF ground(at.topLeft() + QPointF(1, 1),
                                QSizeF(fontMetrics().horizontalAdvance(number) + 10.0, fontMetrics().height() + 4.0));
            painter.fillRect(ground, palette().color(QPalette::Base));
        }
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(at.adjusted(6, 3, -4, -3), Qt::AlignLeft | Qt::AlignTop, number);
    };
    for (int i = 0; i < static_cast<int>(boxes_.size()); ++i) {
        if (i == chosen_) continue;
        draw(i, drag_ && drag_->box() == i && dragged_ ? *dragged_ : boxes_[static_cast<size_t>(i)]);
    }
    if (chosen_ >= 0 && static_cast<size_t>(chosen_) < boxes_.size())
        draw(chosen_, drag_ && drag_->box() == chosen_ && dragged_ ? *dragged_ : boxes_[static_cast<size_t>(chosen_)]);
    if (drag_ && drag_->box() < 0 && dragged_) draw(static_cast<int>(boxes_.size()), *dragged_);
}

void RegionMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || frame().isEmpty()) return;
    drag_.emplace(boxes_, chosen_, share_of(event->position()), reach());
    dragged_.reset();
    choose(drag_->box());
    update();
}

void RegionMap::mouseMoveEvent(QMouseEvent* event) {
    if (frame().isEmpty()) return;
    if (!drag_) return setCursor(BoxDrag(boxes_, chosen_, share_of(event->position()), reach()).cursor());
    dragged_ = drag_->dragged_to(share_of(event->position()));
    update();
}

void RegionMap::mouseReleaseEvent(QMouseEvent* event) {
    if (!drag_ || event->button() != Qt::LeftButton) return;
    const BoxDrag drag = *drag_;
    drag_.reset();
    const auto place = std::exchange(dragged_, std::nullopt);  // none: the mouse did not move
    update();
    if (!place) return;
    if (drag.box() < 0) return emit drawn(*place);
    if (*place != boxes_[static_cast<size_t>(drag.box())]) emit edited(drag.box(), *place);
}

void RegionMap::keyPressEvent(QKeyEvent* event) {
    const bool any = chosen_ >= 0 && static_cast<size_t>(chosen_) < boxes_.size();
    QPointF by;
    if (event->key() == Qt::Key_Left) by.setX(-arrow_step);
    if (event->key() == Qt::Key_Right) by.setX(arrow_step);
    if (event->key() == Qt::Key_Up) by.setY(-arrow_step);
    if (event->key() == Qt::Key_Down) by.setY(arrow_step);
    if (place_ && event->key() == Qt::Key_Escape) return emit left();
    if (any && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) return emit removal_wanted(chosen_);
    if (!any || by.isNull()) return QWidget::keyPressEvent(event);
    const QRectF box = boxes_[static_cast<size_t>(chosen_)];
    const bool sizes = (event->modifiers() & Qt::ShiftModifier) != 0;
    const BoxDrag drag({box}, 0, sizes ? box.bottomRight() : box.center(), QSizeF(0, 0));
    const QPointF from = sizes ? box.bottomRight() : box.center();
    if (const auto place = drag.dragged_to(from + by); place && *place != box) emit edited(chosen_, *place);
}

void RegionMap::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (chosen_ < 0 && !boxes_.empty()) choose(0);
    update();
}

void RegionMap::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace imagelab
