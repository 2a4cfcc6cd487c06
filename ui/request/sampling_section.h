#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace imagelab {

class RequestDocument;
class SigmaPlot;

// Sampler, schedule, noise of the steps and the curve of noise levels; what guidance goes away from where there is no negative prompt.
class SamplingSection : public QWidget {
    Q_OBJECT
  public:
    SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent = nullptr);
    SigmaPlot& plot() { return *plot_; }
    QString summary() const;

  private:
    static void use_sampler(Request& request, SamplerKind kind);
    SamplerKind sampler_at(int index) const;
    void choose_schedule(int index);
    void read_levels();
    void show_request();
    void show_model();
    RequestDocument& document_;
    ModelReader& reader_;
    QComboBox* sampler_;
    QComboBox* spacing_;
    QLineEdit* levels_;
    QWidget* levels_row_;  // shown where the request has noise levels of its own
    QDoubleSpinBox *eta_, *noise_scale_;
    QWidget *eta_row_, *noise_row_;  // shown where the sampler adds noise
    SigmaPlot* plot_;
    QLabel* note_;
    QCheckBox* even_empty_;
};

}  // namespace imagelab
