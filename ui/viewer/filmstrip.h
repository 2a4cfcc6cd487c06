#pragma once
#include <QWidget>
#include <vector>

namespace imagelab {

class GalleryModel;
class ThumbnailCache;

// The pictures of one batch in a row below the viewer; hidden where there is but one.
class Filmstrip : public QWidget {
    Q_OBJECT
  public:
    Filmstrip(GalleryModel& model, ThumbnailCache& thumbnails, QWidget* parent = nullptr);
    void show_batch_of(const QString& path);  // a picture of the model, wherever its row goes; empty: none
    const std::vector<int>& rows() const { return rows_; }
    int current() const { return current_; }  // the row of that picture; -1: the model does not have it
    QSize sizeHint() const override { return {200, height_px}; }
    static constexpr int height_px = 80, tile = 72;

  signals:
    void chosen(int row);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void look();
    QRect place(size_t at) const;
    int first_shown() const;  // so that the current one is in view
    int at(const QPoint& point) const;
    GalleryModel& model_;
    ThumbnailCache& thumbnails_;
    QString path_;
    std::vector<int> rows_;  // of the model, as it is now
    int current_ = -1;
};

}  // namespace imagelab
