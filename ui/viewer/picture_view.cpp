#include "ui/viewer/picture_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {}  // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(200, 200);
    describe(this, tr("Picture"),
             tr("Wheel or + and - zoom, dragging and arrows move, Z changes between the whole picture and real pixels."));
    setToolTip({});
}

void PictureView::set_picture(const QImage& image, QSize full_size) {
    image_ = image;
    scaled_ = {};
    waiting_.clear();
    place_.set_picture(full_size.isEmpty() ? image.size() : full_size);
    update();
    emit zoom_changed();
}

void PictureView::set_waiting(const QString& text, QSize full_size) {
    image_ = {};
    scaled_ = {};
    waiting_ = text;
    place_.set_picture(full_size);
    update();
    emit zoom_changed();
}

void PictureView::fit() {
    place_.fit();
    placed();
}
void PictureView::set_zoom(double zoom) {
    place_.zoom_at(zoom, QPointF(width() / 2.0, height() / 2.0));
    placed();
}
void PictureView::zoom_by(double factor) {
    place_.zoom_by(factor);
    placed();
}
bool PictureView::press(int key) {
    if (!place_.press(key)) return false;
    placed();
    return true;
}
void PictureView::placed() {
    update();
    emit zoom_changed();
}

// The pixmap to paint: shrunk here, because the painter's own filter skips pixels; a preview doubled until it is about as large as
// it is shown, each time with a linear filter, which together come close to a spline.
void PictureView::prepare(QSize pixels) {
    const bool preview = image_.size() != place_.picture();
    if (pixels.width() < image_.width()) {
        if (scaled_.size() != pixels) scaled_ = QPixmap::fromImage(image_.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    } else if (scaled_.isNull() || scaled_.width() < image_.width()) {
        QImage grown = image_;
        while (preview && grown.width() < place_.picture().width())
            grown = grown.scaled(grown.size() * 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        scaled_ = QPixmap::fromImage(grown);
    }
}

void PictureView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    painter.fillRect(rect(), c.canvas);
    const QRectF place = place_.target();
    if (!image_.isNull()) {
        const double dpr = devicePixelRatioF();
        const QSize pixels = (place.size() * dpr).toSize();
        painter.setRenderHint(QPainter::SmoothPixmapTransform,
                              shown_scale() < sharp_from || zoom() == 0 || image_.size() != place_.picture());
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
    place_.turn(event->angleDelta().y(), event->position());
    placed();
    event->accept();
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || place_.empty()) return;
    drag_from_ = pressed_at_ = event->position();
    dragged_out_ = false;
    if (place_.larger_than_view()) setCursor(Qt::ClosedHandCursor);
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    if (!place_.larger_than_view()) {
        const bool far = (event->position() - pressed_at_).manhattanLength() >= QApplication::startDragDistance();
        if (!far || dragged_out_ || image_.isNull()) return;
        dragged_out_ = true;
        return emit drag_wanted();
    }
    place_.pan(event->position() - drag_from_);
    drag_from_ = event->position();
    update();
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
    unsetCursor();
    if (event->button() != Qt::LeftButton || place_.empty()) return;
    if ((event->position() - pressed_at_).manhattanLength() >= QApplication::startDragDistance()) return;
    emit clicked((event->position() - place_.target().topLeft()) * place_.picture().width() / place_.target().width());
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    place_.toggle(event->position());
    placed();
}

void PictureView::contextMenuEvent(QContextMenuEvent* event) {
    const QPoint at = event->reason() == QContextMenuEvent::Mouse ? event->pos() : rect().center();
    emit menu_wanted(mapToGlobal(at));
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    const int step = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : key == Qt::Key_Right || key == Qt::Key_Down ? 1 : 0;
    if (step != 0 && !place_.larger_than_view()) return emit step_wanted(step);
    if (!press(key)) QWidget::keyPressEvent(event);
}

void PictureView::resizeEvent(QResizeEvent*) {
    place_.set_view(size(), devicePixelRatioF());
    emit zoom_changed();
}

}  // namespace imagelab
