#include "ui/viewer/relief_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ui/look/theme.h"

namespace imagelab {
namespace {

constexpr double first_yaw = -25, first_pitch = 30, degrees_of_pixel = 0.5, degrees_of_key = 5;
constexpr int finer = 2;  // drawn so many times as large, then shrunk
constexpr std::array<double, 3> light{-0.43, 0.52, 0.74};
constexpr std::array<int, 3> material{214, 204, 190};

struct LitCorner {
    double x, y, depth;  // pixels; nearer is larger
};

// What is nearest at each pixel.
class Canvas {
  public:
    explicit Canvas(QSize size)
        : image_(size, QImage::Format_ARGB32_Premultiplied),
          depths_(static_cast<size_t>(size.width()) * static_cast<size_t>(size.height()), -1e9f) {
        image_.fill(Qt::transparent);
    }

    void fill(const LitCorner& a, const LitCorner& b, const LitCorner& c, QRgb color) {
        const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if (std::abs(area) < 1e-9) return;
        const auto bound = [](double value, int most) { return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most))); };
        const int left = bound(std::floor(std::min({a.x, b.x, c.x})), image_.width()),
                  right = bound(std::ceil(std::max({a.x, b.x, c.x})), image_.width());
        const int top = bound(std::floor(std::min({a.y, b.y, c.y})), image_.height()),
                  low = bound(std::ceil(std::max({a.y, b.y, c.y})), image_.height());
        for (int y = top; y < low; ++y) {
            auto* line = reinterpret_cast<QRgb*>(image_.scanLine(y));
            for (int x = left; x < right; ++x) {
                const double px = x + 0.5, py = y + 0.5;
                const double wb = ((px - a.x) * (c.y - a.y) - (py - a.y) * (c.x - a.x)) / area;
                const double wc = ((b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x)) / area;
                if (wb < 0 || wc < 0 || wb + wc > 1) continue;
                const auto depth = static_cast<float>(a.depth + wb * (b.depth - a.depth) + wc * (c.depth - a.depth));
                float& nearest = depths_[static_cast<size_t>(y) * static_cast<size_t>(image_.width()) + static_cast<size_t>(x)];
                if (depth <= nearest) continue;
                nearest = depth;
                line[x] = color;
            }
        }
    }
    const QImage& image() const { return image_; }

  private:
    QImage image_;
    std::vector<float> depths_;
};

}  // namespace

ReliefView::ReliefView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::OpenHandCursor);
    setMinimumSize(280, 200);
}

void ReliefView::set_body(const Mesh& mesh) {
    points_.clear(), faces_.clear();
    Point low{1e9f, 1e9f, 1e9f}, high{-1e9f, -1e9f, -1e9f};
    for (uint32_t i = 0; i < mesh.vertices(); ++i) {
        const Point p = mesh.vertex(i);
        points_.push_back(p);
        low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    mesh.each_triangle([&](std::span<const Triangle> faces) { faces_.insert(faces_.end(), faces.begin(), faces.end()); });
    const float half = std::hypot(high.x - low.x, high.y - low.y, high.z - low.z) / 2;
    for (Point& p : points_) {
        p = {(p.x - (low.x + high.x) / 2) / half, (p.y - (low.y + high.y) / 2) / half, (p.z - (low.z + high.z) / 2) / half};
    }
    update();
}

QImage ReliefView::drawn(QSize size) const {
    const double yaw = yaw_ * std::numbers::pi / 180, pitch = pitch_ * std::numbers::pi / 180;
    // Turned about the upright axis of the picture, then tilted away: at 0 and 0 it is seen as the picture is.
    const auto turned = [&](double x, double y, double z) {
        const double sx = x * std::cos(yaw) + z * std::sin(yaw), sz = z * std::cos(yaw) - x * std::sin(yaw);
        return std::array{sx, y * std::cos(pitch) + sz * std::sin(pitch), sz * std::cos(pitch) - y * std::sin(pitch)};
    };
    const double scale = 0.49 * std::min(size.width(), size.height()) *
                         (size.width() > size.height() ? std::min(1.25, 1.0 * size.width() / size.height()) : 1.0);
    std::vector<LitCorner> seen;
    std::vector<std::array<double, 3>> places;
    for (const Point& p : points_) {
        const auto t = turned(static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z));
        places.push_back(t);
        seen.push_back({size.width() / 2.0 + scale * t[0], size.height() / 2.0 - scale * t[1], t[2]});
    }
    Canvas canvas(size);
    for (const Triangle& face : faces_) {
        const auto &a = places[face.a], &b = places[face.b], &c = places[face.c];
        const std::array u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        const std::array n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        const double length = std::hypot(n[0], n[1], n[2]);
        if (n[2] <= 0 || length == 0) continue;  // seen from behind
        const double lit = std::max(0.0, (n[0] * light[0] + n[1] * light[1] + n[2] * light[2]) / length);
        const double shade = 0.22 + 0.78 * lit;
        const auto channel = [&](size_t i) { return static_cast<int>(material[i] * shade); };
        canvas.fill(seen[face.a], seen[face.b], seen[face.c], qRgb(channel(0), channel(1), channel(2)));
    }
    return canvas.image();
}

void ReliefView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    painter.fillRect(rect(), c.canvas);
    if (!points_.empty()) {
        const qreal ratio = devicePixelRatioF();
        const QSize fine(static_cast<int>(width() * ratio) * finer, static_cast<int>(height() * ratio) * finer);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(rect(), drawn(fine).scaled(fine / finer, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    if (hasFocus()) {
        painter.setPen(QPen(c.focus, 2));
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
}

void ReliefView::turn(double yaw, double pitch) {
    yaw_ = std::remainder(yaw, 360.0);
    pitch_ = std::clamp(pitch, -85.0, 85.0);
    update();
}

void ReliefView::mousePressEvent(QMouseEvent* event) {
    dragged_from_ = event->pos();
}

void ReliefView::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    const QPoint moved = event->pos() - dragged_from_;
    dragged_from_ = event->pos();
    turn(yaw_ + degrees_of_pixel * moved.x(), pitch_ + degrees_of_pixel * moved.y());
}

void ReliefView::mouseDoubleClickEvent(QMouseEvent*) {
    turn(first_yaw, first_pitch);
}

void ReliefView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
            return turn(yaw_ - degrees_of_key, pitch_);
        case Qt::Key_Right:
            return turn(yaw_ + degrees_of_key, pitch_);
        case Qt::Key_Up:
            return turn(yaw_, pitch_ - degrees_of_key);
        case Qt::Key_Down:
            return turn(yaw_, pitch_ + degrees_of_key);
        case Qt::Key_Home:
            return turn(first_yaw, first_pitch);
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace imagelab
