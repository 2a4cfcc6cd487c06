#pragma once
#include <QPushButton>

#include "ui/models/verdict.h"

namespace imagelab {

// As much of "about 14 s · 5.1 of 23.4 GiB" as fits into `room` pixels, whole parts from the first on.
QString fitting_price(const QString& price, const QFontMetrics& metrics, int room);

// The one coloured button: what it does, and beside it what that costs.
class GenerateButton : public QPushButton {
    Q_OBJECT
  public:
    explicit GenerateButton(QWidget* parent = nullptr);
    void set_verdict(const Verdict& verdict);
    void set_pricing() { pricing_ = isEnabled(), update(); }  // the price shown is being worked out anew
    QString price() const { return verdict_.price; }
    QSize sizeHint() const override { return {240, 44}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Verdict verdict_;
    bool pricing_ = false;
};

}  // namespace imagelab
