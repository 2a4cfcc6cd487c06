#pragma once
#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

class RequestDocument;
class SeedEdit;

// The noise a picture begins with, whose random numbers it is made of, how far it is turned towards that of a second seed, the size at
// which it is drawn; and the program whose numbers all settings mean.
class NoiseBox : public QWidget {
    Q_OBJECT
  public:
    explicit NoiseBox(RequestDocument& document, QWidget* parent = nullptr);

  private:
    void show_request();
    QWidget* make_size();
    RequestDocument& document_;
    QDoubleSpinBox* variation_;
    SeedEdit* seed_;             // shown where there is a variation
    QSpinBox *width_, *height_;  // of the seed resize
    QComboBox *like_, *source_;
};

}  // namespace imagelab
