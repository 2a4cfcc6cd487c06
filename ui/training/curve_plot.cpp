#include "ui/training/curve_plot.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/training/metrics.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

constexpr int above = 10, below = 24, to_the_right = 14, lines = 4;
constexpr int most_points = 2000;  // more are thinned out: a screen has no more columns

// A round number of at least `step`: 1, 2 or 5 times a power of ten.
double round_step(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double times : {1.0, 2.0, 5.0})
        if (step <= times * power * 1.0001) return times * power;
    return 10 * power;
}

QString axis_text(double value) {
    return value != 0 && std::abs(value) < 0.001 ? QLocale().toString(value, 'g', 2) : number_text(value, 4);
}

}  // namespace

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Curves of the trainings"));
}

void CurvePlot::set_curves(std::vector<Curve> curves, const QString& measure, const QString& empty) {
    curves_ = std::move(curves);
    measure_ = measure;
    empty_ = empty;
    set_smoothing(kept_);
}

void CurvePlot::set_smoothing(double kept) {
    kept_ = kept;
    smooth_.clear();
    for (const Curve& curve : curves_) smooth_.push_back(smoothed(curve.values, kept));
    tell();
    update();
}

// For who does not see it: the newest of each.
void CurvePlot::tell() {
    QStringList parts;
    for (size_t i = 0; i < curves_.size(); ++i)
        if (!curves_[i].values.empty())
            parts << tr("%1: %2 at step %3")
                         .arg(curves_[i].name, axis_text(smooth_[i].back()))
                         .arg(static_cast<int>(curves_[i].steps.back()));
    setAccessibleDescription(parts.isEmpty() ? empty_ : measure_ + ". " + parts.join(QStringLiteral(", ")));
}

QRectF CurvePlot::plot_area() const {
    const int labels = fontMetrics().horizontalAdvance(QStringLiteral("0.00000")) + 10;
    return QRectF(rect()).adjusted(labels, above, -to_the_right, -below);
}

QFont CurvePlot::small_font() const {
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    return small;
}

QPointF CurvePlot::place_of(const Range& range, double step, double value) const {
    const QRectF area = plot_area();
    return {area.left() + (step - range.first) / (range.last - range.first) * area.width(),
            area.bottom() - (value - range.least) / (range.most - range.least) * area.height()};
}

CurvePlot::Range CurvePlot::range() const {
    Range range{INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < curves_.size(); ++i) {
        if (curves_[i].steps.empty()) continue;
        range.first = std::min(range.first, curves_[i].steps.front());
        range.last = std::max(range.last, curves_[i].steps.back());
        for (const double value : smooth_[i]) range.least = std::min(range.least, value), range.most = std::max(range.most, value);
        // A single wild value does not flatten the rest.
        std::vector<double> sorted = curves_[i].values;
        std::sort(sorted.begin(), sorted.end());
        range.most = std::max(range.most, sorted[(sorted.size() - 1) * 98 / 100]);
        range.least = std::min(range.least, sorted[(sorted.size() - 1) * 2 / 100]);
    }
    if (range.last <= range.first) range.last = range.first + 1;
    if (range.most <= range.least) range.most = range.least + std::max(1e-12, std::abs(range.least) * 0.1);
    const double step = round_step((range.most - range.least) / lines);
    range.least = std::floor(range.least / step) * step;
    range.most = std::ceil(range.most / step) * step;
    return range;
}

void CurvePlot::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border, 1));
    painter.setBrush(c.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const bool any = std::any_of(curves_.begin(), curves_.end(), [](const Curve& curve) { return !curve.steps.empty(); });
    if (!any) {
        painter.setPen(c.muted);
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, empty_);
        return;
    }
    const Range range = this->range();
    paint_grid(painter, range);
    painter.setClipRect(plot_area().adjusted(0, -2, 2, 2));
    for (size_t i = 0; i < curves_.size(); ++i) paint_curve(painter, range, curves_[i], smooth_[i]);
    paint_names(painter);
}

