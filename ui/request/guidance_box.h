#pragma once
#include <QWidget>

class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

class GuidanceMethodsBox;
class RequestDocument;
class Section;

// How guidance works beyond its strength: rescaling, the share of the steps in which it counts, layers of the text encoders left out;
// other kinds of guidance, folded away.
class GuidanceBox : public QWidget {
    Q_OBJECT
  public:
    explicit GuidanceBox(RequestDocument& document, QWidget* parent = nullptr);

  private:
    void show_request();
    RequestDocument& document_;
    QDoubleSpinBox* rescale_;
    QSpinBox* start_;
    QSpinBox* end_;
    QSpinBox* skip_;
    GuidanceMethodsBox* methods_;
    Section* more_;
};

}  // namespace imagelab
