#pragma once
#include <QWidget>
#include <functional>
#include <vector>

#include "core/request/request.h"

class QCheckBox;
class QDoubleSpinBox;

namespace imagelab {

class RequestDocument;

// Guidance of other kinds than the usual one: within the UNet, by projection, kept within a range. All off by default.
class GuidanceMethodsBox : public QWidget {
    Q_OBJECT
  public:
    explicit GuidanceMethodsBox(RequestDocument& document, QWidget* parent = nullptr);
    QString summary() const;  // those that are on

  private:
    struct Field {
        QDoubleSpinBox* spin;
        std::function<double(Request&)> value;
        bool (*counts)(const Request&);  // else it is greyed
    };
    void show_request();
    RequestDocument& document_;
    std::vector<Field> fields_;
    QCheckBox* zero_star_;
};

}  // namespace imagelab
