#include "ui/widgets/popup_place.h"

#include <QScreen>
#include <QWidget>
#include <algorithm>

namespace imagelab {

void place_below(QWidget* popup, const QWidget* button, bool right) {
    constexpr int gap = 8;
    QPoint at = button->mapToGlobal(QPoint(right ? button->width() - popup->width() : 0, button->height() + gap / 2));
    const QRect room = button->screen() ? button->screen()->availableGeometry() : QRect(0, 0, 1280, 800);
    at.setX(std::max(room.left() + gap, std::min(at.x(), room.right() - popup->width() - gap)));
    at.setY(std::max(room.top() + gap, std::min(at.y(), room.bottom() - popup->height() - gap)));
    popup->move(at);
}

}  // namespace imagelab
