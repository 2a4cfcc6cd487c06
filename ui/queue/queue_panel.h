#pragma once
#include <QStyledItemDelegate>
#include <QWidget>

#include "ui/models/queue_model.h"

class QAction;
class QLabel;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace imagelab {

// Paints a row: a small picture, the prompt and what it is about; the state above its bar.
class QueueDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static constexpr int row_height = 44;
};

// The jobs that run, wait and are over, in the order they run. Says what to do first where there are none.
class QueuePanel : public QWidget {
    Q_OBJECT
  public:
    explicit QueuePanel(QueueModel& model, QWidget* parent = nullptr);
    void add_action_button(QAction* action, const QString& icon, const QString& word);  // into the row above the list
    std::vector<JobId> selected() const;
    QTreeView& view() { return *view_; }
    void show_problem(const QString& message);  // above the list, until the next change

  signals:
    void selection_changed();
    // What became of it is to be seen: a job's picture, by a click, a double click or Return; the pictures of a group's jobs side by side,
    // by a double click or Return.
    void opened(const std::vector<imagelab::JobId>& jobs, bool group);
    void menu_wanted(const QPoint& at);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void show_state();
    void fit_columns();
    void open(const QModelIndex& index);
    QueueModel& model_;
    QWidget* tools_;
    QLabel* summary_;
    QLabel* problem_;
    QStackedWidget* stack_;
    QTreeView* view_;
};

}  // namespace imagelab
