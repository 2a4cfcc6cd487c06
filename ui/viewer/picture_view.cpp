#include "ui/viewer/picture_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/panels/controls.h"
#include "ui/theme.h"

namespace imagelab {
namespace {
constexpr int margin = 24;
constexpr double pan_step = 64;
constexpr double sharp_from = 4;  // zoomed in this far, pixels are shown as squares
}  // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 200);
    describe(this, tr("Picture"), tr("Wheel or + and - zoom, dragging and arrows move, 0 fits, 1 shows real pixels."));
    setToolTip({});
}

void PictureView::set_picture(const QImage& image, QSize full_size) {
    const bool other_shape = full_size != full_;
    image_ = image;
    full_ = full_size.isEmpty() ? image.size() : full_size;
    scaled_ = {};
    waiting_.clear();
    if (other_shape) fit();
    update();
}

void PictureView::set_waiting(const QString& text, QSize full_size) {
    image_ = {};
    scaled_ = {};
    waiting_ = text;
    if (full_ != full_size) {
        full_ = full_size;
        fit();
    }
    update();
}

double PictureView::shown_scale() const {
    if (zoom_ > 0) return zoom_;
    if (full_.isEmpty()) return 1;
    const double dpr = devicePixelRatioF();
    const double wide = std::max(16, width() - 2 * margin) * dpr / full_.width();
    const double high = std::max(16, height() - 2 * margin) * dpr / full_.height();
    return std::min({wide, high, most_fit * dpr});
}

QRectF PictureView::target() const {
    const double scale = shown_scale() / devicePixelRatioF();
    const QSizeF size(std::round(full_.width() * scale), std::round(full_.height() * scale));
    const QPointF middle = QPointF(width() / 2.0, height() / 2.0) + offset_;
    return {QPointF(std::round(middle.x() - size.width() / 2), std::round(middle.y() - size.height() / 2)), size};
}

void PictureView::fit() {
    zoom_ = 0;
    offset_ = {};
    update();
    emit zoom_changed();
}

void PictureView::set_zoom(double zoom) {
    zoom_at(zoom, QPointF(width() / 2.0, height() / 2.0));
}
void PictureView::zoom_by(double factor) {
    set_zoom(shown_scale() * factor);
}

void PictureView::zoom_at(double zoom, QPointF anchor) {
    if (full_.isEmpty()) return;
    const double before = shown_scale();
    zoom_ = std::clamp(zoom, least_zoom, most_zoom);
    const QPointF from_middle = anchor - QPointF(width() / 2.0, height() / 2.0);
    offset_ = from_middle - (from_middle - offset_) * (zoom_ / before);
    keep_inside();
    update();
    emit zoom_changed();
}

void PictureView::keep_inside() {
    const double scale = shown_scale() / devicePixelRatioF();
    const double x = std::max(0.0, (full_.width() * scale - width()) / 2 + margin);
    const double y = std::max(0.0, (full_.height() * scale - height()) / 2 + margin);
    offset_ = {std::clamp(offset_.x(), -x, x), std::clamp(offset_.y(), -y, y)};
}

// The pixmap to paint: shrunk here, because the painter's own filter skips pixels; a preview doubled until it is about as large as
// it is shown, each time with a linear filter, which together come close to a spline.
void PictureView::prepare(QSize pixels) {
    const bool preview = image_.size() != full_;
    if (pixels.width() < image_.width()) {
        if (scaled_.size() != pixels) scaled_ = QPixmap::fromImage(image_.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    } else if (scaled_.isNull() || scaled_.width() < image_.width()) {
        QImage grown = image_;
        while (preview && grown.width() < full_.width())
            grown = grown.scaled(grown.size() * 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        scaled_ = QPixmap::fromImage(grown);
    }
}

void PictureView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    painter.fillRect(rect(), c.canvas);
    const QRectF place = target();
    if (!image_.isNull()) {
        const double dpr = devicePixelRatioF();
        const QSize pixels = (place.size() * dpr).toSize();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, shown_scale() < sharp_from || zoom_ == 0 || image_.size() != full_);
        prepare(pixels);
        painter.drawPixmap(place, scaled_, scaled_.rect());
    } else if (!waiting_.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(c.border_strong, 1.2, Qt::DashLine));
        painter.setBrush(c.window);
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(c.muted);
        painter.drawText(rect(), Qt::AlignCenter, waiting_);
    }
    if (hasFocus()) {
        painter.setPen(QPen(c.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void PictureView::wheelEvent(QWheelEvent* event) {
    zoom_at(shown_scale() * std::pow(1.0015, event->angleDelta().y()), event->position());
    event->accept();
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || full_.isEmpty()) return;
    drag_from_ = event->position();
    setCursor(Qt::ClosedHandCursor);
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    offset_ += event->position() - drag_from_;
    drag_from_ = event->position();
    keep_inside();
    update();
}

void PictureView::mouseReleaseEvent(QMouseEvent*) {
    unsetCursor();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (zoom_ == 0) {
        zoom_at(1, event->position());
    } else {
        fit();
    }
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    const auto pan = [&](double x, double y) {
        offset_ += QPointF(x, y);
        keep_inside();
        update();
    };
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom_by(1.25);
        case Qt::Key_Minus:
            return zoom_by(0.8);
        case Qt::Key_0:
            return fit();
        case Qt::Key_1:
            return set_zoom(1);
        case Qt::Key_Left:
            return pan(pan_step, 0);
        case Qt::Key_Right:
            return pan(-pan_step, 0);
        case Qt::Key_Up:
            return pan(0, pan_step);
        case Qt::Key_Down:
            return pan(0, -pan_step);
        default:
            QWidget::keyPressEvent(event);
    }
}

void PictureView::resizeEvent(QResizeEvent*) {
    keep_inside();
    emit zoom_changed();
}

}  // namespace imagelab
