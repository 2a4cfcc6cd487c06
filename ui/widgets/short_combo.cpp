#include "ui/widgets/short_combo.h"

#include <QStylePainter>

namespace imagelab {

ShortCombo::ShortCombo(QWidget* parent) : QComboBox(parent) {
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
}

QString ShortCombo::short_text() const {
    const QString own = currentData(short_role).toString();
    const QString text = own.isEmpty() ? currentText() : own;
    return lead_.isEmpty() ? text : lead_ + QStringLiteral(" · ") + text;
}

void ShortCombo::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).adjusted(2, 0, 0, 0);
    painter.setPen(option.palette.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(short_text(), Qt::ElideRight, room.width()));
}

}  // namespace imagelab
