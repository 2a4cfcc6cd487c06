#include "ui/library/command_palette.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int widest = 640, row_height = 48, most_rows = 9;

// Kind on the left, title and detail in the middle, shortcut on the right.
class PaletteDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, row_height}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Colors& c = colors(option.widget);
        const bool current = option.state & QStyle::State_Selected, enabled = index.flags() & Qt::ItemIsEnabled;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(current ? c.border : option.state & QStyle::State_MouseOver ? c.hover : QColor(Qt::transparent));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), 4, 4);
        const QRect inside = option.rect.adjusted(16, 4, -16, -4);
        const QFontMetrics& metrics = option.fontMetrics;
        const QString kind = palette_kind_text(static_cast<PaletteEntry::Kind>(index.data(PaletteModel::KindRole).toInt()));
        const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
        const QColor quiet = current ? c.text : c.muted;
        painter->setPen(quiet);
        const QRect left(inside.left(), inside.top(), 80, inside.height());
        painter->drawText(left, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(kind, Qt::ElideRight, left.width()));
        const int right_width = shortcut.isEmpty() ? 0 : metrics.horizontalAdvance(shortcut) + 16;
        painter->drawText(inside, Qt::AlignVCenter | Qt::AlignRight, shortcut);
        const QRect middle(inside.left() + 88, inside.top(), inside.width() - 88 - right_width, inside.height());
        const QString detail = index.data(PaletteModel::DetailRole).toString().simplified();
        const auto flags = Qt::AlignLeft | Qt::TextSingleLine;
        painter->setPen(enabled ? c.text : c.muted);
        QRect upper = middle, lower = middle;
        if (!detail.isEmpty()) upper.setHeight(middle.height() / 2), lower.setTop(upper.bottom() + 1);
        painter->drawText(upper, flags | Qt::AlignVCenter,
                          metrics.elidedText(index.data(Qt::DisplayRole).toString().simplified(), Qt::ElideRight, middle.width()));
        painter->setPen(quiet);
        if (!detail.isEmpty())
            painter->drawText(lower, flags | Qt::AlignVCenter, metrics.elidedText(detail, Qt::ElideRight, middle.width()));
        painter->restore();
    }
};

}  // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), field_(new QLineEdit(this)), list_(new QListView(this)), state_(muted_label({}, this)) {
    setObjectName("palette");
    setAccessibleName(tr("Find anything"));
    setAutoFillBackground(false);
    field_->setPlaceholderText(tr("Find anything, or set something: steps 20, size 1024"));
    describe(field_, tr("Find anything"), tr("Type a few letters; Up and Down choose, Enter does it, Escape closes."));
    field_->installEventFilter(this);
    list_->setModel(&model_);
    list_->setItemDelegate(new PaletteDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setAccessibleName(tr("What was found"));
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    state_->setAlignment(Qt::AlignCenter);
    state_->setFixedHeight(row_height);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(field_);
    column->addWidget(list_);
    column->addWidget(state_);
    connect(field_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_.filter(text);
        emit typed(text.trimmed());
    });
    connect(&model_, &QAbstractItemModel::modelReset, this, &CommandPalette::show_state);
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { run(index.row()); });
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries) {
    if (!isVisible()) before_ = QApplication::focusWidget();
    field_->clear();
    model_.filter({});
    model_.set_entries(std::move(entries));
    place();
    show();
    raise();
    field_->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::place() {
    const QWidget* window = parentWidget();
    const int width = std::min(widest, window->width() - 64);
    const int rows = std::min({most_rows, std::max(1, model_.rowCount()), (window->height() - 160) / row_height});
    list_->setFixedHeight(rows * row_height);
    setGeometry((window->width() - width) / 2, 56, width, 24 + field_->sizeHint().height() + rows * row_height);
}

void CommandPalette::show_state() {
    const bool any = model_.rowCount() > 0;
    list_->setVisible(any);
    state_->setVisible(!any);
    state_->setText(tr("Nothing has these words."));
    if (any) list_->setCurrentIndex(model_.index(0));
    place();
}

void CommandPalette::run(int row) {
    if (row < 0 || row >= model_.rowCount() || !model_.entry(row).enabled) return;
    const PaletteEntry chosen = model_.entry(row);
    close_and_return();
    if (chosen.run) chosen.run();
}

void CommandPalette::close_and_return() {
    hide();
    if (before_) before_->setFocus(Qt::OtherFocusReason);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible()) place();
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut && isVisible()) {
        // A window that goes to the back keeps it open.
        if (static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) hide();
    }
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool ours = key == Qt::Key_Escape || key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
                          key == Qt::Key_PageDown || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (!ours) return QFrame::eventFilter(watched, event);
        event->accept();
        if (event->type() == QEvent::ShortcutOverride) return true;
        if (key == Qt::Key_Escape) {
            close_and_return();
        } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            run(list_->currentIndex().row());
        } else {
            const int by = key == Qt::Key_Up ? -1 : key == Qt::Key_Down ? 1 : key == Qt::Key_PageUp ? -most_rows : most_rows;
            const int row = std::clamp(list_->currentIndex().row() + by, 0, std::max(0, model_.rowCount() - 1));
            list_->setCurrentIndex(model_.index(row));
        }
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*) {
    paint_card(this);
}

}  // namespace imagelab
