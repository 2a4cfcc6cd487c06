#include "ui/widgets/two_line_delegate.h"

#include <QPainter>

#include "ui/look/paint.h"
#include "ui/look/theme.h"

namespace imagelab {

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int lines = 2 * option.fontMetrics.height();
    return {160, (lines + (fraction_role_ < 0 ? 16 : 24)) / 8 * 8};
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors(option.widget);
    const bool selected = option.state & QStyle::State_Selected, hot = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(1, 1, -1, -1);
    painter->setPen(selected && option.state & QStyle::State_HasFocus ? QPen(c.focus, 2) : QPen(Qt::NoPen));
    painter->setBrush(selected ? c.border : hot ? c.hover : QColor(Qt::transparent));
    painter->drawRoundedRect(box, 4, 4);

    const QRect inside = option.rect.adjusted(8, 4, -8, fraction_role_ < 0 ? -4 : -10);
    const QRect upper(inside.left(), inside.top(), inside.width(), inside.height() / 2);
    const QRect lower(inside.left(), upper.bottom() + 1, inside.width(), inside.height() - upper.height());
    const auto line = [&](const QRect& at, const QString& text, const QColor& color) {
        painter->setPen(color);
        painter->drawText(at, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(text.simplified(), Qt::ElideRight, at.width()));
    };
    const bool enabled = index.flags() & Qt::ItemIsEnabled;
    line(upper, index.data(Qt::DisplayRole).toString(), enabled ? c.text : c.muted);
    const QString warning = warning_role_ < 0 ? QString() : index.data(warning_role_).toString();
    line(lower, warning.isEmpty() ? index.data(detail_role_).toString() : warning,
         !warning.isEmpty() ? c.warning_text
         : selected         ? c.text
                            : c.muted);
    const double fraction = fraction_role_ < 0 ? -1 : index.data(fraction_role_).toDouble();
    if (fraction >= 0)
        paint_bar(*painter, QRectF(inside.left(), option.rect.bottom() - 8, inside.width(), 4), fraction,
                  selected ? c.border_strong : c.border, c.focus);
    painter->restore();
}

}  // namespace imagelab
