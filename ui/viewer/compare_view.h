#pragma once
#include <QImage>
#include <QThreadPool>
#include <QWidget>

#include "ui/viewer/zoom_pan.h"

namespace imagelab {

// |a - b| of each channel times `gain`, at most 255; b is scaled to a's size where theirs differ.
QImage difference_image(const QImage& a, const QImage& b, int gain);
struct DifferenceFigures {
    double mean = 0;     // of |a - b| over all channels, 0..255
    double changed = 0;  // share of the pixels of which any channel differs
};
DifferenceFigures difference_figures(const QImage& a, const QImage& b);

// Two pictures with one zoom and one pan: side by side, one over the other up to a line that can be drawn, or what tells them apart.
// More than 25 methods: eight are Qt's events, and the tests read each setting back.
class CompareView : public QWidget {
    Q_OBJECT
  public:
    enum class Mode { side_by_side, slider, difference };
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;
    void set_pictures(const QImage& a, const QImage& b);
    void set_mode(Mode mode);
    Mode mode() const { return mode_; }
    void set_gain(int gain);
    int gain() const { return gain_; }
    double divider() const { return divider_; }  // 0 left to 1 right, of the view
    void set_divider(double at);
    const QImage& difference() const { return difference_; }
    const ZoomPan& place() const { return place_; }
    void fit();
    void zoom_by(double factor);

  signals:
    void figures_known(double mean, double changed);
    void zoom_changed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    QSize sizeHint() const override { return {512, 512}; }

  private:
    QSize half() const;  // of the view that one picture has
    QPointF in_half(QPointF point) const;
    bool on_divider(QPointF point) const;
    void placed();  // the picture lies elsewhere now
    void ask_difference();
    void take_difference(const QImage& image, const DifferenceFigures& figures, int asked);
    void draw(QPainter& painter, const QImage& image, QPixmap& scaled, const QRect& clip, const QPointF& shift);
    void draw_divider(QPainter& painter);
    QImage a_, b_, difference_;
    QPixmap scaled_a_, scaled_b_, scaled_difference_;  // at the size last painted
    Mode mode_ = Mode::side_by_side;
    int gain_ = 4;
    double divider_ = 0.5;
    bool drawing_divider_ = false;
    ZoomPan place_;
    QPointF drag_from_;
    int asked_ = 0;
    QThreadPool pool_;
};

}  // namespace imagelab
