#include "ui/request/sigma_plot.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int left = 8, right = 8, top = 8, bottom = 20;
}

SigmaPlot::SigmaPlot(QWidget* parent) : QWidget(parent) {
    setFixedHeight(80);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe(this, term_name(Term::noise), explain(Term::noise));
}

void SigmaPlot::set_curve(const SigmaCurve& curve) {
    if (curve_.sigmas == curve.sigmas && curve_.first_step == curve.first_step && curve_.own_pace == curve.own_pace &&
        curve_.problem == curve.problem)
        return;
    curve_ = curve;
    text_ = curve.problem;
    if (curve.sigmas.size() > 1) {
        const auto steps = static_cast<int>(curve.sigmas.size()) - 1;
        const QLocale locale;
        const QString first = locale.toString(curve.sigmas[static_cast<size_t>(curve.first_step)], 'f', 1);
        text_ = curve.own_pace > 0 ? tr("Noise from %1 to %2 in about %3 steps, chosen on the way")
                                         .arg(first, locale.toString(curve.sigmas.back(), 'f', 2))
                                         .arg(curve.own_pace)
                                   : tr("Noise from %1 to %2 in %3 steps")
                                         .arg(first, locale.toString(curve.sigmas[curve.sigmas.size() - 2], 'f', 2))
                                         .arg(steps - curve.first_step);
    }
    setAccessibleDescription(text_.isEmpty() ? explain(Term::noise) : text_);
    update();
}

// The height is the cube root of sigma: both ends of the walk can be told apart.
QPointF SigmaPlot::at(size_t step) const {
    const double most = std::cbrt(std::max(1e-6f, *std::max_element(curve_.sigmas.begin(), curve_.sigmas.end())));
    const double x = static_cast<double>(step) / static_cast<double>(curve_.sigmas.size() - 1);
    const double y = std::cbrt(std::max(0.0f, curve_.sigmas[step])) / most;
    return {left + x * (width() - left - right), top + (1 - y) * (height() - top - bottom)};
}

void SigmaPlot::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border, 1));
    painter.setBrush(c.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    painter.setFont(small);
    painter.setPen(c.muted);
    const QRect foot(left, height() - bottom, width() - left - right, bottom - 2);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(small).elidedText(text_, Qt::ElideRight, foot.width()));
    const size_t count = curve_.sigmas.size();
    if (count < 2) return;

    const auto first = static_cast<size_t>(curve_.first_step);
    const auto path_of = [&](size_t from, size_t to) {
        QPainterPath path(at(from));
        for (size_t i = from + 1; i <= to; ++i) path.lineTo(at(i));
        return path;
    };
    painter.setBrush(Qt::NoBrush);
    if (first > 0) {
        painter.setPen(QPen(c.border_strong, 1.5, Qt::DotLine));
        painter.drawPath(path_of(0, first));
    }
    QPainterPath area = path_of(first, count - 1);
    const double floor = height() - bottom;
    QPainterPath filled = area;
    filled.lineTo(at(count - 1).x(), floor);
    filled.lineTo(at(first).x(), floor);
    QColor tint = c.focus;
    tint.setAlphaF(0.15f);
    painter.fillPath(filled, tint);
    painter.setPen(QPen(c.focus, 1.5));
    painter.drawPath(area);
    if (count > 61) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.focus);
    for (size_t i = first; i < count; ++i) painter.drawEllipse(at(i), 1.8, 1.8);
}

bool SigmaPlot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && curve_.sigmas.size() > 1 && curve_.own_pace == 0) {
        auto* help = static_cast<QHelpEvent*>(event);
        const double share = static_cast<double>(help->pos().x() - left) / std::max(1, width() - left - right);
        const auto last = static_cast<double>(curve_.sigmas.size() - 1);
        const auto step = static_cast<size_t>(std::clamp(std::round(share * last), 0.0, last));
        QToolTip::showText(
            help->globalPos(),
            QStringLiteral("<p>%1<br>%2</p>")
                .arg(tr("Step %1: noise %2").arg(step).arg(QLocale().toString(curve_.sigmas[step], 'f', 3)), explain(Term::noise)),
            this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace imagelab
