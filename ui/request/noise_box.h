#pragma once
#include <QWidget>

class QComboBox;
class QDoubleSpinBox;

namespace imagelab {

class RequestDocument;
class SeedEdit;

// The noise a picture begins with: whose random numbers, and how far it is turned towards that of a second seed.
class NoiseBox : public QWidget {
    Q_OBJECT
  public:
    explicit NoiseBox(RequestDocument& document, QWidget* parent = nullptr);

  private:
    void show_request();
    RequestDocument& document_;
    QDoubleSpinBox* variation_;
    SeedEdit* seed_;  // shown where there is a variation
    QComboBox* source_;
};

}  // namespace imagelab
