#pragma once
#include <QImage>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "ui/models/box_drag.h"

namespace imagelab {

// The picture's frame with the boxes of its regions, in shares of its sides. Boxes are drawn, moved and sized by dragging; arrows move the
// chosen one, with Shift its right and lower edges. Over another view it covers that, and draws no frame of its own.
class RegionMap : public QWidget {
    Q_OBJECT
  public:
    explicit RegionMap(QWidget* parent = nullptr);
    // Over a view whose picture lies at `place` of it, in its pixels; nothing while that is empty.
    RegionMap(QWidget* view, std::function<QRectF()> place);
    void set_shape(int width, int height);  // of the picture, in pixels
    void set_boxes(const std::vector<QRectF>& boxes);
    void choose(int box);  // -1: none
    int chosen() const { return chosen_; }
    QRectF frame() const;                                 // in widget pixels
    static QColor colour_of(int box, const QWidget* on);  // that tells a box from the others

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  signals:
    void chosen_changed(int box);
    void edited(int box, const QRectF& place);  // when the button goes up
    void drawn(const QRectF& place);
    void removal_wanted(int box);
    void left();  // Esc, over another view

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QPointF share_of(QPointF at) const;
    QSizeF reach() const;
    std::function<QRectF()> place_;  // none: it has a frame of its own
    QSize shape_{1, 1};
    std::vector<QRectF> boxes_;
    int chosen_ = -1;
    std::optional<BoxDrag> drag_;
    std::optional<QRectF> dragged_;
};

}  // namespace imagelab
