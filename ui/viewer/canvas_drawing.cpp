// What the canvas shows: the picture with its mask, sides that grow, and what the hand is doing.
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/image/mask_tint.h"
#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/viewer/canvas_view.h"

namespace imagelab {
namespace {

QRect clipped(const QRectF& box, const QSize& within) {
    return box.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(QRect(QPoint(0, 0), within));
}

// Moves what an image shows; what came into it is as it was.
void shift(QImage& image, QPoint by) {
    const int wide = image.width() - std::abs(by.x()), high = image.height() - std::abs(by.y());
    const qsizetype stride = image.bytesPerLine(), pixel = image.depth() / 8;
    uchar* bits = image.bits();
    const uchar* from = bits + std::max(0, -by.y()) * stride + std::max(0, -by.x()) * pixel;
    uchar* to = bits + std::max(0, by.y()) * stride + std::max(0, by.x()) * pixel;
    for (int i = 0; i < high; ++i) {
        const int row = by.y() > 0 ? high - 1 - i : i;
        std::memmove(to + row * stride, from + row * stride, wide * pixel);
    }
}

}  // namespace

void CanvasView::render() {
    const QPointF corner = picture_place().topLeft() * devicePixelRatioF();
    if (stale_ || !scroll(corner)) render_all();
    shown_corner_ = corner;
    shown_scale_ = device_scale();
    stale_ = moved_ = false;
}

// The picture at the screen's pixels, from the smallest of its copies that is not enlarged: a painter's filter looks at four pixels.
void CanvasView::render_all() {
    const QSize pixels = (QSizeF(size()) * devicePixelRatioF()).toSize();
    if (under_.size() != pixels) {
        under_ = QImage(pixels, QImage::Format_RGB32);
        frame_ = QImage(pixels, QImage::Format_RGB32);
    }
    rough_ = !stale_ && rest_.isActive();
    rest_.start();
    draw_under(under_.rect());
    compose(frame_.rect());
}

bool CanvasView::scroll(QPointF corner) {
    const QPoint by = (corner - shown_corner_).toPoint();
    const QRect all = under_.rect(), stays = all.translated(by) & all;
    if (all.size() != (QSizeF(size()) * devicePixelRatioF()).toSize() || device_scale() != shown_scale_ || stays.isEmpty() ||
        (corner - shown_corner_ - by).manhattanLength() > 1e-6)
        return false;
    shift(under_, by);
    shift(frame_, by);
    for (const QRect& strip : QRegion(all).subtracted(stays)) {
        draw_under(strip);
        compose(strip);
    }
    return true;
}

void CanvasView::draw_under(const QRect& where) {
    QPainter painter(&under_);
    painter.fillRect(where, colors(this).canvas);
    if (picture_.isNull()) return;
    const double ratio = devicePixelRatioF();
    size_t level = 0;
    while (level + 1 < smaller_.size() && device_scale() * std::pow(2.0, level + 1) <= 1) ++level;
    const QPointF corner = picture_place().topLeft() * ratio;
    const QRectF seen = QRectF(QPointF(where.topLeft()) - corner, QSizeF(where.size()));
    const double scale = device_scale();
    const int reach = 2 << level;  // of the smooth scaling
    fetch_colours({static_cast<int>(std::floor(seen.left() / scale)) - reach, static_cast<int>(std::floor(seen.top() / scale)) - reach,
                   static_cast<int>(std::ceil(seen.right() / scale)) + reach, static_cast<int>(std::ceil(seen.bottom() / scale)) + reach},
                  static_cast<int>(level));
    if (where != under_.rect()) painter.setClipRect(where);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !rough_ && (place_.zoom() == 0 || device_scale() < sharp_from));
    const QRectF place = picture_place();
    painter.drawImage(QRectF(place.topLeft() * ratio, place.size() * ratio), smaller_[level], smaller_[level].rect());
}

