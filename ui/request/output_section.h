#pragma once
#include <QWidget>

class QComboBox;
class QLabel;

namespace imagelab {

class ElidedLabel;
class RequestDocument;
class SliderSpin;

// Where pictures go and as what kind of file.
class OutputSection : public QWidget {
    Q_OBJECT
  public:
    explicit OutputSection(RequestDocument& document, QWidget* parent = nullptr);
    QString summary() const;

  signals:
    void folder_wanted();

  private:
    void show_request();
    RequestDocument& document_;
    ElidedLabel* folder_;
    QComboBox* format_;
    SliderSpin* quality_;
    QLabel* quality_note_;
};

}  // namespace imagelab
