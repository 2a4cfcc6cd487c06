#pragma once
// Shapes that several widgets draw alike.
#include <QColor>
#include <QImage>
#include <QPixmap>
#include <QRectF>

class QPainter;
class QWidget;

namespace imagelab {

void paint_card(QWidget* widget);  // the ground of what lies over others: a palette, a toast
void paint_cross(QPainter& painter, const QRectF& box, const QColor& color);
// A groove that is full up to `fraction`, 0..1. Its ends are round.
void paint_bar(QPainter& painter, const QRectF& groove, double fraction, const QColor& ground, const QColor& full);
// At most `side` by `side` on this screen, as sharp as it can be.
QPixmap small_pixmap(const QImage& image, int side, const QWidget* screen);

// The colours of a mask over its picture, which lie over it in stripes in turn, and their most share of 256.
QColor mask_tint(bool light);
constexpr int mask_tint_share = 150;

}  // namespace imagelab