namespace {
constexpr int picture_itself = 7;
static_assert(PaintedColours::levels < picture_itself);
}  // namespace

const QImage& CanvasView::picture() const {
    fetch_colours({0, 0, picture_.width(), picture_.height()}, picture_itself);
    return picture_;
}

// Nothing is fetched that is not looked at: a stroke over the whole picture that is taken back costs what the screen shows of it.
void CanvasView::fetch_colours(const PixelBox& box, int copy) const {
    if (unfetched_.empty() || box.empty()) return;
    const auto bit = static_cast<uint8_t>(1 << copy);
    constexpr int side = PaintedColours::tile;
    for (int y = std::max(0, box.top / side); y <= std::min((box.bottom - 1) / side, colours_.tiles_high() - 1); ++y) {
        for (int x = std::max(0, box.left / side); x <= std::min((box.right - 1) / side, colours_.tiles_wide() - 1); ++x) {
            const int tile = y * colours_.tiles_wide() + x;
            if (!(unfetched_[tile] & bit)) continue;
            unfetched_[tile] &= static_cast<uint8_t>(~bit);
            if (copy == picture_itself) {
                colours_.copy_tile(tile, picture_.bits(), picture_.bytesPerLine());
            } else {
                QImage& into = smaller_[static_cast<size_t>(copy)];
                colours_.copy_tile(tile, copy, reinterpret_cast<uint32_t*>(into.bits()), into.bytesPerLine() / 4);
            }
        }
    }
}

void CanvasView::show_colours(const PixelBox& box) {
    if (box.empty()) return;
    ++colours_version_;
    constexpr int side = PaintedColours::tile;
    for (int y = box.top / side; y <= (box.bottom - 1) / side; ++y)
        for (int x = box.left / side; x <= (box.right - 1) / side; ++x) unfetched_[y * colours_.tiles_wide() + x] = 0xff;
    if (moved_) stale_ = true;
    if (stale_) return update();
    const double ratio = devicePixelRatioF();
    const QPointF corner = picture_place().topLeft() * ratio;
    const QRectF shown(corner + QPointF(box.left, box.top) * device_scale(),
                       QSizeF(box.right - box.left, box.bottom - box.top) * device_scale());
    draw_under(clipped(shown.adjusted(-2, -2, 2, 2), under_.size()));
    show_change({box.left - 2, box.top - 2, box.right + 2, box.bottom + 2});
}

