#pragma once
#include <QPainterPath>

namespace imagelab {

// Drawn, so that they look the same whatever fonts there are. Both fill the rectangle.
QPainterPath star_path(const QRectF& box);
QPainterPath heart_path(const QRectF& box);

}  // namespace imagelab
