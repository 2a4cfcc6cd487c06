#include "ui/gallery/thumbnail_grid.h"

#include <QDrag>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>

#include "ui/look/theme.h"

namespace imagelab {
namespace {
constexpr int drag_side = 96;
}

ThumbnailGrid::ThumbnailGrid(QWidget* parent) : QAbstractItemView(parent) {
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectItems);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // the cells fill the width: it must not depend on how many there are
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    viewport()->setAttribute(Qt::WA_Hover);
}

void ThumbnailGrid::set_tile(int side) {
    side = std::clamp(side, least_tile, most_tile);
    if (side == tile_) return;
    const int anchor = rows() > 0 ? row_near({0, 0}) : 0;
    tile_ = side;
    updateGeometries();
    if (rows() > 0) verticalScrollBar()->setValue(cell(anchor).top());
    viewport()->update();
}

void ThumbnailGrid::set_empty_text(const QString& text) {
    empty_text_ = text;
    viewport()->update();
}

int ThumbnailGrid::rows() const {
    return model() ? model()->rowCount(rootIndex()) : 0;
}
int ThumbnailGrid::columns() const {
    return std::max(1, (viewport()->width() + tile_ / 2) / tile_);  // as near to the wanted size as fills the width
}
int ThumbnailGrid::cell_width() const {
    return std::max(1, viewport()->width() / columns());
}

// Square cells, in steps, so that a panel drawn wider does not scale its thumbnails anew at every pixel.
int ThumbnailGrid::line_height() const {
    return std::max(8, cell_width() / 8 * 8);
}

QRect ThumbnailGrid::cell(int row) const {
    const int across = columns();
    return {(row % across) * cell_width(), (row / across) * line_height(), cell_width(), line_height()};
}

QRect ThumbnailGrid::visualRect(const QModelIndex& index) const {
    return index.isValid() ? cell(index.row()).translated(0, -verticalOffset()) : QRect();
}

int ThumbnailGrid::verticalOffset() const {
    return verticalScrollBar()->value();
}

int ThumbnailGrid::row_near(const QPoint& point) const {
    const int column = std::clamp(point.x() / cell_width(), 0, columns() - 1);
    const int line = std::max(0, point.y() + verticalOffset()) / line_height();
    return std::clamp(line * columns() + column, 0, std::max(0, rows() - 1));
}

QModelIndex ThumbnailGrid::indexAt(const QPoint& point) const {
    if (point.x() < 0 || point.x() >= columns() * cell_width() || point.y() + verticalOffset() < 0) return {};
    const int row = (point.y() + verticalOffset()) / line_height() * columns() + point.x() / cell_width();
    return row < rows() ? model()->index(row, 0, rootIndex()) : QModelIndex();
}

void ThumbnailGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid()) return;
    const QRect place = cell(index.row());
    const int height = viewport()->height(), top = verticalOffset();
    if (hint == PositionAtCenter) return verticalScrollBar()->setValue(place.center().y() - height / 2);
    if (place.top() < top || hint == PositionAtTop) {
        verticalScrollBar()->setValue(place.top());
    } else if (place.bottom() >= top + height || hint == PositionAtBottom) {
        verticalScrollBar()->setValue(place.bottom() + 1 - height);
    }
}

QModelIndex ThumbnailGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    if (rows() == 0) return {};
    const int page = std::max(1, viewport()->height() / line_height()) * columns();
    int row = currentIndex().isValid() ? currentIndex().row() : -1;
    if (row < 0) return model()->index(0, 0, rootIndex());
    const int from = row;
    switch (action) {
        case MoveLeft:
        case MovePrevious:
            row -= 1;
            break;
        case MoveRight:
        case MoveNext:
            row += 1;
            break;
        case MoveUp:
            row -= columns();
            break;
        case MoveDown:
            row += columns();
            break;
        case MovePageUp:
            row -= page;
            break;
        case MovePageDown:
            row += page;
            break;
        case MoveHome:
            row = 0;
            break;
        case MoveEnd:
            row = rows() - 1;
            break;
    }
    if (action == MoveUp && row < 0) row = from;
    return model()->index(std::clamp(row, 0, rows() - 1), 0, rootIndex());
}

// Everything between the two corners, in reading order.
void ThumbnailGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
    if (rows() == 0 || !selectionModel()) return;
    const auto [first, last] = std::minmax({row_near(rect.topLeft()), row_near(rect.bottomRight())});
    const auto index = [&](int row) { return model()->index(row, 0, rootIndex()); };
    selectionModel()->select(QItemSelection(index(first), index(last)), command);
}