// The mask's pattern lies on the picture, so that it moves with it. While colours are painted, its edge is all that is shown.
void CanvasView::compose(const QRect& where) {
    const QRect box = where.intersected(frame_.rect());
    if (box.isEmpty()) return;
    for (int y = box.top(); y <= box.bottom(); ++y)
        std::copy_n(reinterpret_cast<const QRgb*>(under_.constScanLine(y)) + box.left(), box.width(),
                    reinterpret_cast<QRgb*>(frame_.scanLine(y)) + box.left());
    if (tinted_.empty()) return;
    const double ratio = devicePixelRatioF(), per_device = 1 / device_scale();
    const QPointF corner = picture_place().topLeft() * ratio;
    const QRectF shown(corner, QSizeF(picture_.size()) * device_scale());
    const QRectF painted(corner + QPointF(tinted_.left, tinted_.top) * device_scale(),
                         QSizeF(tinted_.right - tinted_.left, tinted_.bottom - tinted_.top) * device_scale());
    const QRect inside = shown.toAlignedRect() & painted.toAlignedRect().adjusted(-2, -2, 2, 2) & box;
    if (inside.isEmpty()) return;
    // Zoomed out, a pixel of the screen holds several of the mask: four of them stand for all.
    const bool small = per_device > 2;
    const auto sample_places = [&](int from, int count, double corner_at, double shift, int most) {
        std::vector<int> places(count);
        for (int i = 0; i < count; ++i)
            places[i] = std::clamp(static_cast<int>(std::floor((from + i + shift - corner_at) * per_device)), 0, most - 1);
        return places;
    };
    const int wide = inside.width() + 1, high = inside.height() + 1;  // one more, for the edge's line
    const std::vector<int> x0 = sample_places(inside.left(), wide, corner.x(), small ? 0.25 : 0.5, mask_.width());
    const std::vector<int> x1 = sample_places(inside.left(), wide, corner.x(), 0.75, mask_.width());
    const std::vector<int> y0 = sample_places(inside.top(), high, corner.y(), small ? 0.25 : 0.5, mask_.height());
    const std::vector<int> y1 = sample_places(inside.top(), high, corner.y(), 0.75, mask_.height());
    int run = small ? 0 : 1;  // columns from the first that lie beside each other in the mask, too
    while (run > 0 && run < wide && x0[run] == x0[0] + run) ++run;
    const auto read_row = [&](int i, std::vector<uint8_t>& out) {
        const uint8_t *a = mask_.row(y0[i]), *b = mask_.row(y1[i]);
        std::copy_n(a + x0[0], run, out.data());
        if (small)
            for (int x = 0; x < wide; ++x) out[x] = static_cast<uint8_t>((a[x0[x]] + a[x1[x]] + b[x0[x]] + b[x1[x]] + 2) / 4);
        else
            for (int x = run; x < wide; ++x) out[x] = a[x0[x]];
    };
    std::vector<uint8_t> here(wide), below(wide);
    read_row(0, here);
    const MaskTint tint{mask_tint(false).rgb(), mask_tint(true).rgb(), mask_tint_share, tool_ == CanvasTool::colour};
    const QPoint origin = corner.toPoint();
    for (int i = 0; i + 1 < high; ++i, here.swap(below)) {
        read_row(i + 1, below);
        const int y = inside.top() + i;
        tint_row(reinterpret_cast<uint32_t*>(frame_.scanLine(y)) + inside.left(), here.data(), below.data(), inside.width(),
                 inside.left() - origin.x() + y - origin.y(), tint);
    }
}

void CanvasView::show_change(const PixelBox& box) {
    tinted_ = tinted_.united(box.within(mask_.whole()));
    if (moved_) stale_ = true;  // what is shown has changed, too
    if (box.empty() || stale_) return update();
    const double ratio = devicePixelRatioF();
    const QPointF corner = picture_place().topLeft() * ratio;
    const QRectF changed(corner + QPointF(box.left, box.top) * device_scale(),
                         QSizeF(box.right - box.left, box.bottom - box.top) * device_scale());
    const QRect where = clipped(changed, frame_.size());
    compose(where);
    update(QRectF(QPointF(where.topLeft()) / ratio, QSizeF(where.size()) / ratio).toAlignedRect());
}

