#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QComboBox;
class QLabel;

namespace imagelab {

class RequestDocument;
class SeedEdit;
class SigmaPlot;
class SliderSpin;

// Steps, guidance, sampler and its noise curve, seed.
class SamplingSection : public QWidget {
    Q_OBJECT
  public:
    SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent = nullptr);
    SeedEdit& seed() { return *seed_; }
    SigmaPlot& plot() { return *plot_; }
    QString summary() const;

  private:
    SamplerKind sampler_at(int index) const;
    void show_request();
    void show_model();
    RequestDocument& document_;
    ModelReader& reader_;
    SliderSpin* steps_;
    SliderSpin* guidance_;
    QComboBox* sampler_;
    QComboBox* spacing_;
    SigmaPlot* plot_;
    QLabel* note_;
    SeedEdit* seed_;
};

}  // namespace imagelab
