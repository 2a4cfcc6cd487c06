#include "ui/viewer/compare_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/thread.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr double divider_step = 0.02;
constexpr int grip = 12, most_gain = 32;

std::pair<QImage, QImage> alike(const QImage& a, const QImage& b) {
    const QImage first = a.convertToFormat(QImage::Format_RGB32);
    const QImage second = b.size() == a.size() ? b : b.scaled(a.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    return {first, second.convertToFormat(QImage::Format_RGB32)};
}

}  // namespace

QImage difference_image(const QImage& a, const QImage& b, int gain) {
    if (a.isNull() || b.isNull()) return {};
    const auto [first, second] = alike(a, b);
    QImage out(first.size(), QImage::Format_RGB32);
    for (int y = 0; y < out.height(); ++y) {
        const auto* p = reinterpret_cast<const QRgb*>(first.constScanLine(y));
        const auto* q = reinterpret_cast<const QRgb*>(second.constScanLine(y));
        auto* o = reinterpret_cast<QRgb*>(out.scanLine(y));
        const auto apart = [gain](int u, int v) { return std::min(255, std::abs(u - v) * gain); };
        for (int x = 0; x < out.width(); ++x)
            o[x] = qRgb(apart(qRed(p[x]), qRed(q[x])), apart(qGreen(p[x]), qGreen(q[x])), apart(qBlue(p[x]), qBlue(q[x])));
    }
    return out;
}

DifferenceFigures difference_figures(const QImage& a, const QImage& b) {
    const QImage apart = difference_image(a, b, 1);
    if (apart.isNull()) return {};
    int64_t sum = 0, changed = 0;
    for (int y = 0; y < apart.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(apart.constScanLine(y));
        for (int x = 0; x < apart.width(); ++x) {
            const int all = qRed(line[x]) + qGreen(line[x]) + qBlue(line[x]);
            sum += all;
            changed += all > 0;
        }
    }
    const double pixels = double(apart.width()) * apart.height();
    return {static_cast<double>(sum) / (3 * pixels), static_cast<double>(changed) / pixels};
}

CompareView::CompareView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 160);
    pool_.setMaxThreadCount(1);
    describe(this, tr("Two pictures compared"), tr("Wheel or + and - zoom both, dragging moves both, [ and ] move the line between them."));
    setToolTip({});
}

CompareView::~CompareView() {
    pool_.clear();
    pool_.waitForDone();
}

void CompareView::set_pictures(const QImage& a, const QImage& b) {
    a_ = a;
    b_ = b;
    scaled_a_ = scaled_b_ = {};
    place_.set_picture(a.size());
    ask_difference();
    update();
}

void CompareView::set_mode(Mode mode) {
    mode_ = mode;
    place_.set_view(half(), devicePixelRatioF());
    update();
    emit zoom_changed();
}

void CompareView::set_gain(int gain) {
    gain_ = std::clamp(gain, 1, most_gain);
    ask_difference();
}

void CompareView::ask_difference() {
    difference_ = {};
    scaled_difference_ = {};
    const int asked = ++asked_;
    if (a_.isNull() || b_.isNull()) return;
    pool_.clear();
    pool_.start(guarded("the comparing of pictures", [this, a = a_, b = b_, gain = gain_, asked] {
        const QImage image = difference_image(a, b, gain);
        const DifferenceFigures figures = difference_figures(a, b);
        QMetaObject::invokeMethod(
            this, [this, image, figures, asked] { take_difference(image, figures, asked); }, Qt::QueuedConnection);
    }));
}

void CompareView::take_difference(const QImage& image, const DifferenceFigures& figures, int asked) {
    if (asked != asked_) return;
    difference_ = image;
    scaled_difference_ = {};
    update();
    emit figures_known(figures.mean, figures.changed);
}

void CompareView::set_divider(double at) {
    divider_ = std::clamp(at, 0.0, 1.0);
    update();
}

