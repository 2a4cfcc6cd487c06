#pragma once
#include <QImage>
#include <QWidget>

#include "core/request/request.h"
#include "ui/viewer/compare_view.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QScrollArea;

namespace imagelab {

class DifferenceList;
class ElidedLabel;

struct ComparedPicture {
    QString path;
    QImage image;
    Request request;
    bool has_settings = false;
    QString foreign_sampler = {};  // as its file names one that is not built here
};

// Two pictures compared, how, and what tells their settings apart.
class ComparePanel : public QWidget {
    Q_OBJECT
  public:
    explicit ComparePanel(QWidget* parent = nullptr);
    void compare(const ComparedPicture& a, const ComparedPicture& b);
    void set_mode(CompareView::Mode mode);
    CompareView& view() { return *view_; }
    DifferenceList& settings() { return *list_; }

  signals:
    void close_wanted();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QWidget* make_bar();
    CompareView* view_;
    QButtonGroup* modes_;
    QComboBox* gain_;
    ElidedLabel* figures_;
    ElidedLabel* name_a_;
    ElidedLabel* name_b_;
    QScrollArea* settings_;
    QLabel* same_;
    DifferenceList* list_;
};

}  // namespace imagelab
