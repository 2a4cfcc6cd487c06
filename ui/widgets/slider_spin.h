#pragma once
#include <QWidget>

class QDoubleSpinBox;
class QSlider;

namespace imagelab {

// A number by slider for the usual range and by field for the whole range.
class SliderSpin : public QWidget {
    Q_OBJECT
  public:
    struct Range {
        double least, most;  // the field's
        double slider_most;  // the slider's; it begins at `least`
        double step;
        int decimals;
    };
    SliderSpin(const QString& name, const QString& explanation, const Range& range, QWidget* parent = nullptr);
    void set_value(double value);  // edited() is not sent
    double value() const;
    QDoubleSpinBox* field() const { return spin_; }

  signals:
    void edited(double value);

  private:
    QSlider* slider_;
    QDoubleSpinBox* spin_;
    Range range_;
};

}  // namespace imagelab
