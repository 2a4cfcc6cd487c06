#include "ui/request/chip_line.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <cmath>

#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

namespace imagelab {
namespace {

constexpr int chip_height = 24, padding = 10, cross = 7, cross_width = 22, most_text = 200;

// One of a chip's two parts: its words, or the cross that takes it away.
class Part : public QAbstractButton {
  public:
    Part(const QString& words, QWidget* parent) : QAbstractButton(parent) {
        setText(words);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
    }
    QSize sizeHint() const override {
        if (text().isEmpty()) return {cross_width, chip_height};
        const double wide = std::ceil(QFontMetricsF(font()).horizontalAdvance(text()));
        return {std::min(static_cast<int>(wide), most_text) + padding + 4, chip_height};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Colors& c = colors(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (hasFocus()) {
            painter.setPen(QPen(c.focus, 2));
            painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 9, 9);
        }
        painter.setPen(underMouse() ? c.focus : c.text);
        if (!text().isEmpty()) {
            const QRect inside = rect().adjusted(padding, 0, -2, 0);
            painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text(), Qt::ElideRight, inside.width()));
            return;
        }
        paint_cross(painter, QRectF((width() - cross) / 2.0 - 2, (QWidget::height() - cross) / 2.0, cross, cross),
                    underMouse() ? c.text : c.muted);
    }
};

class Capsule : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors(this).hover);
        painter.drawRoundedRect(QRectF(rect()), QWidget::height() / 2.0, QWidget::height() / 2.0);
    }
};

}  // namespace

ChipLine::ChipLine(QWidget* parent) : QWidget(parent), flow_(new FlowLayout(6)) {
    setLayout(flow_);
    setAccessibleName(tr("What this request is"));
}

QWidget* ChipLine::made(const RequestChip& chip) {
    auto* capsule = new Capsule(this);
    auto* row = new QHBoxLayout(capsule);
    row->setContentsMargins(0, 0, chip.removable ? 0 : padding - 4, 0);
    row->setSpacing(0);
    auto* words = new Part(chip.text, capsule);
    describe(words, chip.text, tr("%1 Press to change it.").arg(chip.explanation));
    row->addWidget(words);
    connect(words, &QAbstractButton::clicked, this, [this, chip] { emit opened(chip); });
    if (!chip.removable) return capsule;
    auto* away = new Part({}, capsule);
    describe(away, tr("Take away: %1").arg(chip.text), tr("Undo brings it back."));
    row->addWidget(away);
    connect(away, &QAbstractButton::clicked, this, [this, chip] { emit removed(chip); });
    return capsule;
}

void ChipLine::set_chips(const std::vector<RequestChip>& chips) {
    if (chips == chips_) return;
    chips_ = chips;
    const bool focused = isAncestorOf(QApplication::focusWidget());
    clear_layout(flow_);
    QWidget* before = previousInFocusChain();
    for (const RequestChip& chip : chips) {
        QWidget* capsule = made(chip);
        flow_->addWidget(capsule);
        for (auto* part : capsule->findChildren<QAbstractButton*>()) setTabOrder(before, part), before = part;
        capsule->show();
    }
    if (focused && flow_->count() > 0) flow_->itemAt(0)->widget()->findChild<QAbstractButton*>()->setFocus(Qt::OtherFocusReason);
    updateGeometry();
}

}  // namespace imagelab
