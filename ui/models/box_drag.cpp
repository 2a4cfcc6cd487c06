#include "ui/models/box_drag.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

constexpr double least_side = 0.02;

double inside(double share) {
    return std::clamp(share, 0.0, 1.0);
}

}  // namespace

BoxDrag::BoxDrag(const std::vector<QRectF>& boxes, int chosen, QPointF at, QSizeF reach) : at_(inside(at.x()), inside(at.y())) {
    std::vector<int> order;
    if (chosen >= 0 && static_cast<size_t>(chosen) < boxes.size()) order.push_back(chosen);
    for (int i = static_cast<int>(boxes.size()); i-- > 0;) {
        if (i != chosen) order.push_back(i);  // the last is drawn on top
    }
    const auto take = [&](int i, int sides) { box_ = i, sides_ = sides, from_ = boxes[static_cast<size_t>(i)]; };
    for (const int i : order) {
        const QRectF& box = boxes[static_cast<size_t>(i)];
        if (!box.adjusted(-reach.width(), -reach.height(), reach.width(), reach.height()).contains(at)) continue;
        int sides = 0;
        if (std::abs(at.x() - box.left()) <= reach.width())
            sides |= left;
        else if (std::abs(at.x() - box.right()) <= reach.width())
            sides |= right;
        if (std::abs(at.y() - box.top()) <= reach.height())
            sides |= top;
        else if (std::abs(at.y() - box.bottom()) <= reach.height())
            sides |= bottom;
        if (sides == 0) continue;
        take(i, sides);
        return;
    }
    for (const int i : order) {
        if (!boxes[static_cast<size_t>(i)].contains(at)) continue;
        take(i, 0);
        return;
    }
    from_ = QRectF(at_, at_);
    sides_ = right | bottom;
}

std::optional<QRectF> BoxDrag::dragged_to(QPointF at) const {
    const QPointF to(inside(at.x()), inside(at.y())), by = to - at_;
    if (sides_ == 0) {
        QRectF moved = from_.translated(by);
        moved.moveLeft(std::clamp(moved.left(), 0.0, 1 - moved.width()));
        moved.moveTop(std::clamp(moved.top(), 0.0, 1 - moved.height()));
        return moved;
    }
    QRectF box = from_;
    if (sides_ & left) box.setLeft(to.x());
    if (sides_ & right) box.setRight(to.x());
    if (sides_ & top) box.setTop(to.y());
    if (sides_ & bottom) box.setBottom(to.y());
    box = box.normalized();
    if (box.width() >= least_side && box.height() >= least_side) return box;
    return box_ < 0 ? std::nullopt : std::optional(from_);
}

Qt::CursorShape BoxDrag::cursor() const {
    if (box_ < 0) return Qt::CrossCursor;
    if (sides_ == 0) return Qt::SizeAllCursor;
    if (sides_ == (left | top) || sides_ == (right | bottom)) return Qt::SizeFDiagCursor;
    if (sides_ == (left | bottom) || sides_ == (right | top)) return Qt::SizeBDiagCursor;
    return (sides_ & (left | right)) != 0 ? Qt::SizeHorCursor : Qt::SizeVerCursor;
}

}  // namespace imagelab
