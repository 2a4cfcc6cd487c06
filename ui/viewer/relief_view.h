#pragma once
#include <QImage>
#include <QWidget>
#include <vector>

#include "core/relief/mesh.h"

namespace imagelab {

// A body as it will look, lit from the upper left; turned by dragging or the arrow keys, a double click turns it back.
class ReliefView : public QWidget {
    Q_OBJECT
  public:
    explicit ReliefView(QWidget* parent = nullptr);
    void set_body(const Mesh& mesh);  // copied
    double yaw() const { return yaw_; }
    QSize sizeHint() const override { return {420, 320}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void turn(double yaw, double pitch);  // degrees
    QImage drawn(QSize size) const;

    std::vector<Point> points_;  // about the body's middle, its largest half diagonal 1
    std::vector<Triangle> faces_;
    double yaw_ = -25, pitch_ = 30;  // degrees, from above
    QPoint dragged_from_;
};

}  // namespace imagelab
