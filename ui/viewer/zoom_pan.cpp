#include "ui/viewer/zoom_pan.h"

#include <Qt>
#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {
constexpr int view_margin = 24;
constexpr double pan_step = 64, key_zoom = 1.25, zoom_per_degree_eighth = 1.0015;
}  // namespace

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
    const double wide = std::max(16, view_.width() - 2 * view_margin) * ratio_ / picture_.width();
    const double high = std::max(16, view_.height() - 2 * view_margin) * ratio_ / picture_.height();
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
    const QPointF from_middle = anchor - middle();
    offset_ = from_middle - (from_middle - offset_) * (zoom_ / before);
    keep_inside();
}

void ZoomPan::zoom_by(double factor) {
    zoom_at(scale() * factor, middle());
}

void ZoomPan::turn(int angle_delta, QPointF anchor) {
    zoom_at(scale() * std::pow(zoom_per_degree_eighth, angle_delta), anchor);
}

void ZoomPan::toggle(QPointF anchor) {
    zoom_ == 0 ? zoom_at(1, anchor) : fit();
}

bool ZoomPan::press(int key) {
    switch (key) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom_by(key_zoom), true;
        case Qt::Key_Minus:
            return zoom_by(1 / key_zoom), true;
        case Qt::Key_Z:
            return toggle(middle()), true;
        case Qt::Key_Left:
            return pan({pan_step, 0}), true;
        case Qt::Key_Right:
            return pan({-pan_step, 0}), true;
        case Qt::Key_Up:
            return pan({0, pan_step}), true;
        case Qt::Key_Down:
            return pan({0, -pan_step}), true;
        default:
            return false;
    }
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
    const double x = std::max(0.0, (picture_.width() * shown - view_.width()) / 2 + view_margin);
    const double y = std::max(0.0, (picture_.height() * shown - view_.height()) / 2 + view_margin);
    offset_ = {std::clamp(offset_.x(), -x, x), std::clamp(offset_.y(), -y, y)};
}

QRectF ZoomPan::target() const {
    const double shown = scale() / ratio_;
    const QSizeF size(std::round(picture_.width() * shown), std::round(picture_.height() * shown));
    const QPointF at = middle() + offset_;
    return {QPointF(std::round(at.x() - size.width() / 2), std::round(at.y() - size.height() / 2)), size};
}

}  // namespace imagelab
