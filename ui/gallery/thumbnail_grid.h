#pragma once
#include <QAbstractItemView>

namespace imagelab {

// A grid of equal tiles, newest first, that takes the same time for a hundred and for a million rows: every place is arithmetic.
// More than 25 methods: nineteen are those that QAbstractItemView asks of a view.
class ThumbnailGrid : public QAbstractItemView {
    Q_OBJECT
  public:
    static constexpr int least_tile = 96, most_tile = 272;
    explicit ThumbnailGrid(QWidget* parent = nullptr);

    void set_tile(int side);  // the least width of a tile; they share the width that is left
    int tile() const { return tile_; }
    void set_empty_text(const QString& text);  // shown where there are no rows
    int columns() const;
    QList<int> selected_rows() const;  // sorted

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    void keyboardSearch(const QString&) override {}
    void reset() override;

  signals:
    void tile_wanted(int side);     // Ctrl and the wheel
    void dragging(bool under_way);  // of the chosen pictures

  protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;
    void dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) override;
    void startDrag(Qt::DropActions actions) override;

  private:
    int rows() const;  // of the model
    int cell_width() const;
    int line_height() const;
    QRect cell(int row) const;  // in contents coordinates
    int row_near(const QPoint& viewport_point) const;
    int tile_ = 112;
    QString empty_text_;
};

}  // namespace imagelab
