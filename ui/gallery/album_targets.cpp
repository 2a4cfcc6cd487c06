#include "ui/gallery/album_targets.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <functional>

#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/models/gallery_model.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

namespace imagelab {
namespace {

constexpr int height_px = 32, padding = 12, most_text = 176;

class Place : public QWidget {
  public:
    Place(const QString& text, QWidget* parent) : QWidget(parent), text_(text) { setAcceptDrops(true); }
    std::function<void()> dropped;
    QSize sizeHint() const override {
        const double wide = std::ceil(QFontMetricsF(font()).horizontalAdvance(text_));
        return {std::min(static_cast<int>(wide), most_text) + 2 * padding, height_px};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override {
        if (!event->mimeData()->hasFormat(GalleryModel::pictures_type)) return;
        set_lit(true);
        event->acceptProposedAction();
    }
    void dragLeaveEvent(QDragLeaveEvent*) override { set_lit(false); }
    void dropEvent(QDropEvent* event) override {
        set_lit(false);
        event->acceptProposedAction();
        if (dropped) dropped();
    }
    void paintEvent(QPaintEvent*) override {
        const Colors& c = colors(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(lit_ ? c.focus : c.border_strong, lit_ ? 2 : 1));
        painter.setBrush(lit_ ? c.hover : c.field);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), height_px / 2.0 - 1, height_px / 2.0 - 1);
        painter.setPen(c.text);
        const QRect inside = rect().adjusted(padding, 0, -padding, 0);
        painter.drawText(inside, Qt::AlignCenter, fontMetrics().elidedText(text_, Qt::ElideMiddle, inside.width()));
    }

  private:
    void set_lit(bool lit) {
        lit_ = lit;
        update();
    }
    QString text_;
    bool lit_ = false;
};

}  // namespace

AlbumTargets::AlbumTargets(QWidget* parent) : QWidget(parent), flow_(new FlowLayout(6)) {
    hide();
    setAccessibleName(tr("Albums to drop into"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    column->addWidget(muted_label(tr("Into an album:"), this));
    column->addLayout(flow_);
}

void AlbumTargets::add(const QString& text, const QString& name, const QString& album) {
    auto* place = new Place(text, this);
    describe(place, name, tr("Drop the pictures here; Undo takes them out again."));
    place->dropped = [this, album] { emit dropped(album); };
    flow_->addWidget(place);
    place->show();
}

void AlbumTargets::open(const std::vector<GalleryFacets::Value>& albums, const QRect& room) {
    clear_layout(flow_);
    for (const auto& album : albums) {
        const QString name = QString::fromStdString(album.text);
        add(name, tr("Into the album %1").arg(name), name);
    }
    add(tr("New album…"), tr("Into a new album"), {});
    const int wide = room.width() - 16;
    const int high = std::min(layout()->totalHeightForWidth(wide), room.height());
    setGeometry(room.left() + 8, room.bottom() - high - 8, wide, high);
    show();
    raise();
}

void AlbumTargets::paintEvent(QPaintEvent*) {
    paint_card(this);
}

}  // namespace imagelab