QRegion ThumbnailGrid::visualRegionForSelection(const QItemSelection& selection) const {
    QRegion region;
    for (const QItemSelectionRange& range : selection) {
        const QRect first = visualRect(range.topLeft()), last = visualRect(range.bottomRight());
        region += QRect(0, first.top(), viewport()->width(), last.bottom() - first.top() + 1) & viewport()->rect();
    }
    return region;
}

QList<int> ThumbnailGrid::selected_rows() const {
    QList<int> found;
    if (!selectionModel()) return found;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row) found << row;
    std::sort(found.begin(), found.end());
    return found;
}

void ThumbnailGrid::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (rows() == 0) {
        painter.setPen(colors(this).muted);
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, empty_text_);
        return;
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QPoint pointer = viewport()->mapFromGlobal(QCursor::pos());
    const QModelIndex hovered = viewport()->underMouse() ? indexAt(pointer) : QModelIndex();
    const QRect area = event->rect();
    const int first = std::max(0, area.top() + verticalOffset()) / line_height() * columns();
    const int end = std::min(rows(), (std::max(0, area.bottom() + verticalOffset()) / line_height() + 1) * columns());
    const auto state = option.state & ~(QStyle::State_HasFocus | QStyle::State_MouseOver | QStyle::State_Selected);
    for (int row = first; row < end; ++row) {
        const QModelIndex index = model()->index(row, 0, rootIndex());
        option.rect = visualRect(index);
        option.state = state;
        if (selectionModel() && selectionModel()->isSelected(index)) option.state |= QStyle::State_Selected;
        if (index == hovered) option.state |= QStyle::State_MouseOver;
        if (hasFocus() && index == currentIndex()) option.state |= QStyle::State_HasFocus;
        itemDelegate()->paint(&painter, option, index);
    }
}

void ThumbnailGrid::updateGeometries() {
    const int lines = (rows() + columns() - 1) / columns();
    verticalScrollBar()->setSingleStep(std::max(1, line_height() / 3));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, lines * line_height() - viewport()->height()));
    QAbstractItemView::updateGeometries();
}

void ThumbnailGrid::resizeEvent(QResizeEvent* event) {
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    viewport()->update();
}

void ThumbnailGrid::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier)) return QAbstractItemView::wheelEvent(event);
    emit tile_wanted(std::clamp(tile_ + (event->angleDelta().y() > 0 ? 16 : -16), least_tile, most_tile));
    event->accept();
}

// What is looked at stays where it is when rows come above it.
void ThumbnailGrid::rowsInserted(const QModelIndex& parent, int start, int end) {
    const int top = verticalOffset();
    const int lines = (end - start + 1) / columns() * line_height();
    QAbstractItemView::rowsInserted(parent, start, end);
    updateGeometries();
    if (top > 0 && cell(start).top() < top) verticalScrollBar()->setValue(top + lines);
    viewport()->update();
}

void ThumbnailGrid::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
    QAbstractItemView::rowsAboutToBeRemoved(parent, start, end);
    QMetaObject::invokeMethod(
        this, [this] { updateGeometries(), viewport()->update(); }, Qt::QueuedConnection);
}

void ThumbnailGrid::dataChanged(const QModelIndex&, const QModelIndex&, const QList<int>&) {
    viewport()->update();
}

void ThumbnailGrid::reset() {
    QAbstractItemView::reset();
    updateGeometries();
    viewport()->update();
}

void ThumbnailGrid::startDrag(Qt::DropActions) {
    QModelIndexList indexes;
    for (const int row : selected_rows()) indexes << model()->index(row, 0, rootIndex());
    QMimeData* data = model()->mimeData(indexes);
    if (!data) return;
    auto* drag = new QDrag(this);
    drag->setMimeData(data);
    QPixmap pixmap(drag_side, drag_side);
    pixmap.fill(Qt::transparent);
    {
        QPainter painter(&pixmap);
        QStyleOptionViewItem option;
        initViewItemOption(&option);
        option.rect = pixmap.rect();
        option.state = QStyle::State_Enabled;
        itemDelegate()->paint(&painter, option, currentIndex());
    }
    drag->setPixmap(pixmap);
    emit dragging(true);
    drag->exec(Qt::CopyAction);
    emit dragging(false);
}

}  // namespace imagelab
