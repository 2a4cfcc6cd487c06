#include "ui/viewer/canvas_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QTabletEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr double size_step = 1.15, hardness_step = 0.1;
constexpr double edge_reach = 14;  // screen pixels outside an edge in which it can be dragged
constexpr int rest_ms = 120;
}  // namespace

CanvasView::CanvasView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(200, 200);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    describe(
        this, tr("Canvas"),
        tr("Paint over what is to be made anew. [ and ] change the size of the brush, B, E, R, L and F choose the tool, Ctrl+Z takes a "
           "stroke back; the wheel zooms, Space or the middle button move the picture, dragging an edge makes it larger."));
    setToolTip({});
    rest_.setSingleShot(true);
    rest_.setInterval(rest_ms);
    connect(&rest_, &QTimer::timeout, this, [this] {
        if (rough_) stale_ = true, update();
    });
}

void CanvasView::open(const QImage& picture, PaintedMask mask) {
    picture_ = picture.convertToFormat(QImage::Format_RGB888);
    halve_picture();
    mask_ = std::move(mask);
    recoloured_ = false;
    ++colours_version_;
    done_.clear(), undone_.clear();
    tinted_ = bounds_ = mask_.bounds();
    stale_ = true;
    stroke_end_.reset();
    drag_ = Drag::none;
    sides_ = dragged_sides_ = {};
    place_.set_picture(picture_.size());
    place_.fit();
    placed();
}

