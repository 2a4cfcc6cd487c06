#include "ui/viewer/filmstrip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_model.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr int inset = 5, left_margin = 12;
}

Filmstrip::Filmstrip(GalleryModel& model, ThumbnailCache& thumbnails, QWidget* parent)
    : QWidget(parent), model_(model), thumbnails_(thumbnails) {
    setFixedHeight(height_px);
    setFocusPolicy(Qt::StrongFocus);
    describe(this, tr("This batch"), tr("Pictures of the same settings with other seeds; arrows choose."));
    connect(&thumbnails, &ThumbnailCache::ready, this, qOverload<>(&QWidget::update));
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&model, signal, this, &Filmstrip::look);
    connect(&model, &GalleryModel::dataChanged, this, &Filmstrip::look);
    connect(&model, &GalleryModel::updated, this, &Filmstrip::look);
    hide();
}

void Filmstrip::show_batch_of(const QString& path) {
    path_ = path;
    look();
}

void Filmstrip::look() {
    current_ = path_.isEmpty() ? -1 : model_.row_of(path_);
    rows_ = current_ >= 0 ? model_.batch_of(current_) : std::vector<int>();
    setVisible(rows_.size() > 1);
    update();
}

int Filmstrip::first_shown() const {
    const int room = std::max(1, (width() - 2 * left_margin) / tile);
    const int here = static_cast<int>(std::find(rows_.begin(), rows_.end(), current_) - rows_.begin());
    return std::clamp(here - room / 2, 0, std::max(0, static_cast<int>(rows_.size()) - room));
}

QRect Filmstrip::place(size_t at) const {
    return {left_margin + (static_cast<int>(at) - first_shown()) * tile, (height_px - tile) / 2, tile, tile};
}

int Filmstrip::at(const QPoint& point) const {
    for (size_t i = static_cast<size_t>(first_shown()); i < rows_.size(); ++i)
        if (place(i).contains(point)) return static_cast<int>(i);
    return -1;
}

void Filmstrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors(this);
    painter.fillRect(rect(), c.canvas);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const double dpr = devicePixelRatioF();
    for (size_t i = static_cast<size_t>(first_shown()); i < rows_.size(); ++i) {
        if (place(i).left() > width()) break;
        if (rows_[i] >= model_.rowCount()) continue;
        const StripEntry e = model_.entry(rows_[i]);
        const QRect box = place(i).adjusted(inset, inset, -inset, -inset);
        // As the gallery has it: one picture, one thumbnail.
        const QImage picture = thumbnails_.get(e.path, static_cast<int>(2 * box.width() * dpr), e.made, true).image;
        const QSize size = picture.isNull() ? box.size() : picture.size().scaled(box.size(), Qt::KeepAspectRatio);
        const QRect there(box.center() - QPoint(size.width() / 2, size.height() / 2), size);
        if (picture.isNull()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(c.border);
            painter.drawRoundedRect(there, 4, 4);
        } else {
            painter.drawImage(there, picture);
        }
        if (rows_[i] != current_) continue;
        painter.setPen(QPen(c.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(there).adjusted(-3, -3, 3, 3), 6, 6);
    }
    if (!hasFocus()) return;
    painter.setPen(QPen(c.focus, 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -2, -2));
}

void Filmstrip::mousePressEvent(QMouseEvent* event) {
    const int shown = at(event->pos());
    if (event->button() == Qt::LeftButton && shown >= 0) emit chosen(rows_[static_cast<size_t>(shown)]);
}

void Filmstrip::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    const auto here = std::find(rows_.begin(), rows_.end(), current_ + by);
    if (by == 0) return QWidget::keyPressEvent(event);
    if (here != rows_.end()) emit chosen(*here);
}

bool Filmstrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int shown = at(help->pos());
        if (shown >= 0) {
            const StripEntry e = model_.entry(rows_[static_cast<size_t>(shown)]);
            QToolTip::showText(help->globalPos(), settings_text(e.request, e.foreign_sampler), this);
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace imagelab
