#include "ui/dashboard/device_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent) {
    setFixedHeight(16);
    setMinimumWidth(160);
    setAccessibleName(tr("Memory"));
}

void MemoryBar::show_memory(const MemoryShares& memory) {
    memory_ = memory;
    setAccessibleDescription(memory_text(memory));
    update();
}

void MemoryBar::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF all = QRectF(rect()).adjusted(0.5, 1.5, -0.5, -1.5);
    QPainterPath shape;
    shape.addRoundedRect(all, 4, 4);
    painter.fillPath(shape, c.field);
    painter.save();
    painter.setClipPath(shape);
    const auto length = [&](int64_t bytes) {
        return memory_.total > 0 ? all.width() * static_cast<double>(bytes) / static_cast<double>(memory_.total) : 0.0;
    };
    double x = all.left();
    const auto part = [&](int64_t bytes, const QBrush& brush) {
        painter.fillRect(QRectF(x, all.top(), length(bytes), all.height()), brush);
        x += length(bytes);
    };
    part(memory_.ours, c.accent);
    part(memory_.others, c.border_strong);
    const QColor expected = memory_.fits() ? c.focus : c.warning_text;
    const QRectF more(x, all.top(), std::min(length(memory_.predicted), all.right() - x), all.height());
    painter.fillRect(more, QBrush(expected, Qt::BDiagPattern));
    painter.restore();
    painter.setPen(QPen(c.border_strong, 1));
    painter.drawPath(shape);
}

HistoryGraph::HistoryGraph(QWidget* parent) : QWidget(parent) {
    setMinimumSize(160, 72);
    setAccessibleName(tr("Load and memory of the last hour"));
    setToolTip(tr("<p>The last hour: the line is load, the area is memory in use.</p>"));
}

void HistoryGraph::show_history(const std::deque<HistoryPoint>& points, int64_t memory_total, double now) {
    points_ = points;
    memory_total_ = memory_total;
    now_ = now;
    update();
}

void HistoryGraph::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = fontMetrics().height();
    const QRectF plot = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -line - 4.5);
    painter.fillRect(plot, c.field);
    // The span grows with what is there, from five minutes to the hour.
    const double since = points_.empty() ? now_ - 300 : std::min(points_.front().time, now_ - 300);
    const auto x = [&](double time) { return plot.left() + plot.width() * (time - since) / std::max(1.0, now_ - since); };
    const auto y = [&](double share) { return plot.bottom() - plot.height() * std::clamp(share, 0.0, 1.0); };
    QPainterPath area, load;
    bool area_open = false, load_open = false;
    double last = plot.left();
    for (const HistoryPoint& point : points_) {
        if (point.memory_used && memory_total_ > 0) {
            const QPointF at(x(point.time), y(static_cast<double>(*point.memory_used) / static_cast<double>(memory_total_)));
            if (!std::exchange(area_open, true)) area.moveTo(at.x(), plot.bottom());
            area.lineTo(at);
            last = at.x();
        }
        if (!point.load) {
            load_open = false;
            continue;
        }
        const QPointF at(x(point.time), y(*point.load));
        std::exchange(load_open, true) ? load.lineTo(at) : load.moveTo(at);
    }
    painter.save();
    painter.setClipRect(plot);
    if (area_open) {
        area.lineTo(last, plot.bottom());
        painter.fillPath(area, c.border);
    }
    painter.setPen(QPen(c.focus, 1.5));
    painter.drawPath(load);
    painter.restore();
    painter.setPen(QPen(c.border, 1));
    painter.drawRect(plot);
    painter.setPen(c.muted);
    const QRectF labels(plot.left(), plot.bottom() + 3, plot.width(), line);
    painter.drawText(labels, Qt::AlignLeft, tr("%1 min").arg(static_cast<int>((now_ - since) / 60 + 0.5)));
    painter.drawText(labels, Qt::AlignRight, tr("now"));
    painter.drawText(labels, Qt::AlignHCenter, tr("load, memory"));
}

DeviceCard::DeviceCard(QWidget* parent)
    : QFrame(parent),
      name_(new ElidedLabel(this)),
      about_(new ElidedLabel(this)),
      facts_(new QLabel(this)),
      bar_(new MemoryBar(this)),
      memory_(new QLabel(this)),
      holds_(new ElidedLabel(this)),
      advice_(new QLabel(this)),
      graph_(new HistoryGraph(this)) {
    QFont bold = name_->font();
    bold.setWeight(QFont::DemiBold);
    name_->setFont(bold);
    about_->setForegroundRole(QPalette::PlaceholderText);
    holds_->setForegroundRole(QPalette::PlaceholderText);
    memory_->setWordWrap(true);
    advice_->setForegroundRole(warning_role);
    advice_->setWordWrap(true);
    advice_->hide();
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(name_, 1);
    head->addWidget(facts_);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(about_);
    column->addWidget(bar_);
    column->addWidget(memory_);
    column->addWidget(holds_);
    column->addWidget(advice_);
    column->addStretch();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(24);
    row->addLayout(column, 3);
    row->addWidget(graph_, 2);
}

void DeviceCard::show_device(const DeviceState& device, const std::deque<HistoryPoint>& points, double now) {
    name_->setText(device.id.isEmpty() ? device.name : QStringLiteral("%1 · %2").arg(device.id.toUpper(), device.name));
    about_->setText(device.fault.isEmpty() ? device.about : tr("The driver reports: %1").arg(device.fault));
    about_->setForegroundRole(device.fault.isEmpty() ? QPalette::PlaceholderText : danger_role);
    facts_->setText(facts_text(device));
    bar_->show_memory(device.memory);
    memory_->setText(memory_text(device.memory));
    holds_->setText(device.holds.isEmpty() ? tr("Holds no model") : tr("Holds %1").arg(device.holds));
    holds_->setVisible(!device.id.isEmpty());
    graph_->show_history(points, device.memory.total, now);
}

void DeviceCard::show_advice(const QString& advice) {
    advice_->setText(advice);
    advice_->setVisible(!advice.isEmpty());
}

}  // namespace imagelab
