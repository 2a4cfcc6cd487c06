#pragma once
#include <QWidget>

#include "core/image/exif.h"

namespace imagelab {

// A heart and five stars. By keyboard: arrows choose, Space sets; a press on the rating that is set takes it back.
class RatingBar : public QWidget {
    Q_OBJECT
  public:
    explicit RatingBar(QWidget* parent = nullptr);
    void set_marks(const Marks& marks);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  signals:
    void favourite_wanted(bool on);
    void rating_wanted(int stars);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    int at(const QPoint& point) const;  // 0: the heart, 1 to 5: a star, -1: neither
    void choose(int shape);
    Marks marks_;
    int hovered_ = -1, focused_ = 0;
};

}  // namespace imagelab
