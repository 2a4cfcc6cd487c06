#include "ui/gallery/thumbnail_delegate.h"

#include <QPainter>
#include <algorithm>

#include "ui/look/mark_shapes.h"
#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/models/gallery_model.h"
#include "ui/models/thumbnail_cache.h"

namespace imagelab {
namespace {

constexpr int mark_side = 12;

void draw_word(QPainter* painter, const QRect& box, const QString& word, const Colors& c) {
    painter->setPen(c.muted);
    painter->drawText(box, static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, word);
}

// Heart and stars in the picture's lower left corner, on a ground of their own; where they do not fit, one star with its number.
void draw_marks(QPainter* painter, const QRect& place, const Marks& marks) {
    int shapes = marks.rating + (marks.favourite ? 1 : 0);
    const bool short_form = marks.rating > 1 && place.width() < shapes * mark_side + 12;
    if (short_form) shapes = marks.favourite ? 3 : 2;
    if (shapes == 0) return;
    const QRect ground(place.left() + 4, place.bottom() - mark_side - 8, shapes * mark_side + 8, mark_side + 5);
    painter->setPen(Qt::NoPen);
    painter->setBrush(QColor(0, 0, 0, 150));
    painter->drawRoundedRect(ground, 4, 4);
    painter->setBrush(Qt::white);
    QRectF at(ground.left() + 4.5, ground.top() + 3, mark_side - 1, mark_side - 1);
    if (marks.favourite) {
        painter->drawPath(heart_path(at.adjusted(0, 0.5, -0.5, 0)));
        at.translate(mark_side, 0);
    }
    for (int i = 0; i < (short_form ? 1 : marks.rating); ++i, at.translate(mark_side, 0)) painter->drawPath(star_path(at));
    if (!short_form) return;
    QFont font = painter->font();
    font.setPixelSize(mark_side);
    painter->setFont(font);
    painter->setPen(Qt::white);
    painter->drawText(at, Qt::AlignCenter, QString::number(marks.rating));
}

}  // namespace

ThumbnailDelegate::ThumbnailDelegate(ThumbnailCache& thumbnails, QObject* parent) : QStyledItemDelegate(parent), thumbnails_(thumbnails) {}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* model = qobject_cast<const GalleryModel*>(index.model());
    if (!model) return;
    const StripEntry e = model->entry(index.row());
    const Colors& c = colors(option.widget);
    const QRect box = option.rect.adjusted(inset, inset, -inset, -inset);
    const double dpr = painter->device()->devicePixelRatioF();
    const int side = static_cast<int>(std::min(box.width(), box.height()) * dpr);
    ThumbnailCache::Thumbnail thumbnail;
    if (e.state == StripEntry::State::done && e.known) thumbnail = thumbnails_.get(e.path, side, e.made);
    const QImage& picture = thumbnail.image.isNull() ? e.picture : thumbnail.image;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected, focused = option.state & QStyle::State_HasFocus;
    const bool lit = selected || option.state & QStyle::State_MouseOver;
    const QRectF tile = QRectF(option.rect).adjusted(3, 3, -3, -3);
    if (lit || focused || picture.isNull()) {
        painter->setPen(selected || focused ? QPen(c.focus, selected ? 2 : 1, selected ? Qt::SolidLine : Qt::DotLine) : QPen(Qt::NoPen));
        painter->setBrush(lit ? c.hover : picture.isNull() ? c.window : QColor(Qt::transparent));
        painter->drawRoundedRect(tile, 6, 6);
    }
    QRect place = box;
    if (!picture.isNull()) {
        const QSize size =
            thumbnail.side == side ? (QSizeF(picture.size()) / dpr).toSize() : picture.size().scaled(box.size(), Qt::KeepAspectRatio);
        place = QRect(QPoint(box.left() + (box.width() - size.width()) / 2, box.top() + (box.height() - size.height()) / 2), size);
        painter->setRenderHint(QPainter::SmoothPixmapTransform, e.state == StripEntry::State::running);
        painter->drawImage(place, picture);
    }
    if (e.state != StripEntry::State::done && picture.isNull()) {
        draw_word(painter, box, e.state == StripEntry::State::waiting ? tr("Waiting") : tr("Starting"), c);
    } else if (thumbnail.failed) {
        draw_word(painter, box, tr("Cannot be read"), c);
    }
    if (e.state == StripEntry::State::running)
        paint_bar(*painter, QRectF(box.left() + 8, box.bottom() - 6, box.width() - 16, 6), e.fraction, c.border, c.focus);
    draw_marks(painter, place, e.marks);
    painter->restore();
}

}  // namespace imagelab
