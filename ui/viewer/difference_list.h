#pragma once
#include <QWidget>

#include "ui/models/request_difference.h"

class QGridLayout;

namespace imagelab {

// Settings that differ, one a row: name, here, there, and where they can be taken a button.
class DifferenceList : public QWidget {
    Q_OBJECT
  public:
    // `here`, `there`: headings, for example "Yours" and "The picture's".
    DifferenceList(const QString& here, const QString& there, bool can_take, QWidget* parent = nullptr);
    void show_differences(std::vector<RequestDifference> differences);
    const std::vector<RequestDifference>& shown() const { return shown_; }

  signals:
    void taken(const imagelab::RequestDifference& difference);

  private:
    void add_row(size_t index);
    QString here_, there_;
    bool can_take_;
    std::vector<RequestDifference> shown_;
    QWidget* rows_ = nullptr;
};

}  // namespace imagelab
