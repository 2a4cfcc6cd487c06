#include "ui/look/paint.h"

#include <QPainter>
#include <QWidget>
#include <algorithm>

#include "ui/look/theme.h"

namespace imagelab {

void paint_card(QWidget* widget) {
    const Colors& c = colors(widget);
    QPainter painter(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border_strong, 1));
    painter.setBrush(c.panel);
    painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

void paint_cross(QPainter& painter, const QRectF& box, const QColor& color) {
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(box.topLeft(), box.bottomRight());
    painter.drawLine(box.topRight(), box.bottomLeft());
}

void paint_bar(QPainter& painter, const QRectF& groove, double fraction, const QColor& ground, const QColor& full) {
    const double radius = groove.height() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(groove, radius, radius);
    if (fraction > 0) {
        painter.setBrush(full);
        const double length = std::max(groove.height(), groove.width() * std::min(fraction, 1.0));
        painter.drawRoundedRect(QRectF(groove.topLeft(), QSizeF(length, groove.height())), radius, radius);
    }
    painter.restore();
}

QPixmap small_pixmap(const QImage& image, int side, const QWidget* screen) {
    const double ratio = screen->devicePixelRatioF();
    QPixmap pixmap = QPixmap::fromImage(image.scaled(QSize(side, side) * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

QColor mask_tint(bool light) {
    return light ? QColor(255, 120, 190) : QColor(200, 10, 110);
}

}  // namespace imagelab