void CanvasView::paintEvent(QPaintEvent* event) {
    if (stale_ || moved_) render();
    QPainter painter(this);
    const double ratio = devicePixelRatioF();
    for (const QRect& part : event->region()) {
        const QRectF source(QPointF(part.topLeft()) * ratio, QSizeF(part.size()) * ratio);
        painter.drawImage(QRectF(part), frame_, source);
    }
    if (picture_.isNull()) return;
    draw_sides(painter);
    draw_drag(painter);
    draw_ring(painter);
    if (hasFocus()) {
        painter.setPen(QPen(colors(this).focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

namespace {
// A line that is seen on any ground.
void draw_twice(QPainter& painter, Qt::PenStyle style, const std::function<void()>& draw) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, 1, Qt::SolidLine));
    draw();
    painter.setPen(QPen(Qt::white, 1, style));
    draw();
}
}  // namespace

// What the picture grows by, a handle in the middle of each side, and the surroundings that are made.
void CanvasView::draw_sides(QPainter& painter) const {
    const QRectF inner = picture_place();
    const double scale = place_.scale() / devicePixelRatioF();
    const QRectF outer =
        inner.marginsAdded(QMarginsF(dragged_sides_.left(), dragged_sides_.top(), dragged_sides_.right(), dragged_sides_.bottom()) * scale);
    if (!dragged_sides_.isNull()) {
        QPainterPath added;
        added.addRect(outer);
        added.addRect(inner);
        painter.setPen(Qt::NoPen);
        QColor ground = mask_tint(false);
        ground.setAlpha(90);
        painter.fillPath(added, ground);
        painter.fillPath(added, QBrush(mask_tint(true), Qt::BDiagPattern));
        draw_twice(painter, Qt::DashLine, [&] { painter.drawRect(outer); });
        painter.setPen(Qt::white);
        const QSize grown = picture_.size().grownBy(dragged_sides_);
        const QString text = tr("%1 × %2").arg(grown.width()).arg(grown.height());
        const QRectF label(outer.topLeft() + QPointF(4, 4), QSizeF(painter.fontMetrics().horizontalAdvance(text) + 12, 22));
        if (drag_ == Drag::edge) {
            painter.fillRect(label, QColor(0, 0, 0, 170));
            painter.drawText(label, Qt::AlignCenter, text);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middles[4] = {{outer.left() - 6, outer.center().y()},
                                {outer.center().x(), outer.top() - 6},
                                {outer.right() + 6, outer.center().y()},
                                {outer.center().x(), outer.bottom() + 6}};
    painter.setPen(Qt::NoPen);
    for (int side = 0; side < 4; ++side) {
        painter.setBrush(side == edge_ ? colors(this).accent : colors(this).muted);
        const QSizeF bar = side % 2 == 0 ? QSizeF(4, 40) : QSizeF(40, 4);
        painter.drawRoundedRect(QRectF(middles[side] - QPointF(bar.width() / 2, bar.height() / 2), bar), 2, 2);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (padding_ && !bounds_.empty()) {
        const PixelBox box =
            PixelBox{bounds_.left - *padding_, bounds_.top - *padding_, bounds_.right + *padding_, bounds_.bottom + *padding_}.within(
                mask_.whole());
        const QRectF shown(inner.topLeft() + QPointF(box.left, box.top) * scale,
                           QSizeF(box.right - box.left, box.bottom - box.top) * scale);
        draw_twice(painter, Qt::DotLine, [&] { painter.drawRect(shown); });
    }
}

void CanvasView::draw_drag(QPainter& painter) const {
    if (drag_ == Drag::rectangle) draw_twice(painter, Qt::DashLine, [&] { painter.drawRect(QRectF(from_, pointer_).normalized()); });
    if (drag_ != Drag::lasso || lasso_.size() < 2) return;
    QPolygonF shape;
    for (const MaskPoint& at : lasso_) shape << to_screen(at);
    draw_twice(painter, Qt::DashLine, [&] { painter.drawPolygon(shape); });
}

void CanvasView::draw_ring(QPainter& painter) const {
    if (!paints_freely() || pointer_.x() < 0 || drag_ == Drag::pan || edge_ >= 0 || space_held_) return;
    const double radius = size_ / 2 * place_.scale() / devicePixelRatioF();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 200), 2.4));
    painter.drawEllipse(pointer_, radius, radius);
    painter.setPen(QPen(tool_ == CanvasTool::colour ? colour_ : Qt::white, 1.2));
    painter.drawEllipse(pointer_, radius, radius);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void CanvasView::update_ring(QPointF at) {
    const double radius = size_ / 2 * place_.scale() / devicePixelRatioF() + 3;
    const QRect inner = QRectF(at - QPointF(radius, radius) * 0.7, QSizeF(radius, radius) * 1.4).toAlignedRect();
    const QRect outer = QRectF(at - QPointF(radius, radius), QSizeF(radius, radius) * 2).toAlignedRect();
    if (radius < 40) return update(outer);
    update(QRegion(outer).subtracted(inner));  // of a large ring its line alone
}

}  // namespace imagelab
