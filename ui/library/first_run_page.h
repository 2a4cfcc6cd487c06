#pragma once
#include <QWidget>
#include <vector>

#include "core/library/find_model_trees.h"
#include "ui/models/newest_work.h"

class QLabel;
class QVBoxLayout;

namespace imagelab {

class LibraryModel;

// What a new user sees: that the program can draw at once, and how to bring models. Covers its parent until it is closed.
class FirstRunPage : public QWidget {
    Q_OBJECT
  public:
    FirstRunPage(LibraryModel& library, QWidget* cover);
    void look_for_models(const std::filesystem::path& home);  // off the window's thread; offers what it finds

  signals:
    void closed();
    void folder_wanted();
    void library_wanted();
    void example_wanted(const QString& prompt);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void offer(const std::vector<ModelTree>& found);
    void close_page();
    LibraryModel& library_;
    QVBoxLayout* offers_;
    QLabel* looking_;
    NewestWork work_;
};

}  // namespace imagelab
