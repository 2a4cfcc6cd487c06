#pragma once
#include <QDoubleSpinBox>

namespace imagelab {

// A number with as many decimals as it has, up to decimals(): "5", "7.25".
class NumberSpin : public QDoubleSpinBox {
    Q_OBJECT
  public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override;
};

}  // namespace imagelab
