#pragma once
#include <QImage>
#include <QThreadPool>
#include <QWidget>
#include <atomic>

#include "ui/models/picture_grid.h"

class QPushButton;

namespace imagelab {

class ElidedLabel;
class PictureView;

// Pictures as a labelled grid over the two settings they differ in; zoomed and moved as one picture, exported as one.
class GridPanel : public QWidget {
    Q_OBJECT
  public:
    explicit GridPanel(QWidget* parent = nullptr);
    ~GridPanel() override;
    void show_pictures(const QStringList& paths);  // their settings are read from the files
    const PictureGrid& grid() const { return grid_; }
    const QImage& composed() const { return composed_; }
    PictureView& view() { return *view_; }

  signals:
    void close_wanted();
    void export_wanted(const QImage& composed);
    void composed_anew();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void take(const PictureGrid& grid, const QImage& composed, int unreadable, int asked);
    PictureView* view_;
    ElidedLabel* title_;
    QPushButton* export_;
    PictureGrid grid_;
    QImage composed_;
    std::atomic<int> asked_ = 0;
    QThreadPool pool_;
};

}  // namespace imagelab
