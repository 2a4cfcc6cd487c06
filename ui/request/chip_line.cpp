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

constexpr int chip_height = 24, padding = 10, cross = 7, cross_width = 22, most_text = 200, gap = 6, most_lines = 3;

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

size_t chips_in_lines(const std::vector<int>& widths, int more, int room, int lines) {
    size_t shown = 0;
    int line = 1, taken = 0;  // with what is to stand behind the last chip
    for (size_t i = 0; i < widths.size(); ++i) {
        if (taken > 0 && taken + widths[i] > room) ++line, taken = 0;
        if (line > lines) return shown;
        taken += widths[i] + gap;
        if (line < lines || taken + more <= room) shown = i + 1;
    }
    return widths.size();
}

ChipLine::ChipLine(QWidget* parent) : QWidget(parent), flow_(new FlowLayout(gap)) {
    setLayout(flow_);
    setAccessibleName(tr("What this request is"));
    more_ = new Part({}, this);
    more_->hide();
    connect(more_, &QAbstractButton::clicked, this, [this] {
        open_ = !open_;
        fit();
    });
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
    flow_->removeWidget(more_);
    clear_layout(flow_);
    capsules_.clear();
    QWidget* before = previousInFocusChain();
    for (const RequestChip& chip : chips) {
        capsules_.push_back(made(chip));
        flow_->addWidget(capsules_.back());
        for (auto* part : capsules_.back()->findChildren<QAbstractButton*>()) setTabOrder(before, part), before = part;
    }
    flow_->addWidget(more_);
    setTabOrder(before, more_);
    fit();
    if (focused && !capsules_.empty()) capsules_.front()->findChild<QAbstractButton*>()->setFocus(Qt::OtherFocusReason);
}

void ChipLine::fit() {
    std::vector<int> widths;
    for (const QWidget* capsule : capsules_) widths.push_back(capsule->sizeHint().width());
    const size_t all = capsules_.size();
    const auto words = [&](size_t shown) { return shown == all ? tr("Show fewer") : tr("and %1 more").arg(all - shown); };
    more_->setText(words(0));  // the widest
    const size_t fitting = chips_in_lines(widths, more_->sizeHint().width(), width(), most_lines);
    if (fitting == all) open_ = false;
    const size_t shown = open_ ? all : fitting;
    for (size_t i = 0; i < all; ++i) capsules_[i]->setVisible(i < shown);
    more_->setText(words(shown));
    describe(more_, more_->text(), open_ ? tr("Three lines are enough.") : tr("Shows what else this request is."));
    more_->setVisible(fitting < all);
    updateGeometry();
}

void ChipLine::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

}  // namespace imagelab
