#include "ui/gallery/gallery_strip.h"

#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "ui/models/gallery_model.h"
#include "ui/panels/controls.h"
#include "ui/theme.h"

namespace imagelab {
namespace {

class PictureList : public QListView {
  public:
    using QListView::QListView;

  protected:
    void paintEvent(QPaintEvent* event) override {
        QListView::paintEvent(event);
        if (model()->rowCount() > 0) return;
        QPainter painter(viewport());
        painter.setPen(colors(this).muted);
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                         GalleryStrip::tr("Pictures you make appear here. They are files in the output folder as well."));
    }
};

void draw_thumbnail(QPainter* painter, const QRect& box, const QImage& picture) {
    const QSizeF size = QSizeF(picture.size()).scaled(box.size(), Qt::KeepAspectRatio);
    const QRectF place(box.center().x() + 0.5 - size.width() / 2, box.center().y() + 0.5 - size.height() / 2, size.width(), size.height());
    painter->save();
    QPainterPath rounded;
    rounded.addRoundedRect(place, 4, 4);
    painter->setClipPath(rounded);
    painter->drawImage(place, picture);
    painter->restore();
}

}  // namespace

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors(option.widget);
    const auto picture = index.data(GalleryModel::PictureRole).value<QImage>();
    const auto state = static_cast<StripEntry::State>(index.data(GalleryModel::StateRole).toInt());
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF tile = QRectF(option.rect).adjusted(3, 3, -3, -3);
    const bool selected = option.state & QStyle::State_Selected;
    painter->setPen(selected ? QPen(c.focus, 2) : QPen(Qt::NoPen));
    painter->setBrush(selected || option.state & QStyle::State_MouseOver ? c.hover : picture.isNull() ? c.window : QColor(Qt::transparent));
    painter->drawRoundedRect(tile, 6, 6);
    const QRect box = option.rect.adjusted(9, 9, -9, -9);
    if (!picture.isNull()) draw_thumbnail(painter, box, picture);
    if (state != StripEntry::State::done && picture.isNull()) {
        painter->setPen(c.muted);
        painter->drawText(box, Qt::AlignCenter, state == StripEntry::State::waiting ? tr("Waiting") : tr("Starting"));
    }
    if (state == StripEntry::State::running) {
        const QRectF groove(box.left() + 8, box.bottom() - 6, box.width() - 16, 6);
        painter->setPen(Qt::NoPen);
        painter->setBrush(c.border);
        painter->drawRoundedRect(groove, 3, 3);
        painter->setBrush(c.focus);
        const double done = index.data(GalleryModel::FractionRole).toDouble();
        if (done > 0)
            painter->drawRoundedRect(QRectF(groove.topLeft(), QSizeF(std::max(6.0, groove.width() * std::min(done, 1.0)), 6)), 3, 3);
    }
    painter->restore();
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {side, side};
}

GalleryStrip::GalleryStrip(GalleryModel& model, QWidget* parent)
    : QWidget(parent), model_(model), count_(muted_label({}, this)), list_(new PictureList(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    setMinimumWidth(ThumbnailDelegate::side + 24);
    list_->setModel(&model);
    list_->setItemDelegate(new ThumbnailDelegate(list_));
    list_->setViewMode(QListView::IconMode);
    list_->setResizeMode(QListView::Adjust);
    list_->setMovement(QListView::Static);
    list_->setUniformItemSizes(true);
    list_->setSpacing(0);
    list_->setGridSize({ThumbnailDelegate::side, ThumbnailDelegate::side});
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    list_->setMouseTracking(true);
    list_->viewport()->setBackgroundRole(QPalette::Button);
    describe(list_, tr("Pictures of this session"), tr("Arrows choose a picture, the menu key says what can be done with it."));
    list_->setToolTip({});

    auto* title = new QLabel(tr("This session"), this);
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 16, 16, 8);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    auto* inset = new QHBoxLayout;
    inset->setContentsMargins(6, 0, 2, 8);
    inset->addWidget(list_);
    column->addLayout(inset, 1);

    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) { emit current_changed(now.row()); });
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { emit current_changed(index.row()); });
    connect(list_, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = list_->indexAt(at).isValid() ? list_->indexAt(at) : list_->currentIndex();
        if (index.isValid()) emit menu_wanted(index.row(), list_->viewport()->mapToGlobal(at));
    });
    connect(&model_, &QAbstractItemModel::rowsInserted, this, &GalleryStrip::show_count);
    connect(&model_, &QAbstractItemModel::rowsRemoved, this, &GalleryStrip::show_count);
}

void GalleryStrip::select(int row) {
    list_->setCurrentIndex(model_.index(row));
    list_->scrollTo(model_.index(row));
}

void GalleryStrip::show_count() {
    const int rows = model_.rowCount();
    count_->setText(rows > 0 ? QString::number(rows) : QString());
    list_->viewport()->update();
}

}  // namespace imagelab
