#pragma once
#include <QStyledItemDelegate>

namespace imagelab {

// A name above a quieter line of detail, each ending in an ellipsis where it does not fit. With roles for them: a picture on the left, a
// text that warns instead of the detail.
class TwoLineDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    explicit TwoLineDelegate(int detail_role, QObject* parent = nullptr) : QStyledItemDelegate(parent), detail_role_(detail_role) {}
    void set_warning_role(int role) { warning_role_ = role; }
    void set_fraction_role(int role) { fraction_role_ = role; }  // 0..1: a bar below; negative: none
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    int detail_role_, warning_role_ = -1, fraction_role_ = -1;
};

}  // namespace imagelab
