#pragma once
#include <QImage>
#include <QThreadPool>
#include <QWidget>
#include <atomic>
#include <memory>

#include "ui/models/picture_grid.h"

class QComboBox;
class QPushButton;

namespace imagelab {

class ElidedLabel;
class PictureView;

// Pictures as a labelled grid over the settings they differ in; zoomed and moved as one picture, exported as one. A click chooses one.
// Where there are three settings, one sheet is shown for each value of the third; Page Up and Page Down turn them.
class GridPanel : public QWidget {
    Q_OBJECT
  public:
    explicit GridPanel(QWidget* parent = nullptr);
    ~GridPanel() override;
    // Their settings are read; `places`: so many are to come in all; `axes`: as lay_out_grid's.
    void show_pictures(const QStringList& paths, int places = 0, const QStringList& axes = {});
    void show_sheet(int sheet);
    int sheet() const { return sheet_; }
    const PictureGrid& grid() const { return grid_; }
    const QImage& composed() const { return composed_.image; }
    QRect cell(int i) const { return composed_.cells[static_cast<size_t>(i)]; }  // of the sheet's, in its pixels
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
    QWidget* make_bar();
    void take(const std::shared_ptr<Made>& made, int unreadable, int asked);
    void show_composed(ComposedGrid composed);
    void say_what_is_shown(int unreadable);
    void list_sheets();
    void export_all();
    bool turns_sheets(const QKeyEvent* event) const;
    GridLook look() const;
    void choose_at(QPointF at);
    PictureView* view_;
    ElidedLabel* title_;
    QWidget* sheet_bar_;
    QComboBox* sheets_;
    QPushButton* export_;
    PictureGrid grid_;
    ComposedGrid composed_;
    QStringList paths_;  // of its pictures
    std::vector<GridPicture> pictures_;
    int sheet_ = 0;
    std::atomic<int> asked_ = 0;
    QThreadPool pool_;
};

}  // namespace imagelab