std::vector<CurvePlot::Name> CurvePlot::names() const {
    std::vector<Name> names;
    if (curves_.size() < 2) return names;
    const Range range = this->range();
    const QRectF area = plot_area();
    const QFontMetricsF metrics(small_font());
    const double high = metrics.height();
    for (size_t i = 0; i < curves_.size(); ++i) {
        if (curves_[i].steps.empty()) continue;
        const QPointF end = place_of(range, curves_[i].steps.back(), smooth_[i].back());
        const QString text = metrics.elidedText(curves_[i].name, Qt::ElideMiddle, area.width() / 3);
        const double wide = metrics.horizontalAdvance(text);
        names.push_back({text, curves_[i].color, {std::max(area.left() + 4, end.x() - wide), end.y() - high, wide, high}});
    }
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.place.top() < b.place.top(); });
    double free = area.top();
    for (Name& name : names) {
        name.place.moveTop(std::max(name.place.top(), free));
        free = name.place.bottom();
    }
    double floor = area.bottom();
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        name->place.moveBottom(std::min(name->place.bottom(), floor));
        floor = name->place.top();
    }
    return names;
}

// With a rim, so that they are read over curves.
void CurvePlot::paint_names(QPainter& painter) const {
    const QFont font = small_font();
    const double ascent = QFontMetricsF(font).ascent();
    for (const Name& name : names()) {
        QPainterPath letters;
        letters.addText(name.place.left(), name.place.top() + ascent, font, name.text);
        painter.strokePath(letters, QPen(colors(this).field, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.fillPath(letters, name.color);
    }
}

void CurvePlot::paint_grid(QPainter& painter, const Range& range) const {
    const Colors& c = colors(this);
    const QRectF area = plot_area();
    painter.setFont(small_font());
    const double step = round_step((range.most - range.least) / lines);
    for (double value = range.least; value <= range.most + step * 0.01; value += step) {
        const double y = area.bottom() - (value - range.least) / (range.most - range.least) * area.height();
        painter.setPen(QPen(c.border, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(c.muted);
        painter.drawText(QRectF(2, y - 9, area.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter,
                         axis_text(std::abs(value) < step * 1e-6 ? 0 : value));
    }
    painter.setPen(c.muted);
    const QRectF foot(area.left(), area.bottom() + 2, area.width(), below - 4);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, QString::number(static_cast<int>(range.first)));
    painter.drawText(foot, Qt::AlignHCenter | Qt::AlignVCenter, tr("%1 over steps").arg(measure_));
    painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter, QString::number(static_cast<int>(range.last)));
}

void CurvePlot::paint_curve(QPainter& painter, const Range& range, const Curve& curve, const std::vector<double>& smooth) const {
    const size_t count = curve.steps.size(), stride = std::max<size_t>(1, count / most_points);
    const auto at = [&](size_t i, double value) { return place_of(range, curve.steps[i], value); };
    const auto path_of = [&](const std::vector<double>& values) {
        QPainterPath path;
        for (size_t i = 0; i < count; i += stride) path.elementCount() == 0 ? path.moveTo(at(i, values[i])) : path.lineTo(at(i, values[i]));
        if (count > 1) path.lineTo(at(count - 1, values[count - 1]));
        return path;
    };
    painter.setBrush(Qt::NoBrush);
    if (kept_ > 0) {
        QColor faint = curve.color;
        faint.setAlphaF(0.28f);
        painter.setPen(QPen(faint, 1));
        painter.drawPath(path_of(curve.values));
    }
    painter.setPen(QPen(curve.color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path_of(smooth));
    if (count == 1) painter.drawEllipse(at(0, smooth[0]), 2, 2);
}

bool CurvePlot::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Range range = this->range();
    const QRectF area = plot_area();
    const double step = range.first + (help->pos().x() - area.left()) / std::max(1.0, area.width()) * (range.last - range.first);
    QStringList rows;
    for (size_t i = 0; i < curves_.size(); ++i) {
        const Curve& curve = curves_[i];
        if (curve.steps.empty()) continue;
        const auto found = std::lower_bound(curve.steps.begin(), curve.steps.end(), step);
        const auto index =
            static_cast<size_t>(std::min<ptrdiff_t>(found - curve.steps.begin(), static_cast<ptrdiff_t>(curve.steps.size()) - 1));
        rows << tr("%1, step %2: %3")
                    .arg(curve.name.toHtmlEscaped())
                    .arg(static_cast<int>(curve.steps[index]))
                    .arg(axis_text(curve.values[index]));
    }
    if (!rows.isEmpty()) QToolTip::showText(help->globalPos(), rows.join(QStringLiteral("<br>")), this);
    return true;
}

}  // namespace imagelab
