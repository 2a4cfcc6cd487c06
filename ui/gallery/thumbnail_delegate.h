#pragma once
#include <QStyledItemDelegate>

namespace imagelab {

class ThumbnailCache;

// Paints one tile: the thumbnail with its marks, for a running job its preview with a bar, for a waiting one the word.
class ThumbnailDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    ThumbnailDelegate(ThumbnailCache& thumbnails, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static constexpr int inset = 9;  // of the picture within its tile

  private:
    ThumbnailCache& thumbnails_;
};

}  // namespace imagelab
