#pragma once
#include <QWidget>

class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

class RequestDocument;
class SeedEdit;
class SizeEditor;

// What matters most, in sight without scrolling: size, steps, guidance, how many, seed.
class QuickSettings : public QWidget {
    Q_OBJECT
  public:
    explicit QuickSettings(RequestDocument& document, QWidget* parent = nullptr);
    SeedEdit& seed() { return *seed_; }
    SizeEditor& size_editor() { return *size_; }
    QSpinBox& count() { return *batch_; }
    void set_simple(bool simple);  // the shape alone

  private:
    void show_request();
    RequestDocument& document_;
    SizeEditor* size_;
    QWidget* numbers_;
    QSpinBox* steps_;
    QDoubleSpinBox* guidance_;
    QSpinBox* batch_;
    SeedEdit* seed_;
};

}  // namespace imagelab
