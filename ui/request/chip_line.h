#pragma once
#include <QWidget>
#include <vector>

#include "ui/models/request_chips.h"

class QAbstractButton;

namespace imagelab {

class FlowLayout;

// How many chips of these widths fill `lines` lines of `room` pixels; where they are not all, `more` pixels are left behind the last.
size_t chips_in_lines(const std::vector<int>& widths, int more, int room, int lines);

// What the request is, as chips: a press on one goes to where it is set, its cross takes it away. Of many, three lines are shown, and a
// button that opens the rest.
class ChipLine : public QWidget {
    Q_OBJECT
  public:
    explicit ChipLine(QWidget* parent = nullptr);
    void set_chips(const std::vector<RequestChip>& chips);
    const std::vector<RequestChip>& chips() const { return chips_; }
    QAbstractButton& more() const { return *more_; }  // "and 4 more"; hidden where all are shown

  signals:
    void opened(const imagelab::RequestChip& chip);
    void removed(const imagelab::RequestChip& chip);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* made(const RequestChip& chip);
    void fit();
    FlowLayout* flow_;
    std::vector<QWidget*> capsules_;
    QAbstractButton* more_;
    bool open_ = false;  // all are shown
    std::vector<RequestChip> chips_;
};

}  // namespace imagelab
