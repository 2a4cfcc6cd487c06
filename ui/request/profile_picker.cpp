#include "ui/request/profile_picker.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/popup_place.h"
#include "ui/widgets/word_filter.h"

namespace imagelab {
namespace {

constexpr int tile_side = 104;

bool is_used(const RequestDocument& document, const std::string& id) {
    const auto& uses = document.request().style.profiles;
    return std::any_of(uses.begin(), uses.end(), [&](const StyleUse& use) { return use.name == id; });
}

}  // namespace

void ProfileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors(option.widget);
    const bool chosen = is_used(document_, index.data(ProfileModel::IdRole).toString().toStdString());
    const bool current = option.state & QStyle::State_Selected, hot = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect tile = option.rect.adjusted(2, 2, -2, -2);
    painter->setPen(current ? QPen(c.focus, 2) : QPen(Qt::NoPen));
    painter->setBrush(hot || current ? c.hover : QColor(Qt::transparent));
    painter->drawRoundedRect(tile, 6, 6);
    const QRect picture(tile.left() + (tile.width() - tile_side) / 2, tile.top() + 4, tile_side, tile_side);
    const QImage preview = index.data(ProfileModel::PreviewRole).value<QImage>();
    QPainterPath round;
    round.addRoundedRect(picture, 4, 4);
    if (preview.isNull()) {
        painter->fillPath(round, c.border);
        painter->setPen(c.text);
        painter->drawText(picture, Qt::AlignCenter, index.data(Qt::DisplayRole).toString().left(1));
    } else {
        painter->setClipPath(round);
        painter->drawImage(picture, preview);
        painter->setClipping(false);
    }
    if (chosen) {
        painter->setPen(QPen(c.accent, 3));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(picture).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
        const QRectF mark(picture.right() - 22, picture.top() + 4, 18, 18);
        painter->setPen(Qt::NoPen);
        painter->setBrush(c.accent);
        painter->drawEllipse(mark);
        painter->setPen(QPen(c.on_accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolyline(
            QPolygonF({mark.topLeft() + QPointF(5, 9.5), mark.topLeft() + QPointF(8, 12.5), mark.topLeft() + QPointF(13.2, 6)}));
    }
    painter->setPen(c.text);
    const QRect name(tile.left() + 4, picture.bottom() + 2, tile.width() - 8, tile.bottom() - picture.bottom() - 2);
    painter->drawText(name, Qt::AlignCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, name.width()));
    painter->restore();
}

ProfilePicker::ProfilePicker(ProfileModel& profiles, RequestDocument& document, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      profiles_(profiles),
      document_(document),
      filter_(new WordFilter(ProfileModel::SearchRole, this)),
      search_(new QLineEdit(this)),
      list_(new QListView(this)),
      nothing_(new QLabel(this)),
      about_(new QLabel(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Styles"));
    setFixedSize(544, 560);
    filter_->setSourceModel(&profiles_);
    search_->setPlaceholderText(tr("Search styles: film, ink, dark…"));
    search_->setClearButtonEnabled(true);
    describe(search_, tr("Search styles"), tr("Looks in names, descriptions and the words a style adds."));
    search_->installEventFilter(this);
    list_->setModel(filter_);
    list_->setItemDelegate(new ProfileDelegate(document_, list_));
    list_->setViewMode(QListView::IconMode);
    list_->setResizeMode(QListView::Adjust);
    list_->setMovement(QListView::Static);
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setSpacing(2);
    describe(list_, tr("Styles"), tr("Enter or a click adds a style or takes it away."));
    nothing_->setWordWrap(true);
    nothing_->setForegroundRole(QPalette::PlaceholderText);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setMargin(48);
    about_->setWordWrap(true);
    about_->setTextFormat(Qt::PlainText);
    about_->setForegroundRole(QPalette::PlaceholderText);
    about_->setFixedHeight(fontMetrics().lineSpacing() * 2 + 4);
    about_->setAlignment(Qt::AlignTop | Qt::AlignLeft);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    column->addWidget(nothing_, 1);
    column->addWidget(about_);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& typed) {
        filter_->set_words(typed);
        list_->setCurrentIndex(filter_->index(0, 0));
        show_state();
    });
    connect(list_, &QListView::clicked, this, &ProfilePicker::toggle);
    connect(search_, &QLineEdit::returnPressed, this, [this] { toggle(list_->currentIndex()); });
    list_->installEventFilter(this);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProfilePicker::show_state);
    connect(&profiles_, &ProfileModel::loaded_all, this, &ProfilePicker::show_state);
    connect(&document_, &RequestDocument::changed, this, [this] {
        if (isVisible()) list_->viewport()->update();
    });
}

void ProfilePicker::open_at(QWidget* button) {
    if (!profiles_.loaded()) profiles_.load();
    search_->clear();
    show_state();
    place_below(this, button);
    show();
    search_->setFocus(Qt::PopupFocusReason);
}

void ProfilePicker::toggle(const QModelIndex& index) {
    if (!index.isValid()) return;
    const std::string id = index.data(ProfileModel::IdRole).toString().toStdString();
    const bool used = is_used(document_, id);
    const Request& r = document_.request();
    document_.edit(used ? profiles_.without(r, id) : profiles_.with(r, id), tr("style %1").arg(index.data(Qt::DisplayRole).toString()));
}

void ProfilePicker::show_state() {
    const bool any = filter_->rowCount() > 0;
    list_->setVisible(any);
    nothing_->setVisible(!any);
    about_->setVisible(any);
    if (!any)
        return nothing_->setText(!profiles_.loaded() ? tr("Reading the styles…")
                                 : profiles_.rowCount() == 0
                                     ? tr("No styles were found. The program's files may be incomplete: install it again.")
                                     : tr("No style has these words. Try another, or clear the search."));
    const QModelIndex at = list_->currentIndex();
    about_->setText(at.isValid() ? at.data(ProfileModel::AboutRole).toString()
                                 : tr("Styles: %1. Choose one or several; each adds its words to the prompt.").arg(filter_->rowCount()));
}

bool ProfilePicker::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (watched == search_ && key->key() == Qt::Key_Down) {
            list_->setFocus(Qt::OtherFocusReason);
            if (!list_->currentIndex().isValid()) list_->setCurrentIndex(filter_->index(0, 0));
            return true;
        }
        if (watched == list_ && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Space)) {
            toggle(list_->currentIndex());
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

}  // namespace imagelab
