#include "ui/dashboard/devices_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <cmath>

#include "ui/dashboard/device_card.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {

DevicesPanel::DevicesPanel(QWidget* parent)
    : QWidget(parent),
      list_(new QWidget),
      column_(new QVBoxLayout(list_)),
      waiting_(muted_label(tr("Looking at the devices"), list_)),
      ran_(new QLabel(list_)),
      uses_(new QLabel(list_)),
      free_(new QPushButton(tr("Free memory now"), list_)),
      freed_(muted_label({}, list_)) {
    describe(free_, tr("Free memory now"),
             tr("Drops the weights of models kept on devices that run nothing; the next picture loads them again."));
    for (const auto& [table, name] : {std::pair(ran_, tr("Memory of what ran")), std::pair(uses_, tr("Loads of models"))}) {
        table->setTextFormat(Qt::RichText);
        table->setAccessibleName(name);
        table->setTextInteractionFlags(Qt::TextSelectableByMouse);
        table->setContentsMargins(16, 0, 16, 8);
        table->hide();
    }
    waiting_->setContentsMargins(16, 16, 16, 16);
    column_->setContentsMargins(0, 0, 0, 8);
    column_->setSpacing(0);
    column_->addWidget(waiting_);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 8, 16, 8);
    foot->setSpacing(16);
    foot->addWidget(free_);
    foot->addWidget(freed_, 1);
    column_->addLayout(foot);
    column_->addWidget(uses_);
    column_->addWidget(ran_);
    column_->addStretch();
    list_->setBackgroundRole(QPalette::Button);
    list_->setAutoFillBackground(true);
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(list_);
    follow_focus(area);
    describe(area, tr("Devices"), tr("What each device is, how it does and what it holds."));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(area);
    connect(free_, &QPushButton::clicked, this, &DevicesPanel::free_memory_wanted);
}

void DevicesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    emit watched(true);
}

void DevicesPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    emit watched(false);
}

void DevicesPanel::show_look(const DeviceLook& look) {
    look_ = look;
    timeline_.add(look);
    show_uses(look.uses);
    show_state();
}

void DevicesPanel::add_history(const QString& key, const std::vector<HistoryPoint>& points) {
    timeline_.seed(key.toStdString(), points);
}

void DevicesPanel::show_price(const Price& price) {
    price_ = price;
    show_state();
}

void DevicesPanel::show_state() {
    if (!look_) return;
    const std::vector<DeviceState> states = device_states(*look_, price_ ? price_->plan : std::nullopt);
    waiting_->hide();
    while (cards_.size() < states.size()) {
        cards_.push_back(new DeviceCard(list_));
        column_->insertWidget(static_cast<int>(cards_.size()), cards_.back());
        cards_.back()->show();
    }
    for (size_t i = 0; i < cards_.size(); ++i) {
        cards_[i]->setVisible(i < states.size());
        if (i >= states.size()) continue;
        cards_[i]->show_device(states[i], timeline_.of(states[i].key), look_->time);
        const bool concerned = price_ && price_->plan && states[i].id.toStdString() == price_->plan->request.device;
        cards_[i]->show_advice(concerned ? QString::fromStdString(price_->advice) : QString());
    }
}

void DevicesPanel::show_ran(const std::vector<JobRow>& rows) {
    QString html;
    size_t shown = 0;
    for (const JobRow& job : rows) {
        if (job.measured_peak_bytes <= 0 || job.predicted_peak_bytes <= 0 || is_open(job.state) || shown++ >= shown_jobs) continue;
        const double off = 100.0 * (static_cast<double>(job.measured_peak_bytes) / static_cast<double>(job.predicted_peak_bytes) - 1);
        html += QStringLiteral(
                    "<tr><td>%1&nbsp;&nbsp;</td><td align='right'>%2&nbsp;&nbsp;</td><td align='right'>%3&nbsp;&nbsp;</td><td "
                    "align='right'>%4&nbsp;%</td></tr>")
                    .arg(tr("Job %1 on %2").arg(job.id).arg(QString::fromStdString(job.device)).toHtmlEscaped(),
                         bytes_text(job.predicted_peak_bytes), bytes_text(job.measured_peak_bytes), fixed_text(off, 1));
    }
    ran_->setVisible(!html.isEmpty());
    if (html.isEmpty()) return;
    ran_->setText(QStringLiteral("<table cellspacing='0'><tr><td>%1&nbsp;&nbsp;</td><td align='right'>%2&nbsp;&nbsp;</td><td "
                                 "align='right'>%3&nbsp;&nbsp;</td><td align='right'>%4</td></tr>%5</table>")
                      .arg(tr("Memory of what ran"), tr("predicted"), tr("measured"), tr("off by"), html));
}

void DevicesPanel::show_uses(const std::vector<ModelUse>& uses) {
    QString html;
    const auto cells = [](const QStringList& texts) {
        QString row;
        for (const QString& text : texts)
            row += QStringLiteral("<td%1>%2&nbsp;&nbsp;</td>").arg(row.isEmpty() ? "" : " align='right'", text);
        return QStringLiteral("<tr>%1</tr>").arg(row);
    };
    for (size_t i = 0; i < std::min(uses.size(), shown_jobs); ++i) {
        const ModelUse& use = uses[i];
        html += cells({tr("%1 on %2").arg(QString::fromStdString(use.name()), QString::fromStdString(use.device)).toHtmlEscaped(),
                       QString::number(use.loads), QString::number(use.hits),
                       use.loads > 0 ? duration_text(use.mean_load_s()) : QString("–"), bytes_text(use.bytes)});
    }
    uses_->setVisible(!html.isEmpty());
    uses_->setText(QStringLiteral("<table cellspacing='0'>%1%2</table>")
                       .arg(cells({tr("Loads of models"), tr("loads"), tr("hits"), tr("each took"), tr("held")}), html));
}

void DevicesPanel::show_freed(int64_t bytes) {
    freed_->setText(bytes > 0 ? tr("%1 given back").arg(bytes_text(bytes)) : tr("Nothing was held by a device that runs nothing"));
}

}  // namespace imagelab
