#pragma once
#include <QAbstractListModel>
#include <QFrame>
#include <QStyledItemDelegate>
#include <vector>

#include "ui/models/prompt_completion.h"

class QListView;

namespace imagelab {

class CompletionModel : public QAbstractListModel {
    Q_OBJECT
  public:
    using QAbstractListModel::QAbstractListModel;
    void set(std::vector<Completion> completions);
    const Completion& at(int row) const { return completions_[static_cast<size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    std::vector<Completion> completions_;
};

// A line each: the name in the colour of its kind, behind the alias by which it was found, and on the right how often it is used or what
// it is.
class CompletionDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    CompletionDelegate(const CompletionModel& model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    const CompletionModel& model_;
};

// A list over the window, which never takes the focus: whoever shows it moves its current row. None is current at first. A screen reader
// hears each.
class CompletionPopup : public QFrame {
    Q_OBJECT
  public:
    explicit CompletionPopup(QWidget* window);
    void show_at(const QRect& cursor, std::vector<Completion> completions);  // the cursor's place in the window
    void step(int rows);                                                     // from the last row to none and from none to the first
    int row() const;                                                         // -1: none
    const CompletionModel& model() const { return *model_; }

  signals:
    void chosen(int row);  // with the mouse

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void tell();
    CompletionModel* model_;
    QListView* list_;
};

}  // namespace imagelab
