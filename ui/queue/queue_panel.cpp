#include "ui/queue/queue_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <algorithm>

#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

void draw_picture(QPainter* painter, const QRect& box, const QImage& picture, const Colors& c) {
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    QPainterPath rounded;
    if (picture.isNull()) {
        rounded.addRoundedRect(QRectF(box), 4, 4);
        painter->fillPath(rounded, c.hover);
    } else {
        const QSizeF size = QSizeF(picture.size()).scaled(box.size(), Qt::KeepAspectRatio);
        const QRectF place(QRectF(box).center() - QPointF(size.width() / 2, size.height() / 2), size);
        rounded.addRoundedRect(place, 4, 4);
        painter->setClipPath(rounded);
        painter->drawImage(place, picture);
    }
    painter->restore();
}

// One line, cut with an ellipsis.
void draw_line(QPainter* painter, const QRect& box, const QString& text, const QColor& color, int alignment = Qt::AlignLeft) {
    painter->setPen(color);
    painter->drawText(box, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
}

}  // namespace

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors(option.widget);
    const bool selected = option.state & QStyle::State_Selected, first = index.column() == QueueModel::JobColumn;
    painter->save();
    painter->setFont(option.font);
    if (selected || option.state & QStyle::State_MouseOver) painter->fillRect(option.rect, selected ? c.border : c.hover);
    if (option.state & QStyle::State_HasFocus && first)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), c.focus);
    const QString text = index.data(Qt::DisplayRole).toString();
    const int line = option.fontMetrics.height();
    QRect box = option.rect.adjusted(8, 4, -8, -4);
    const QRect upper(box.left(), box.center().y() - line + 1, box.width(), line);
    const QRect lower = upper.translated(0, line);
    if (first) {
        const int side = box.height();
        draw_picture(painter, {box.left(), box.top(), side, side}, index.data(QueueModel::PictureRole).value<QImage>(), c);
        draw_line(painter, upper.adjusted(side + 8, 0, 0, 0), text, c.text);
        draw_line(painter, lower.adjusted(side + 8, 0, 0, 0), index.data(QueueModel::DetailRole).toString(), c.muted);
    } else if (index.column() == QueueModel::StateColumn) {
        const double fraction = index.data(QueueModel::FractionRole).toDouble();
        const QColor color = index.data(QueueModel::TroubleRole).toBool() ? c.warning_text : c.text;
        draw_line(painter, fraction >= 0 ? upper : box, text, color);
        if (fraction >= 0) paint_bar(*painter, QRectF(lower.left(), lower.center().y() - 1, lower.width(), 4), fraction, c.border, c.focus);
    } else {
        const int alignment = index.data(Qt::TextAlignmentRole).toInt();
        draw_line(painter, box, text, c.text, alignment & Qt::AlignRight ? Qt::AlignRight : Qt::AlignLeft);
    }
    painter->restore();
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {QStyledItemDelegate::sizeHint(option, index).width(), row_height};
}

namespace {
constexpr int least_width_for_all = 720, room_for_summary = 360;
constexpr int least_state_width = 208, most_state_width = 560;  // from "Denoising, step 12 of 30" to a failure in a sentence
}  // namespace

QueuePanel::QueuePanel(QueueModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      tools_(new QWidget(this)),
      summary_(new ElidedLabel(this)),
      problem_(new QLabel(this)),
      stack_(new QStackedWidget(this)),
      view_(new QTreeView(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    summary_->setForegroundRole(QPalette::PlaceholderText);
    summary_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    problem_->setForegroundRole(warning_role);
    problem_->setWordWrap(true);
    problem_->setContentsMargins(16, 0, 16, 8);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problem_->setAccessibleName(tr("Problem"));
    problem_->hide();

    view_->setModel(&model);
    view_->setItemDelegate(new QueueDelegate(view_));
    view_->setUniformRowHeights(true);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setMouseTracking(true);
    view_->setDragEnabled(true);
    view_->setAcceptDrops(true);
    view_->setDropIndicatorShown(true);
    view_->setDragDropMode(QAbstractItemView::DragDrop);
    view_->setDefaultDropAction(Qt::MoveAction);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    view_->setExpandsOnDoubleClick(false);  // a group opens its pictures; the arrow and the right key unfold it
    view_->setIndentation(20);
    describe(view_, tr("Queue"),
             tr("Jobs in the order they run. Return shows the picture, or a group's side by side; drag one to another place; Delete "
                "cancels, the "
                "menu key lists what can be done."));
    QHeaderView* header = view_->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QueueModel::JobColumn, QHeaderView::Stretch);
    header->resizeSection(QueueModel::DeviceColumn, 88);
    header->resizeSection(QueueModel::PriorityColumn, 72);
    header->resizeSection(QueueModel::TimeColumn, 128);

    auto* empty = new QLabel(tr("Nothing waits. Press Generate as often as you like: jobs line up here and run one after the other, "
                                "and those that are not done go on when you open the program again."),
                             this);
    empty->setWordWrap(true);
    empty->setAlignment(Qt::AlignCenter);
    empty->setForegroundRole(QPalette::PlaceholderText);
    empty->setContentsMargins(32, 8, 32, 16);
    stack_->addWidget(empty);
    stack_->addWidget(view_);

    auto* tools = new QHBoxLayout(tools_);
    tools->setContentsMargins(8, 4, 16, 4);
    tools->setSpacing(4);
    tools->addWidget(summary_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(tools_);
    column->addWidget(problem_);
    column->addWidget(stack_, 1);

    connect(&model_, &QAbstractItemModel::dataChanged, this, &QueuePanel::show_state);
    connect(&model_, &QAbstractItemModel::rowsRemoved, this, &QueuePanel::show_state);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueuePanel::selection_changed);
    connect(view_, &QTreeView::activated, this, &QueuePanel::open);
    connect(view_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        if (model_.job(index) && view_->selectionModel()->selectedRows().size() == 1) open(index);
    });
    connect(view_, &QTreeView::customContextMenuRequested, this,
            [this](const QPoint& at) { emit menu_wanted(view_->viewport()->mapToGlobal(at)); });
    show_state();
}

