#pragma once
#include <QImage>
#include <QMargins>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "core/image/painted_mask.h"
#include "ui/viewer/zoom_pan.h"

class QPainter;

namespace imagelab {

enum class CanvasTool { brush, eraser, rectangle, lasso, fill };

// A picture that is painted over: its mask lies on it as a tint. Painted are only pixels of the mask; the picture stays as it is. What is
// shown is composed at the screen's resolution and kept, and a stroke composes no more of it than it touched.
// More than 25 methods: a dozen are Qt's events, and the tests read each setting back.
class CanvasView : public QWidget {
    Q_OBJECT
  public:
    explicit CanvasView(QWidget* parent = nullptr);
    void open(const QImage& picture, PaintedMask mask);
    const QImage& picture() const { return picture_; }
    const PaintedMask& mask() const { return mask_; }
    // A change of the mask, whose box it gives back; changed() is sent.
    void apply(const std::function<PixelBox(PaintedMask&)>& change);
    bool is_painting() const { return drag_ != Drag::none && drag_ != Drag::pan; }

    CanvasTool tool() const { return tool_; }
    void set_tool(CanvasTool tool);
    double brush_size() const { return size_; }  // pixels of the picture, its diameter
    void set_brush_size(double pixels);
    double hardness() const { return hardness_; }  // 0..1
    void set_hardness(double hardness);
    int tolerance() const { return tolerance_; }  // 0..255, of the filling tool
    void set_tolerance(int tolerance);
    static constexpr double least_size = 1, most_size = 2000;

    // Pixels by which the picture grows at each side; dragging an edge changes them.
    void set_outpaint(const QMargins& sides);
    const QMargins& outpaint() const { return sides_; }
    static constexpr int outpaint_step = 8, most_outpaint = 2048;
    // The surroundings of the mask that are made where the picture's rest is not; none: all of it is made.
    void set_surroundings(std::optional<int> padding);

    double shown_scale() const { return place_.scale(); }
    void fit();
    void zoom_by(double factor);
    void set_zoom(double zoom);
    QPointF to_screen(MaskPoint at) const;
    MaskPoint to_picture(QPointF at) const;

  signals:
    void changed();           // a step of the mask is done
    void settings_changed();  // tool, size, hardness or tolerance
    void outpaint_edited(const QMargins& sides);
    void zoom_changed();
    void leave_wanted();

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void tabletEvent(QTabletEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    QSize sizeHint() const override { return {512, 512}; }

  private:
    enum class Drag { none, pan, stroke, rectangle, lasso, edge };
    void press(QPointF at, double pressure, bool erases, bool straight);
    void move(QPointF at, double pressure);
    void release(QPointF at);
    void cancel_drag();
    bool press_tool_key(QKeyEvent* event);
    void step_taken();
    void placed();
    void render();                     // all of the frame
    void compose(const QRect& where);  // mask over picture, in device pixels of the frame
    void show_change(const PixelBox& box);
    QRectF picture_place() const;   // of the picture itself, without what is added at its sides
    double device_scale() const;    // device pixels of the frame per picture pixel
    int edge_at(QPointF at) const;  // 0 left, 1 top, 2 right, 3 bottom; -1: none
    void choose_cursor(QPointF at);
    void update_ring(QPointF at);
    void draw_sides(QPainter& painter) const;
    void draw_drag(QPainter& painter) const;
    void draw_ring(QPainter& painter) const;

    QImage picture_;               // RGB888
    std::vector<QImage> smaller_;  // RGB32: the picture, a half of it, a quarter ...
    PaintedMask mask_;
    PixelBox bounds_;  // of what is painted
    QImage under_, frame_;
    bool stale_ = true;
    ZoomPan place_;
    CanvasTool tool_ = CanvasTool::brush;
    double size_ = 64, hardness_ = 0.8;
    int tolerance_ = 24;
    QMargins sides_, dragged_sides_;
    std::optional<int> padding_;
    Drag drag_ = Drag::none;
    int edge_ = -1;
    bool erases_ = false, space_held_ = false, by_tablet_ = false;
    std::optional<MaskPoint> stroke_end_;  // of the last stroke: Shift goes on from there in a straight line
    QPointF from_, pointer_{-1, -1};
    std::vector<MaskPoint> lasso_;
};

}  // namespace imagelab
