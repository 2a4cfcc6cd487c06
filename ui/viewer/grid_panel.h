#pragma once
#include <QImage>
#include <QThreadPool>
#include <QWidget>
#include <atomic>
#include <memory>

#include "ui/models/picture_grid.h"

class QPushButton;

namespace imagelab {

class ElidedLabel;
class PictureView;

// Pictures as a labelled grid over the two settings they differ in; zoomed and moved as one picture, exported as one. A click chooses one.
class GridPanel : public QWidget {
    Q_OBJECT
  public:
    explicit GridPanel(QWidget* parent = nullptr);
    ~GridPanel() override;
    void show_pictures(const QStringList& paths, int places = 0);  // their settings are read; places: so many are to come in all
    const PictureGrid& grid() const { return grid_; }
    const QImage& composed() const { return composed_.image; }
    QRect cell(int i) const { return composed_.cells[static_cast<size_t>(i)]; }  // of the grid's, in pixels of the whole
    PictureView& view() { return *view_; }

  signals:
    void close_wanted();
    void export_wanted(const QImage& composed);
    void composed_anew();
    void chosen(const QString& path, const imagelab::Request& request);  // a picture, by a click

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Made;
    void take(const std::shared_ptr<Made>& made, int unreadable, int asked);
    void choose_at(QPointF at);
    PictureView* view_;
    ElidedLabel* title_;
    QPushButton* export_;
    PictureGrid grid_;
    ComposedGrid composed_;
    QStringList paths_;  // of its pictures
    std::vector<GridPicture> pictures_;
    std::atomic<int> asked_ = 0;
    QThreadPool pool_;
};

}  // namespace imagelab
