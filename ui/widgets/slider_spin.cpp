#include "ui/widgets/slider_spin.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

#include "ui/widgets/controls.h"

namespace imagelab {

SliderSpin::SliderSpin(const QString& name, const QString& explanation, const Range& range, QWidget* parent)
    : QWidget(parent),
      slider_(new QSlider(Qt::Horizontal, this)),
      spin_(new QDoubleSpinBox(this)),
      range_(range),
      from_(range.slider_least.value_or(range.least)) {
    spin_->setRange(range.least, range.most);
    spin_->setSingleStep(range.step);
    spin_->setDecimals(range.decimals);
    spin_->setAlignment(Qt::AlignRight);
    spin_->setFixedWidth(80);
    slider_->setRange(0, static_cast<int>(std::lround((range.slider_most - from_) / range.step)));
    slider_->setPageStep(std::max(1, slider_->maximum() / 10));
    describe(spin_, name, explanation);
    describe(slider_, tr("%1, slider").arg(name), explanation);
    ignore_wheel(spin_);
    ignore_wheel(slider_);

    auto* label = field_label(name, spin_, this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(slider_, 1);
    row->addWidget(spin_);
    setTabOrder(slider_, spin_);

    connect(slider_, &QSlider::valueChanged, this, [this](int at) { spin_->setValue(from_ + at * range_.step); });
    connect(spin_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(static_cast<int>(std::lround((value - from_) / range_.step)));
        emit edited(value);
    });
}

void SliderSpin::set_value(double value) {
    if (spin_->value() == value) return;
    const QSignalBlocker quiet(this);
    spin_->setValue(value);
}

double SliderSpin::value() const {
    return spin_->value();
}

}  // namespace imagelab
