#include "ui/request/completion_popup.h"

#include <QAccessible>
#include <QListView>
#include <QPainter>
#include <algorithm>

#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int row_height = 28, most_rows = 8, usual_width = 400;

QString group_text(TagGroup group) {
    switch (group) {
        case TagGroup::artist:
            return CompletionPopup::tr("artist");
        case TagGroup::copyright:
            return CompletionPopup::tr("copyright");
        case TagGroup::character:
            return CompletionPopup::tr("character");
        case TagGroup::species:
            return CompletionPopup::tr("species");
        case TagGroup::meta:
            return CompletionPopup::tr("meta");
        case TagGroup::lore:
            return CompletionPopup::tr("lore");
        case TagGroup::general:
            return CompletionPopup::tr("tag");
    }
    return {};
}

QString kind_text(const Completion& one) {
    switch (one.kind) {
        case Completion::Kind::part:
            return CompletionPopup::tr("saved part");
        case Completion::Kind::embedding:
            return CompletionPopup::tr("textual inversion");
        case Completion::Kind::lora:
            return CompletionPopup::tr("LoRA");
        case Completion::Kind::wildcard:
            return CompletionPopup::tr("draws a line");
        case Completion::Kind::style:
            return CompletionPopup::tr("style");
        case Completion::Kind::tag:
            return group_text(one.group);
    }
    return {};
}

QColor color_of(const Completion& one, const Colors& c) {
    if (one.kind == Completion::Kind::part || one.kind == Completion::Kind::style) return c.violet;
    if (one.kind != Completion::Kind::tag) return c.green;
    switch (one.group) {
        case TagGroup::artist:
            return c.red;
        case TagGroup::copyright:
            return c.violet;
        case TagGroup::character:
            return c.green;
        case TagGroup::species:
            return c.teal;
        case TagGroup::meta:
        case TagGroup::lore:
            return c.warning_text;
        case TagGroup::general:
            return c.blue;
    }
    return c.text;
}

QString right_text(const Completion& one) {
    if (one.kind == Completion::Kind::tag && one.count > 0)
        return one.group == TagGroup::general ? short_count_text(one.count)
                                              : QStringLiteral("%1 · %2").arg(kind_text(one), short_count_text(one.count));
    return kind_text(one);
}

QString name_text(const Completion& one) {
    return one.alias.isEmpty() ? one.name : QStringLiteral("%1 → %2").arg(one.alias, one.name);
}

}  // namespace

void CompletionModel::set(std::vector<Completion> completions) {
    beginResetModel();
    completions_ = std::move(completions);
    endResetModel();
}

int CompletionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(completions_.size());
}

QVariant CompletionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Completion& one = at(index.row());
    if (role == Qt::DisplayRole) return name_text(one);
    if (role == Qt::ToolTipRole && !one.detail.isEmpty()) return QStringLiteral("<p>%1</p>").arg(one.detail.toHtmlEscaped());
    if (role == Qt::AccessibleTextRole) return QStringLiteral("%1, %2").arg(name_text(one), right_text(one));
    return {};
}

QSize CompletionDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {160, row_height};
}

void CompletionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors(option.widget);
    const Completion& one = model_.at(index.row());
    const bool current = option.state & QStyle::State_Selected, hot = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(current ? c.border : hot ? c.hover : QColor(Qt::transparent));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4);
    QRect room = option.rect.adjusted(10, 0, -10, 0);
    const auto write = [&](const QString& text, const QColor& color, Qt::Alignment side) {
        painter->setPen(color);
        const QString shown = option.fontMetrics.elidedText(text.simplified(), Qt::ElideRight, room.width());
        painter->drawText(room, Qt::AlignVCenter | Qt::TextSingleLine | side, shown);
        const int taken = option.fontMetrics.horizontalAdvance(shown) + 10;
        side == Qt::AlignRight ? room.setRight(room.right() - taken) : room.setLeft(room.left() + taken);
    };
    write(right_text(one), current ? c.text : c.muted, Qt::AlignRight);
    write(name_text(one), color_of(one, c), Qt::AlignLeft);
    if (room.width() > 40 && !one.detail.isEmpty()) write(one.detail, current ? c.text : c.muted, Qt::AlignLeft);
    painter->restore();
}

CompletionPopup::CompletionPopup(QWidget* window) : QFrame(window), model_(new CompletionModel(this)), list_(new QListView(this)) {
    hide();
    setFocusPolicy(Qt::NoFocus);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setModel(model_);
    list_->setItemDelegate(new CompletionDelegate(*model_, list_));
    list_->setUniformItemSizes(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->viewport()->setAutoFillBackground(false);
    describe(list_, tr("Completions"), {});
    setAccessibleName(tr("Completions"));
    column_in(this, 0)->addWidget(list_);
    layout()->setContentsMargins(4, 4, 4, 4);
    connect(list_, &QListView::pressed, this, [this](const QModelIndex& index) { emit chosen(index.row()); });
}

void CompletionPopup::show_at(const QRect& cursor, std::vector<Completion> completions) {
    model_->set(std::move(completions));
    list_->scrollToTop();
    const QSize room = parentWidget()->size();
    constexpr int gap = 4, edge = 8;
    const int height = row_height * std::min(model_->rowCount(), most_rows) + 8;
    resize(std::min(usual_width, room.width() - 2 * edge), height);
    const bool below = cursor.bottom() + gap + height <= room.height() - edge || cursor.top() < height + gap + edge;
    move(std::clamp(cursor.left() - 12, edge, std::max(edge, room.width() - width() - edge)),
         below ? cursor.bottom() + gap : cursor.top() - gap - height);
    show();
    raise();
    tell();
}

int CompletionPopup::row() const {
    return list_->currentIndex().isValid() ? list_->currentIndex().row() : -1;
}

void CompletionPopup::step(int rows) {
    const int count = model_->rowCount();
    const int next = row() + rows >= count ? -1 : std::max(-1, row() + rows);
    if (next < 0)
        list_->setCurrentIndex({});
    else
        list_->setCurrentIndex(model_->index(next));
    tell();
}

// The focus stays in the text, so what is current is said as a notice.
void CompletionPopup::tell() {
    const QString said = row() < 0 ? tr("Completions: %1; Down chooses").arg(model_->rowCount())
                                   : model_->index(row()).data(Qt::AccessibleTextRole).toString();
    setAccessibleName(said);
    QAccessibleEvent heard(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&heard);
}

void CompletionPopup::paintEvent(QPaintEvent*) {
    paint_card(this);
}

}  // namespace imagelab
