#include "ui/widgets/status_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {

StatusPanel::StatusPanel(QWidget* parent)
    : QWidget(parent),
      state_(new ElidedLabel(this)),
      bar_(new QProgressBar(this)),
      left_(muted_label({}, this)),
      cancel_(new QPushButton(tr("Cancel"), this)),
      device_(muted_label({}, this)) {
    setFixedHeight(34);
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setFixedWidth(200);
    bar_->setAccessibleName(tr("Progress"));
    describe(cancel_, tr("Cancel"), tr("Stops the job that runs and keeps finished pictures (Esc)."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(16);
    row->addWidget(bar_);
    row->addWidget(state_, 1);
    row->addWidget(left_);
    row->addWidget(cancel_);
    row->addSpacing(8);
    row->addWidget(device_);
    connect(cancel_, &QPushButton::clicked, this, &StatusPanel::cancel_wanted);
    clock_.setInterval(500);
    connect(&clock_, &QTimer::timeout, this, &StatusPanel::tick);
    show_idle(tr("Ready"));
}

void StatusPanel::show_idle(const QString& text) {
    clock_.stop();
    state_->setText(text);
    bar_->hide();
    left_->hide();
    cancel_->hide();
}

void StatusPanel::show_progress(const Progress& progress, int waiting) {
    QString text = progress_text(progress);
    if (waiting > 0) text += QStringLiteral(" · ") + tr("%1 more waiting").arg(waiting);
    state_->setText(text);
    bar_->setValue(static_cast<int>(std::lround(std::clamp(progress.fraction, 0.0, 1.0) * 1000)));
    seconds_left_ = progress.seconds_left;
    since_report_.start();
    clock_.start();
    bar_->show();
    left_->show();
    cancel_->setEnabled(true);
    cancel_->show();
    tick();
}

void StatusPanel::show_choosing() {
    show_progress({}, 0);
    state_->setText(tr("Choosing a device; a new one is tested first"));
}

void StatusPanel::show_cancelling() {
    state_->setText(tr("Stopping"));
    left_->hide();
    clock_.stop();
    cancel_->setEnabled(false);
}

void StatusPanel::tick() {
    if (seconds_left_ < 0) return left_->clear();
    const double left = seconds_left_ - static_cast<double>(since_report_.elapsed()) / 1000;
    left_->setText(time_left_text(left));
}

void StatusPanel::set_device(const Session::DeviceInfo& device) {
    const QString name = QString::fromStdString(device.id).toUpper();
    device_->setText(device.memory_total > 0 ? tr("%1 · %2 free").arg(name, share_text(device.memory_free, device.memory_total)) : name);
    QStringList features;
    for (const std::string& feature : device.features) features << QString::fromStdString(feature);
    device_->setToolTip(
        QStringLiteral("<p>%1<br>%2</p>").arg(QString::fromStdString(device.name).toHtmlEscaped(), features.join(", ").toHtmlEscaped()));
}

void StatusPanel::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(0, 0, width(), 1, colors(this).border);
}

QString StatusPanel::text() const {
    return state_->text();
}

}  // namespace imagelab
