#include "ui/look/mark_shapes.h"

#include <cmath>
#include <numbers>

namespace imagelab {

QPainterPath star_path(const QRectF& box) {
    QPolygonF points;
    for (int i = 0; i < 10; ++i) {
        const double angle = (i * 36 - 90) * std::numbers::pi / 180, radius = i % 2 == 0 ? 0.5 : 0.21;
        points << QPointF(box.center().x() + radius * box.width() * std::cos(angle),
                          box.center().y() + 0.03 * box.height() + radius * box.height() * std::sin(angle));
    }
    QPainterPath path;
    path.addPolygon(points);
    path.closeSubpath();
    return path;
}

QPainterPath heart_path(const QRectF& box) {
    const auto at = [&](double x, double y) { return QPointF(box.left() + x * box.width(), box.top() + y * box.height()); };
    QPainterPath path(at(0.5, 0.92));
    path.cubicTo(at(0.15, 0.66), at(0.02, 0.48), at(0.02, 0.31));
    path.cubicTo(at(0.02, 0.05), at(0.38, 0.0), at(0.5, 0.27));
    path.cubicTo(at(0.62, 0.0), at(0.98, 0.05), at(0.98, 0.31));
    path.cubicTo(at(0.98, 0.48), at(0.85, 0.66), at(0.5, 0.92));
    path.closeSubpath();
    return path;
}

}  // namespace imagelab
