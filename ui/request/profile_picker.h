#pragma once
#include <QFrame>
#include <QStyledItemDelegate>

class QLabel;
class QLineEdit;
class QListView;

namespace imagelab {

class ProfileModel;
class RequestDocument;
class WordFilter;

// A style as a tile: its preview picture, its name, a mark where it is chosen.
class ProfileDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    ProfileDelegate(const RequestDocument& document, QObject* parent) : QStyledItemDelegate(parent), document_(document) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {120, 136}; }

  private:
    const RequestDocument& document_;
};

// All styles with a search field; opens at a button and stays open while several are chosen.
class ProfilePicker : public QFrame {
    Q_OBJECT
  public:
    ProfilePicker(ProfileModel& profiles, RequestDocument& document, QWidget* parent);
    void open_at(QWidget* button);
    QLineEdit& search() { return *search_; }
    QListView& list() { return *list_; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void toggle(const QModelIndex& index);
    void show_state();
    ProfileModel& profiles_;
    RequestDocument& document_;
    WordFilter* filter_;
    QLineEdit* search_;
    QListView* list_;
    QLabel* nothing_;  // in place of the list where nothing fits
    QLabel* about_;
};

}  // namespace imagelab
