#pragma once
#include <QWidget>
#include <optional>

class QDoubleSpinBox;
class QSlider;

namespace imagelab {

// A number by slider for the usual range and by field for the whole range.
class SliderSpin : public QWidget {
    Q_OBJECT
  public:
    struct Range {
        double least, most;  // the field's
        double slider_most;  // the slider's
        double step;
        int decimals;
        std::optional<double> slider_least = {};  // none: `least`
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
    double from_;  // where the slider begins
};

}  // namespace imagelab
