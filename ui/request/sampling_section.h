#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QCheckBox;
class QComboBox;
class QLabel;

namespace imagelab {

class RequestDocument;
class SigmaPlot;

// Sampler, schedule and their noise curve; what guidance goes away from where there is no negative prompt.
class SamplingSection : public QWidget {
    Q_OBJECT
  public:
    SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent = nullptr);
    SigmaPlot& plot() { return *plot_; }
    QString summary() const;

  private:
    SamplerKind sampler_at(int index) const;
    void show_request();
    void show_model();
    RequestDocument& document_;
    ModelReader& reader_;
    QComboBox* sampler_;
    QComboBox* spacing_;
    SigmaPlot* plot_;
    QLabel* note_;
    QCheckBox* even_empty_;
};

}  // namespace imagelab
