#pragma once
#include <QPointF>
#include <QRectF>
#include <QSize>

namespace imagelab {

constexpr double sharp_from = 4;  // zoomed in this far, pixels are shown as squares

// Where a picture lies in a view: its zoom, and how far its middle is from the view's. All in screen pixels but where it says.
class ZoomPan {
  public:
    static constexpr double least_zoom = 0.05, most_zoom = 32, most_fit = 4;
    void set_view(QSize view, double device_pixel_ratio);
    void set_picture(QSize pixels);  // of another shape: fits it
    bool empty() const { return picture_.isEmpty(); }
    double zoom() const { return zoom_; }  // device pixels per picture pixel; 0: fit
    double scale() const;                  // the same, as shown
    void fit();
    void zoom_at(double zoom, QPointF anchor);
    void zoom_by(double factor);  // around the middle of the view
    void pan(QPointF by);
    bool larger_than_view() const;
    // What all views of pictures hear: the wheel, a double click (the whole picture or real pixels), and keys: + = - zoom, Z does what a
    // double click does, arrows move. False: not one of them.
    void turn(int angle_delta, QPointF anchor);
    void toggle(QPointF anchor);
    bool press(int key);
    QRectF target() const;
    QSize picture() const { return picture_; }

  private:
    QPointF middle() const { return {view_.width() / 2.0, view_.height() / 2.0}; }
    void keep_inside();
    QSize view_{0, 0}, picture_{0, 0};
    double ratio_ = 1, zoom_ = 0;
    QPointF offset_;
};

}  // namespace imagelab
