#pragma once
#include <QListView>
#include <QStyledItemDelegate>

class QLabel;

namespace imagelab {

class GalleryModel;

// Paints one picture of the strip: the thumbnail, for a running job its preview with a bar, for a waiting one the word.
class ThumbnailDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static constexpr int side = 144;
};

// This session's pictures; one column when narrow, a grid when wide.
class GalleryStrip : public QWidget {
    Q_OBJECT
  public:
    explicit GalleryStrip(GalleryModel& model, QWidget* parent = nullptr);
    QListView& list() { return *list_; }
    int current_row() const { return list_->currentIndex().row(); }
    void select(int row);

  signals:
    void current_changed(int row);
    void menu_wanted(int row, const QPoint& at);

  private:
    void show_count();
    GalleryModel& model_;
    QLabel* count_;
    QListView* list_;
};

}  // namespace imagelab
