#pragma once
#include <QWidget>
#include <vector>

#include "ui/models/request_chips.h"

namespace imagelab {

class FlowLayout;

// What the request is, as chips: a press on one goes to where it is set, its cross takes it away.
class ChipLine : public QWidget {
    Q_OBJECT
  public:
    explicit ChipLine(QWidget* parent = nullptr);
    void set_chips(const std::vector<RequestChip>& chips);
    const std::vector<RequestChip>& chips() const { return chips_; }

  signals:
    void opened(const imagelab::RequestChip& chip);
    void removed(const imagelab::RequestChip& chip);

  private:
    QWidget* made(const RequestChip& chip);
    FlowLayout* flow_;
    std::vector<RequestChip> chips_;
};

}  // namespace imagelab
