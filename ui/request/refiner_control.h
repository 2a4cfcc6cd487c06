#pragma once
#include <QWidget>

class QCheckBox;

namespace imagelab {

class LibraryModel;
class ModelPicker;
class RequestDocument;
class SliderSpin;

// A second model for the request: one line while there is none; with one, where it takes over, and how strong a second pass is.
class RefinerControl : public QWidget {
    Q_OBJECT
  public:
    RefinerControl(RequestDocument& document, LibraryModel& library, QWidget* parent = nullptr);
    ModelPicker& picker() { return *picker_; }
    SliderSpin& start() { return *start_; }
    SliderSpin& strength() { return *strength_; }
    QCheckBox& adaptive() { return *adaptive_; }

  signals:
    void file_wanted(bool folder);

  private:
    void show_request();
    RequestDocument& document_;
    ModelPicker* picker_;
    SliderSpin* start_;
    QWidget* pass_;  // of a second pass
    SliderSpin* strength_;
    QCheckBox* adaptive_;
};

}  // namespace imagelab
