#include "ui/widgets/section.h"

#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>

#include "ui/look/theme.h"

namespace imagelab {

SectionHeader::SectionHeader(const QString& title, QWidget* parent) : QAbstractButton(parent) {
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void SectionHeader::set_summary(const QString& summary) {
    summary_ = summary;
    setAccessibleDescription(summary);
    update();
}

QSize SectionHeader::sizeHint() const {
    return {160, 28};
}

void SectionHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    if (hasFocus() || underMouse()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(c.focus, 2) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? c.hover : QColor(Qt::transparent));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    QStyleOption arrow;
    arrow.initFrom(this);
    arrow.rect = QRect(4 - shift_, (height() - 16) / 2, 16, 16);
    style()->drawPrimitive(isChecked() ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &arrow, &painter, this);

    QFont title = font();
    title.setWeight(QFont::DemiBold);
    painter.setFont(title);
    painter.setPen(c.text);
    const QRect inside = rect().adjusted(28 - shift_, 0, shift_ > 0 ? 0 : -4, 0);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft, text());
    const int used = QFontMetrics(title).horizontalAdvance(text()) + 16;
    if (isChecked() || summary_.isEmpty()) return;
    painter.setFont(font());
    painter.setPen(c.muted);
    const QRect right = inside.adjusted(used, 0, 0, 0);
    painter.drawText(right, Qt::AlignVCenter | Qt::AlignRight, fontMetrics().elidedText(summary_, Qt::ElideRight, right.width()));
}

Section::Section(const QString& title, QWidget* content, bool open, QWidget* parent, bool inner)
    : QWidget(parent), header_(new SectionHeader(title, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    auto* inset = new QVBoxLayout;
    inset->addWidget(content);
    column->addLayout(inset);
    if (inner) header_->set_shift(6);  // the arrow stays within the ring of the focus
    const auto fold = [content, inset, inner](bool shown) {
        content->setVisible(shown);
        inset->setContentsMargins(inner ? 0 : 8, shown ? 4 : 0, inner ? 0 : 4, shown ? 8 : 0);
    };
    connect(header_, &QAbstractButton::toggled, this, [this, fold](bool shown) {
        fold(shown);
        emit toggled(shown);
    });
    header_->setChecked(open);
    fold(open);
}

}  // namespace imagelab
