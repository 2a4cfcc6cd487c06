#pragma once
#include <QWidget>

#include "ui/models/sigma_curve.h"

namespace imagelab {

// How the noise falls from step to step.
class SigmaPlot : public QWidget {
    Q_OBJECT
  public:
    explicit SigmaPlot(QWidget* parent = nullptr);
    void set_curve(const SigmaCurve& curve);
    QString text() const { return text_; }  // in words, for screen readers
    QSize sizeHint() const override { return {200, 72}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QPointF at(size_t step) const;
    SigmaCurve curve_;
    QString text_;
};

}  // namespace imagelab
