#pragma once
#include <QImage>
#include <QPixmap>
#include <QWidget>

#include "ui/viewer/zoom_pan.h"

namespace imagelab {

// A picture with zoom and pan. A preview smaller than its picture is drawn at the picture's size, so that the finished one takes its
// place without a jump.
class PictureView : public QWidget {
    Q_OBJECT
  public:
    explicit PictureView(QWidget* parent = nullptr);
    void set_picture(const QImage& image, QSize full_size);  // full_size in picture pixels
    void set_waiting(const QString& text, QSize full_size);  // a frame of the coming picture with a line in it
    const QImage& picture() const { return image_; }

    // Screen pixels per picture pixel; 0: fit.
    double zoom() const { return place_.zoom(); }
    QRectF picture_place() const { return place_.target(); }  // in pixels of the view
    double shown_scale() const { return place_.scale(); }
    void fit();
    void set_zoom(double zoom);
    void zoom_by(double factor);
    bool press(int key);  // ZoomPan::press

  signals:
    void zoom_changed();
    void clicked(QPointF at);            // without a drag, in picture pixels
    void step_wanted(int by);            // arrows, where the whole picture is in view
    void drag_wanted();                  // into another program, where the whole picture is in view
    void menu_wanted(const QPoint& at);  // in global coordinates

  protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    QSize sizeHint() const override { return {512, 512}; }

  private:
    void placed();  // the picture lies elsewhere now
    void prepare(QSize pixels);
    QImage image_;
    QPixmap scaled_;  // image_ at the size last painted
    QString waiting_;
    ZoomPan place_;
    QPointF drag_from_, pressed_at_;
    bool dragged_out_ = false;  // since the button went down
};

}  // namespace imagelab