QSize CompareView::half() const {
    return mode_ == Mode::side_by_side ? QSize((width() - 2) / 2, height()) : size();
}
QPointF CompareView::in_half(QPointF point) const {
    return mode_ == Mode::side_by_side && point.x() > half().width() ? point - QPointF(half().width() + 2, 0) : point;
}
bool CompareView::on_divider(QPointF point) const {
    return mode_ == Mode::slider && std::abs(point.x() - divider_ * width()) <= grip;
}

void CompareView::fit() {
    place_.fit();
    placed();
}
void CompareView::zoom_by(double factor) {
    place_.zoom_by(factor);
    placed();
}
void CompareView::placed() {
    update();
    emit zoom_changed();
}

// Shrunk here, because the painter's own filter skips pixels.
void CompareView::draw(QPainter& painter, const QImage& image, QPixmap& scaled, const QRect& clip, const QPointF& shift) {
    if (image.isNull()) return;
    const QRectF target = place_.target();
    const QSize pixels = (target.size() * devicePixelRatioF()).toSize();
    if (pixels.width() < image.width()) {
        if (scaled.size() != pixels) scaled = QPixmap::fromImage(image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    } else if (scaled.size() != image.size()) {
        scaled = QPixmap::fromImage(image);
    }
    painter.save();
    painter.setClipRect(clip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place_.scale() < sharp_from || place_.zoom() == 0);
    painter.drawPixmap(target.translated(shift), scaled, scaled.rect());
    painter.restore();
}

void CompareView::draw_divider(QPainter& painter) {
    const Colors& c = colors(this);
    const double x = divider_ * width();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 4));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setPen(QPen(Qt::white, 2));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setPen(QPen(c.border_strong, 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(QPointF(x, height() / 2.0), grip, grip);
    painter.setPen(QPen(QColor(0x40, 0x44, 0x4c), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const int side : {-1, 1}) {
        const double tip = x + side * 8;
        painter.drawPolyline(
            QPolygonF({{tip - side * 3, height() / 2.0 - 4}, {tip, height() / 2.0}, {tip - side * 3, height() / 2.0 + 4}}));
    }
}

void CompareView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    painter.fillRect(rect(), c.canvas);
    if (mode_ == Mode::side_by_side) {
        const int wide = half().width();
        draw(painter, a_, scaled_a_, {0, 0, wide, height()}, {});
        draw(painter, b_, scaled_b_, {wide + 2, 0, wide, height()}, QPointF(wide + 2, 0));
        painter.fillRect(wide, 0, 2, height(), c.border);
    } else if (mode_ == Mode::slider) {
        const int x = static_cast<int>(std::lround(divider_ * width()));
        draw(painter, a_, scaled_a_, {0, 0, x, height()}, {});
        draw(painter, b_, scaled_b_, {x, 0, width() - x, height()}, {});
        draw_divider(painter);
    } else {
        draw(painter, difference_, scaled_difference_, rect(), {});
    }
    if (!hasFocus()) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(c.focus, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

void CompareView::resizeEvent(QResizeEvent*) {
    place_.set_view(half(), devicePixelRatioF());
    emit zoom_changed();
}

void CompareView::wheelEvent(QWheelEvent* event) {
    place_.turn(event->angleDelta().y(), in_half(event->position()));
    placed();
    event->accept();
}

void CompareView::mousePressEvent(QMouseEvent* event) {
    drawing_divider_ = event->button() == Qt::LeftButton && on_divider(event->position());
    drag_from_ = event->position();
}

void CompareView::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return setCursor(on_divider(event->position()) ? Qt::SplitHCursor : Qt::ArrowCursor);
    if (drawing_divider_) return set_divider(event->position().x() / std::max(1, width()));
    place_.pan(event->position() - drag_from_);
    drag_from_ = event->position();
    update();
}

void CompareView::mouseDoubleClickEvent(QMouseEvent* event) {
    place_.toggle(in_half(event->position()));
    placed();
}

void CompareView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_BracketLeft) return set_divider(divider_ - divider_step);
    if (event->key() == Qt::Key_BracketRight) return set_divider(divider_ + divider_step);
    if (!place_.press(event->key())) return QWidget::keyPressEvent(event);
    placed();
}

}  // namespace imagelab