void CanvasView::halve_picture() {
    colours_ = {};
    unfetched_.clear();
    smaller_ = {picture_.convertToFormat(QImage::Format_RGB32)};
    while (std::min(smaller_.back().width(), smaller_.back().height()) > 256 && smaller_.size() <= PaintedColours::levels)
        smaller_.push_back(
            smaller_.back().scaled((smaller_.back().size() + QSize(1, 1)) / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
}

void CanvasView::apply(const std::function<PixelBox(PaintedMask&)>& change) {
    cancel_drag();
    const uint64_t before = mask_.version();
    show_change(change(mask_));
    if (mask_.version() != before) step_taken(of_mask);
}

void CanvasView::step_taken(int what) {
    if (what == 0) return;
    done_.push_back(static_cast<uint8_t>(what));
    undone_.clear();
    tinted_ = bounds_ = mask_.bounds();
    if (padding_) update();
    emit changed();
}

void CanvasView::take_step(std::vector<uint8_t>& from, std::vector<uint8_t>& to, bool back) {
    cancel_drag();
    if (from.empty()) return;
    const int what = from.back();
    from.pop_back();
    to.push_back(static_cast<uint8_t>(what));
    if (what & of_colours) show_colours(back ? colours_.undo() : colours_.redo());
    if (what & of_mask) show_change(back ? mask_.undo() : mask_.redo());
    tinted_ = bounds_ = mask_.bounds();
    if (padding_) update();
    emit changed();
}

void CanvasView::undo() {
    take_step(done_, undone_, true);
}
void CanvasView::redo() {
    take_step(undone_, done_, false);
}

void CanvasView::set_colours(const QImage& picture) {
    cancel_drag();
    if (picture.size() != picture_.size()) return;
    picture_ = picture.convertToFormat(QImage::Format_RGB888);
    recoloured_ = true;
    ++colours_version_;
    for (auto* steps : {&done_, &undone_}) {
        for (uint8_t& step : *steps) step &= of_mask;
        std::erase(*steps, uint8_t{0});
    }
    halve_picture();
    stale_ = true;
    update();
}

// --- settings

void CanvasView::set_tool(CanvasTool tool) {
    if (tool == tool_) return;
    cancel_drag();
    if (tool == CanvasTool::colour || tool_ == CanvasTool::colour) stale_ = true;  // whose colours are seen without the mask's tint
    tool_ = tool;
    if (tool == CanvasTool::colour) make_colours();
    update();
    emit settings_changed();
}

void CanvasView::set_brush_size(double pixels) {
    const double wanted = std::clamp(pixels, least_size, most_size);
    if (wanted == size_) return;
    update_ring(pointer_);
    size_ = wanted;
    update_ring(pointer_);
    emit settings_changed();
}

void CanvasView::set_hardness(double hardness) {
    if (hardness == hardness_) return;
    hardness_ = std::clamp(hardness, 0.0, 1.0);
    emit settings_changed();
}

void CanvasView::set_tolerance(int tolerance) {
    if (tolerance == tolerance_) return;
    tolerance_ = std::clamp(tolerance, 0, 255);
    emit settings_changed();
}

void CanvasView::set_colour(const QColor& colour) {
    if (colour == colour_ || !colour.isValid()) return;
    colour_ = colour;
    emit settings_changed();
}

void CanvasView::pick_colour(QPointF at) {
    const MaskPoint place = to_picture(at);
    const QPoint pixel(static_cast<int>(std::floor(place.x)), static_cast<int>(std::floor(place.y)));
    if (picture_.rect().contains(pixel)) set_colour(picture().pixelColor(pixel));
}

void CanvasView::make_colours() {
    if (colours_.empty() && !picture_.isNull())
        colours_ = PaintedColours(picture_.width(), picture_.height(), picture_.constBits(), picture_.bytesPerLine()),
        unfetched_.assign(static_cast<size_t>(colours_.tiles_wide()) * colours_.tiles_high(), 0);
}

// A stroke of colour is painted anew, too.
PixelBox CanvasView::begin_colour(MaskPoint at, double pressure) {
    make_colours();
    const auto level = [](int value) { return static_cast<uint8_t>(value); };
    return colours_.begin_stroke({size_ / 2, hardness_, false}, {level(colour_.red()), level(colour_.green()), level(colour_.blue())}, at,
                                 pressure);
}

void CanvasView::set_outpaint(const QMargins& sides) {
    if (sides == sides_) return;
    sides_ = dragged_sides_ = sides;
    place_.set_picture(picture_.size().grownBy(sides));
    placed();
}

void CanvasView::set_surroundings(std::optional<int> padding) {
    if (padding == padding_) return;
    padding_ = padding;
    update();
}

// --- place

void CanvasView::fit() {
    place_.fit();
    placed();
}
void CanvasView::zoom_by(double factor) {
    place_.zoom_by(factor);
    placed();
}
void CanvasView::set_zoom(double zoom) {
    place_.zoom_at(zoom, QPointF(width() / 2.0, height() / 2.0));
    placed();
}

void CanvasView::placed() {
    moved_ = true;
    update();
    emit zoom_changed();
}

void CanvasView::resizeEvent(QResizeEvent*) {
    place_.set_view(size(), devicePixelRatioF());
    placed();
}

QRectF CanvasView::picture_place() const {
    const QRectF all = place_.target();
    const double scale = place_.scale() / devicePixelRatioF();
    return {all.topLeft() + QPointF(sides_.left(), sides_.top()) * scale, QSizeF(picture_.size()) * scale};
}

double CanvasView::device_scale() const {
    return place_.scale();
}

QPointF CanvasView::to_screen(MaskPoint at) const {
    return picture_place().topLeft() + QPointF(at.x, at.y) * (place_.scale() / devicePixelRatioF());
}

MaskPoint CanvasView::to_picture(QPointF at) const {
    const QPointF inside = (at - picture_place().topLeft()) / (place_.scale() / devicePixelRatioF());
    return {inside.x(), inside.y()};
}

// --- hand

int CanvasView::edge_at(QPointF at) const {
    if (picture_.isNull()) return -1;
    const double scale = place_.scale() / devicePixelRatioF();
    const QRectF outer = picture_place().marginsAdded(QMarginsF(sides_.left(), sides_.top(), sides_.right(), sides_.bottom()) * scale);
    const QRectF near = outer.adjusted(-edge_reach, -edge_reach, edge_reach, edge_reach);
    if (outer.contains(at) || !near.contains(at)) return -1;
    if (at.x() < outer.left()) return 0;
    if (at.y() < outer.top()) return 1;
    return at.x() > outer.right() ? 2 : 3;
}

void CanvasView::choose_cursor(QPointF at) {
    if (drag_ == Drag::none) {
        const int edge = space_held_ ? -1 : edge_at(at);
        if (edge != edge_) update();
        edge_ = edge;
    }
    const bool brushes = paints_freely();
    if (drag_ == Drag::pan) return setCursor(Qt::ClosedHandCursor);
    if (space_held_) return setCursor(Qt::OpenHandCursor);
    if (edge_ >= 0) return setCursor(edge_ % 2 == 0 ? Qt::SizeHorCursor : Qt::SizeVerCursor);
    setCursor(brushes && size_ * place_.scale() > 6 ? Qt::BlankCursor : Qt::CrossCursor);
}

void CanvasView::press(QPointF at, double pressure, bool erases, bool straight) {
    if (picture_.isNull() || drag_ != Drag::none) return;
    setFocus(Qt::MouseFocusReason);
    from_ = pointer_ = at;
    choose_cursor(at);
    erases_ = erases || tool_ == CanvasTool::eraser;
    if (space_held_) {
        drag_ = Drag::pan;
    } else if (edge_ >= 0) {
        drag_ = Drag::edge;
    } else if (tool_ == CanvasTool::rectangle) {
        drag_ = Drag::rectangle;
    } else if (tool_ == CanvasTool::lasso) {
        drag_ = Drag::lasso;
        lasso_ = {to_picture(at)};
    } else if (tool_ == CanvasTool::fill) {
        const MaskPoint place = to_picture(at);
        const PicturePixels pixels{picture_.width(), picture_.height(), picture().constBits(), picture_.bytesPerLine()};
        apply([&](PaintedMask& mask) {
            return mask.flood(pixels, static_cast<int>(std::floor(place.x)), static_cast<int>(std::floor(place.y)), tolerance_, erases_);
        });
    } else if (tool_ == CanvasTool::colour && erases) {
        pick_colour(at);
    } else {
        drag_ = Drag::stroke;
        const Brush brush{size_ / 2, hardness_, erases_};
        const MaskPoint place = to_picture(at), begins = straight && stroke_end_ ? *stroke_end_ : place;
        if (tool_ == CanvasTool::colour) show_colours(begin_colour(begins, pressure));
        show_change(mask_.begin_stroke(brush, begins, pressure));
        if (straight && stroke_end_) draw_on(place, pressure);
    }
    choose_cursor(at);
}

void CanvasView::draw_on(MaskPoint to, double pressure) {
    if (tool_ == CanvasTool::colour) show_colours(colours_.stroke_to(to, pressure));
    show_change(mask_.stroke_to(to, pressure));
}

void CanvasView::move(QPointF at, double pressure) {
    const QPointF before = pointer_;
    pointer_ = at;
    switch (drag_) {
        case Drag::none:
            choose_cursor(at);
            break;
        case Drag::pan:
            place_.pan(at - before);
            return placed();
        case Drag::stroke:
            draw_on(to_picture(at), pressure);
            break;
        case Drag::rectangle:
            return update();
        case Drag::lasso:
            if (QPointF(at - to_screen(lasso_.back())).manhattanLength() >= 2) lasso_.push_back(to_picture(at));
            return update();
        case Drag::edge: {
            const QPointF by = (at - from_) / (place_.scale() / devicePixelRatioF());
            const auto grown = [](int side, double by_pixels) {
                return std::clamp(static_cast<int>(std::lround((side + by_pixels) / outpaint_step)) * outpaint_step, 0, most_outpaint);
            };
            dragged_sides_ = sides_;
            if (edge_ == 0) dragged_sides_.setLeft(grown(sides_.left(), -by.x()));
            if (edge_ == 1) dragged_sides_.setTop(grown(sides_.top(), -by.y()));
            if (edge_ == 2) dragged_sides_.setRight(grown(sides_.right(), by.x()));
            if (edge_ == 3) dragged_sides_.setBottom(grown(sides_.bottom(), by.y()));
            return update();
        }
    }
    update_ring(before);
    update_ring(at);
}

void CanvasView::release(QPointF at) {
    pointer_ = at;
    const Drag was = std::exchange(drag_, Drag::none);
    switch (was) {
        case Drag::none:
            return;
        case Drag::pan:
            break;
        case Drag::stroke: {
            stroke_end_ = to_picture(at);
            const int masked = mask_.end_stroke() ? of_mask : 0;
            step_taken(masked | (tool_ == CanvasTool::colour && colours_.end_stroke() ? of_colours : 0));
            break;
        }
        case Drag::rectangle: {
            const MaskPoint a = to_picture(QRectF(from_, at).normalized().topLeft());
            const MaskPoint b = to_picture(QRectF(from_, at).normalized().bottomRight());
            const auto whole = [](double place) { return static_cast<int>(std::lround(place)); };
            apply([&](PaintedMask& mask) { return mask.fill_box({whole(a.x), whole(a.y), whole(b.x), whole(b.y)}, erases_); });
            update();
            break;
        }
        case Drag::lasso:
            apply([&](PaintedMask& mask) { return mask.fill_polygon(lasso_, erases_); });
            update();
            break;
        case Drag::edge: {
            const QMargins wanted = dragged_sides_;
            if (wanted != sides_) {
                set_outpaint(wanted);
                emit outpaint_edited(wanted);
            }
            break;
        }
    }
    choose_cursor(at);
}

// A stroke that is under way is ended: it can be taken back. Shapes and edges are as if they had not begun.
void CanvasView::cancel_drag() {
    if (drag_ == Drag::stroke) return release(pointer_);
    if (drag_ == Drag::none) return;
    drag_ = Drag::none;
    dragged_sides_ = sides_;
    update();
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
    if (by_tablet_) return;
    if (event->button() == Qt::MiddleButton && drag_ == Drag::none) {
        drag_ = Drag::pan;
        pointer_ = event->position();
        return choose_cursor(pointer_);
    }
    if (event->button() == Qt::LeftButton)
        press(event->position(), 1, event->modifiers() & Qt::AltModifier, event->modifiers() & Qt::ShiftModifier);
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
    if (!by_tablet_) move(event->position(), 1);
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    if (!by_tablet_ && (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton)) release(event->position());
}

// A pen paints as wide as it is pressed; its other end erases.
void CanvasView::tabletEvent(QTabletEvent* event) {
    event->accept();
    const bool erases = event->pointerType() == QPointingDevice::PointerType::Eraser;
    if (event->type() == QEvent::TabletPress && event->button() == Qt::LeftButton) {
        by_tablet_ = true;
        press(event->position(), event->pressure(), erases, event->modifiers() & Qt::ShiftModifier);
    } else if (event->type() == QEvent::TabletMove) {
        move(event->position(), event->pressure());
    } else if (event->type() == QEvent::TabletRelease) {
        release(event->position());
        by_tablet_ = false;
    }
}

void CanvasView::leaveEvent(QEvent*) {
    update_ring(pointer_);
    if (drag_ == Drag::none) pointer_ = {-1, -1}, edge_ = -1;
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        set_brush_size(size_ * std::pow(size_step, event->angleDelta().y() / 120.0));
    } else if (drag_ == Drag::none || drag_ == Drag::pan) {
        place_.turn(event->angleDelta().y(), event->position());
        placed();
    }
    event->accept();
}

// --- keys

// The window's commands of the same keys wait while the canvas has the focus.
bool CanvasView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo) || (plain && key->key() < Qt::Key_F1) ||
            key->key() == Qt::Key_Space)
            event->accept();
        return true;
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) stale_ = true, update();
    return QWidget::event(event);
}

