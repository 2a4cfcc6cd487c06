#pragma once
#include <QPushButton>

#include "ui/models/verdict.h"

namespace imagelab {

// The one coloured button: what it does, and beside it what that costs.
class GenerateButton : public QPushButton {
    Q_OBJECT
  public:
    explicit GenerateButton(QWidget* parent = nullptr);
    void set_verdict(const Verdict& verdict);
    void set_pricing() { pricing_ = isEnabled(), update(); }  // the price shown is being worked out anew
    QString price() const { return verdict_.price; }
    QSize sizeHint() const override { return {240, 48}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Verdict verdict_;
    bool pricing_ = false;
};

}  // namespace imagelab
