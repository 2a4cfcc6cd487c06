#pragma once
#include <QItemSelection>
#include <QWidget>

#include "ui/gallery/gallery_steps.h"
#include "ui/models/gallery_model.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QStackedWidget;

namespace imagelab {

class AlbumTargets;
class ElidedLabel;
class FilterBar;
class GalleryBridge;
class ThumbnailCache;
class ThumbnailGrid;

// What I have: search and filters above, the grid, and below how many there are, what is chosen and what is being done to them.
class GalleryPanel : public QWidget {
    Q_OBJECT
  public:
    GalleryPanel(GalleryModel& model, GalleryBridge& bridge, ThumbnailCache& thumbnails, QWidget* parent = nullptr);

    FilterBar& filter() { return *filter_; }
    ThumbnailGrid& grid() { return *grid_; }
    int current_row() const;
    void select(int row);                   // chooses this one
    void select_path(const QString& path);  // now, or once the gallery shows it
    QList<int> selected_rows() const;
    ChosenPictures chosen() const;  // finished ones among the selected
    void set_tile(int side);
    int tile() const;
    void refresh();  // asks the index again
    QString count_text() const;

  signals:
    void current_changed(int row);
    void selection_changed();
    void menu_wanted(int row, const QPoint& at);
    void look_wanted();                        // at the current one, large
    void folder_wanted();                      // add one to the gallery
    void album_dropped(const QString& album);  // the chosen pictures, on its place; empty: into a new one

  private:
    QWidget* make_foot();
    void connect_bridge();
    void show_count();
    void show_trouble(const QString& message);
    void before_update();
    void after_update();
    int row_of_kept() const;  // -1: it is gone
    int row_in_its_place() const;
    void choose_quietly(int row, const QItemSelection& selection);

    GalleryModel& model_;
    GalleryBridge& bridge_;
    FilterBar* filter_;
    ThumbnailGrid* grid_;
    AlbumTargets* albums_;  // over the grid while pictures are dragged
    QWidget* trouble_;
    QLabel* trouble_text_;
    ElidedLabel* count_;
    QSlider* size_;
    QWidget* busy_;
    ElidedLabel* busy_text_;
    QProgressBar* busy_bar_;
    bool updating_ = false;
    QString wanted_path_;  // to choose once it is there
    // What was current before rows came, went or changed places: a job, a picture of this session, or one of the index.
    struct Kept {
        int row = -1;
        Ticket ticket = 0;
        QString path;
        int64_t id = 0;
        std::vector<int64_t> selected;  // ids; 0: not in the index
        QList<int> rows;                // of those
    } kept_;
};

}  // namespace imagelab