bool CanvasView::press_tool_key(QKeyEvent* event) {
    constexpr std::pair<int, CanvasTool> tools[] = {{Qt::Key_B, CanvasTool::brush},     {Qt::Key_E, CanvasTool::eraser},
                                                    {Qt::Key_R, CanvasTool::rectangle}, {Qt::Key_L, CanvasTool::lasso},
                                                    {Qt::Key_F, CanvasTool::fill},      {Qt::Key_C, CanvasTool::colour}};
    for (const auto& [key, tool] : tools)
        if (event->key() == key) return set_tool(tool), true;
    switch (event->key()) {
        case Qt::Key_BracketLeft:
            return set_brush_size(std::min(size_ / size_step, size_ - 1)), true;
        case Qt::Key_BracketRight:
            return set_brush_size(std::max(size_ * size_step, size_ + 1)), true;
        case Qt::Key_BraceLeft:
            return set_hardness(hardness_ - hardness_step), true;
        case Qt::Key_BraceRight:
            return set_hardness(hardness_ + hardness_step), true;
        case Qt::Key_I:
            return apply([](PaintedMask& mask) { return mask.invert(); }), true;
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
            return apply([](PaintedMask& mask) { return mask.clear(); }), true;
        default:
            return false;
    }
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Undo)) return undo();
    if (event->matches(QKeySequence::Redo)) return redo();
    if (event->key() == Qt::Key_Escape) return is_painting() ? cancel_drag() : emit leave_wanted();
    if (event->key() == Qt::Key_Space) {
        if (!event->isAutoRepeat()) space_held_ = true, choose_cursor(pointer_), update();
        return;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return QWidget::keyPressEvent(event);
    if (press_tool_key(event)) return;
    if (place_.press(event->key())) return placed();
    QWidget::keyPressEvent(event);
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return QWidget::keyReleaseEvent(event);
    space_held_ = false;
    choose_cursor(pointer_);
    update();
}

}  // namespace imagelab
