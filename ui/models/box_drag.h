#pragma once
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <optional>
#include <vector>

namespace imagelab {

// A box over a picture while it is drawn, moved or sized with the mouse. All in shares of the picture's sides, 0 to 1.
class BoxDrag {
  public:
    // Where a press at `at` begins: at an edge or corner of a box within `reach`, inside one, else a new box. `chosen` comes first.
    BoxDrag(const std::vector<QRectF>& boxes, int chosen, QPointF at, QSizeF reach);

    int box() const { return box_; }  // its number; -1: a new one
    // With the mouse there; none: a new box that is too small to be meant.
    std::optional<QRectF> dragged_to(QPointF at) const;
    Qt::CursorShape cursor() const;

  private:
    enum Side { left = 1, top = 2, right = 4, bottom = 8 };
    int box_ = -1;
    int sides_ = 0;  // that follow the mouse; none: the whole box
    QRectF from_;
    QPointF at_;
};

}  // namespace imagelab
