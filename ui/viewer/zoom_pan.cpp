#include "ui/viewer/zoom_pan.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {
constexpr int margin = 24;
}

void ZoomPan::set_view(QSize view, double device_pixel_ratio) {
    view_ = view;
    ratio_ = device_pixel_ratio;
    keep_inside();
}

void ZoomPan::set_picture(QSize pixels) {
    if (pixels == picture_) return;
    picture_ = pixels;
    fit();
}

double ZoomPan::scale() const {
    if (zoom_ > 0) return zoom_;
    if (picture_.isEmpty()) return 1;
    const double wide = std::max(16, view_.width() - 2 * margin) * ratio_ / picture_.width();
    const double high = std::max(16, view_.height() - 2 * margin) * ratio_ / picture_.height();
    return std::min({wide, high, most_fit * ratio_});
}

void ZoomPan::fit() {
    zoom_ = 0;
    offset_ = {};
}

void ZoomPan::zoom_at(double zoom, QPointF anchor) {
    if (picture_.isEmpty()) return;
    const double before = scale();
    zoom_ = std::clamp(zoom, least_zoom, most_zoom);
    const QPointF from_middle = anchor - QPointF(view_.width() / 2.0, view_.height() / 2.0);
    offset_ = from_middle - (from_middle - offset_) * (zoom_ / before);
    keep_inside();
}

void ZoomPan::pan(QPointF by) {
    offset_ += by;
    keep_inside();
}

bool ZoomPan::larger_than_view() const {
    const double shown = scale() / ratio_;
    return picture_.width() * shown > view_.width() || picture_.height() * shown > view_.height();
}

void ZoomPan::keep_inside() {
    const double shown = scale() / ratio_;
    const double x = std::max(0.0, (picture_.width() * shown - view_.width()) / 2 + margin);
    const double y = std::max(0.0, (picture_.height() * shown - view_.height()) / 2 + margin);
    offset_ = {std::clamp(offset_.x(), -x, x), std::clamp(offset_.y(), -y, y)};
}

QRectF ZoomPan::target() const {
    const double shown = scale() / ratio_;
    const QSizeF size(std::round(picture_.width() * shown), std::round(picture_.height() * shown));
    const QPointF middle = QPointF(view_.width() / 2.0, view_.height() / 2.0) + offset_;
    return {QPointF(std::round(middle.x() - size.width() / 2), std::round(middle.y() - size.height() / 2)), size};
}

}  // namespace imagelab
