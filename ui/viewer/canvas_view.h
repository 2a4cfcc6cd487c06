#pragma once
#include <QColor>
#include <QImage>
#include <QMargins>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "core/image/painted_colours.h"
#include "core/image/painted_mask.h"
#include "ui/viewer/zoom_pan.h"

class QPainter;

namespace imagelab {

enum class CanvasTool { brush, eraser, rectangle, lasso, fill, colour };

// A picture that is painted over: its mask lies on it as a tint. Painted are only pixels of the mask; the picture stays as it is. What is
// shown is composed at the screen's resolution and kept: a stroke composes no more of it than it touched, a picture that is moved no more
// than what comes into view, and while the zoom changes the picture is scaled roughly, smoothly once it rests.
// More than 25 methods: a dozen are Qt's events, and the tests read each setting back.
class CanvasView : public QWidget {
    Q_OBJECT
  public:
    explicit CanvasView(QWidget* parent = nullptr);
    void open(const QImage& picture, PaintedMask mask);
    const QImage& picture() const;                                           // with the colours that are painted on it
    bool has_colours() const { return colours_.can_undo() || recoloured_; }  // are painted on it
    uint64_t colours_version() const { return colours_version_; }            // another one after every change of them
    void set_colours(const QImage& picture);                                 // of the same size: as it is to be now, not to be taken back
    const PaintedMask& mask() const { return mask_; }
    // A change of the mask, whose box it gives back; changed() is sent.
    void apply(const std::function<PixelBox(PaintedMask&)>& change);
    void undo();  // the last step: of the mask, of the colours, or of both
    void redo();
    bool is_painting() const { return drag_ != Drag::none && drag_ != Drag::pan; }

    CanvasTool tool() const { return tool_; }
    void set_tool(CanvasTool tool);
    double brush_size() const { return size_; }  // pixels of the picture, its diameter
    void set_brush_size(double pixels);
    double hardness() const { return hardness_; }  // 0..1
    void set_hardness(double hardness);
    int tolerance() const { return tolerance_; }  // 0..255, of the filling tool
    void set_tolerance(int tolerance);
    const QColor& colour() const { return colour_; }  // of the colour brush
    void set_colour(const QColor& colour);
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
    void settings_changed();  // tool, size, hardness, tolerance or colour
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
    enum Step : uint8_t { of_mask = 1, of_colours = 2 };
    void step_taken(int what);  // Steps together; 0: nothing changed
    void take_step(std::vector<uint8_t>& from, std::vector<uint8_t>& to, bool back);
    bool paints_freely() const { return tool_ == CanvasTool::brush || tool_ == CanvasTool::eraser || tool_ == CanvasTool::colour; }
    void make_colours();
    PixelBox begin_colour(MaskPoint at, double pressure);
    void pick_colour(QPointF at);
    void draw_on(MaskPoint to, double pressure);
    void placed();
    void render();                     // what of the frame is no longer right
    void render_all();
    bool scroll(QPointF corner);       // false: more than the place has changed
    void compose(const QRect& where);  // mask over picture, in device pixels of the frame
    void show_change(const PixelBox& box);
    void halve_picture();
    void show_colours(const PixelBox& box);
    void fetch_colours(const PixelBox& box, int copy) const;  // of the tiles that changed: into a copy of the picture, or into itself
    void draw_under(const QRect& where);                      // the picture in the screen's pixels
    QRectF picture_place() const;                             // of the picture itself, without what is added at its sides
    double device_scale() const;                              // device pixels of the frame per picture pixel
    int edge_at(QPointF at) const;                            // 0 left, 1 top, 2 right, 3 bottom; -1: none
    void choose_cursor(QPointF at);
    void update_ring(QPointF at);
    void draw_sides(QPainter& painter) const;
    void draw_drag(QPainter& painter) const;
    void draw_ring(QPainter& painter) const;

    mutable QImage picture_;               // RGB888
    mutable std::vector<QImage> smaller_;  // RGB32: the picture, a half of it, a quarter ...
    PaintedMask mask_;
    PaintedColours colours_;                  // empty until the first stroke of colour
    mutable std::vector<uint8_t> unfetched_;  // of each tile of them a bit for each of `smaller_`, the highest for `picture_`
    uint64_t colours_version_ = 0;
    bool recoloured_ = false;
    std::vector<uint8_t> done_, undone_;  // Steps of each
    PixelBox bounds_;                     // of what is painted
    PixelBox tinted_;                     // and while a stroke is under way, of what it may have touched, too
    QImage under_, frame_;
    bool stale_ = true, moved_ = false;  // what is shown, where it is
    bool rough_ = false;                 // scaled without smoothing
    QTimer rest_;                        // runs for a moment after each time all was drawn
    QPointF shown_corner_;               // of the picture in the frame, and its scale there
    double shown_scale_ = 0;
    ZoomPan place_;
    CanvasTool tool_ = CanvasTool::brush;
    double size_ = 64, hardness_ = 0.8;
    int tolerance_ = 24;
    QColor colour_{214, 64, 48};
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
