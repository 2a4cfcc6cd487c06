#include "ui/request/generate_button.h"

#include <QPainter>

#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {

GenerateButton::GenerateButton(QWidget* parent) : QPushButton(tr("Generate"), parent) {
    describe(this, tr("Generate"), tr("Makes the picture (Ctrl+Enter)."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void GenerateButton::set_verdict(const Verdict& verdict) {
    verdict_ = verdict;
    pricing_ = false;
    setAccessibleDescription(verdict.price.isEmpty() ? tr("Makes the picture (Ctrl+Enter).")
                                                     : tr("Makes the picture (Ctrl+Enter): %1.").arg(verdict.price));
    update();
}

QString fitting_price(const QString& price, const QFontMetrics& metrics, int room) {
    const QString between = QStringLiteral(" · ");
    QStringList parts = price.split(between);
    while (parts.size() > 1 && metrics.horizontalAdvance(parts.join(between)) > room) parts.removeLast();
    return metrics.elidedText(parts.join(between), Qt::ElideRight, room);
}

void GenerateButton::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = underMouse() || isDown();
    painter.setPen(Qt::NoPen);
    painter.setBrush(!isEnabled() ? c.border : hot ? c.accent_hover : c.accent);
    painter.drawRoundedRect(QRectF(rect()), 6, 6);
    if (hasFocus()) {
        painter.setPen(QPen(c.on_accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 4, 4);
    }
    const QRect inside = rect().adjusted(16, 0, -16, 0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(isEnabled() ? c.on_accent : c.muted);
    const bool alone = verdict_.price.isEmpty();
    painter.drawText(inside, Qt::AlignVCenter | (alone ? Qt::AlignHCenter : Qt::AlignLeft), text());
    if (alone) return;
    painter.setFont(font());
    const QString price = pricing_ ? verdict_.price + QStringLiteral(" …") : verdict_.price;
    const int used = QFontMetrics(bold).horizontalAdvance(text()) + 16;
    const QRect right = inside.adjusted(used, 0, 0, 0);
    painter.drawText(right, Qt::AlignVCenter | Qt::AlignRight, fitting_price(price, fontMetrics(), right.width()));
}

}  // namespace imagelab