void QueuePanel::add_action_button(QAction* action, const QString& icon_name, const QString& word) {
    action->setIcon(icon(icon_name));
    auto* button = icon_button(icon_name, action->text().remove('&'), action->toolTip(), tools_);
    button->setText(word);
    button->setEnabled(action->isEnabled());
    connect(action, &QAction::changed, button, [action, button] { button->setEnabled(action->isEnabled()); });
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    auto* row = static_cast<QHBoxLayout*>(tools_->layout());
    row->insertWidget(row->count() - 1, button);
}

std::vector<JobId> QueuePanel::selected() const {
    return model_.jobs(view_->selectionModel()->selectedRows());
}

void QueuePanel::open(const QModelIndex& index) {
    const QModelIndex row = index.siblingAtColumn(0);
    const std::vector<JobId> jobs = model_.jobs({row});
    const bool group = !model_.job(row);
    const bool any = std::any_of(jobs.begin(), jobs.end(), [this](JobId job) { return !model_.job(job)->picture.empty(); });
    if (group && !any) return view_->setExpanded(row, !view_->isExpanded(row));
    emit opened(jobs, group);
}

void QueuePanel::show_problem(const QString& message) {
    problem_->setText(message_text(message.toStdString()));
    problem_->setVisible(!message.isEmpty());
}

// Where there is little room the prompt gets it: priority and device are seen in the order and in the state.
void QueuePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < least_width_for_all;
    view_->setColumnHidden(QueueModel::DeviceColumn, narrow);
    view_->setColumnHidden(QueueModel::PriorityColumn, narrow);
    show_words(tools_->findChildren<QToolButton*>(), width() - room_for_summary);
    fit_columns();
}

// In a narrow panel state and time take what their words need, so that the rest is the prompt's.
void QueuePanel::fit_columns() {
    const bool narrow = width() < least_width_for_all;
    const auto needed = [this](int column, int least, int most) {
        return std::clamp(static_cast<QAbstractItemView*>(view_)->sizeHintForColumn(column) + 16, least, std::max(least, most));
    };
    const int time = narrow ? needed(QueueModel::TimeColumn, 64, 112) : 128;
    const int state =
        narrow ? needed(QueueModel::StateColumn, 80, width() * 2 / 5) : std::clamp(width() / 4, least_state_width, most_state_width);
    for (const auto& [column, wanted] : {std::pair(QueueModel::TimeColumn, time), std::pair(QueueModel::StateColumn, state)})
        if (view_->header()->sectionSize(column) != wanted) view_->header()->resizeSection(column, wanted);
}

void QueuePanel::show_state() {
    const bool empty = model_.rowCount() == 0;
    stack_->setCurrentIndex(empty ? 0 : 1);
    const int waiting = model_.count(JobState::waiting), running = model_.count(JobState::running), paused = model_.count(JobState::paused);
    QStringList parts;
    if (running > 0) parts << tr("%1 running").arg(running);
    if (waiting > 0) parts << tr("%1 waiting").arg(waiting);
    if (const int kept = model_.waiting_for_keepers(); kept > 0) parts << tr("%1 of them for their night").arg(kept);
    if (paused > 0) parts << tr("%1 paused").arg(paused);
    const int left = model_.pictures_to_come();
    if (waiting + running > 0) parts << (left == 1 ? tr("1 picture to come") : tr("%1 pictures to come").arg(left));
    if (model_.seconds_left() >= 0) parts << tr("all done in about %1").arg(duration_text(model_.seconds_left()));
    summary_->setText(parts.join(QStringLiteral(" · ")));
    fit_columns();
}

}  // namespace imagelab
