#pragma once
#include <QList>
#include <QWidget>

namespace imagelab {

// Before the first picture: what to do, and three prompts to try.
class EmptyState : public QWidget {
    Q_OBJECT
  public:
    explicit EmptyState(QWidget* parent = nullptr);

  signals:
    void example_chosen(const QString& prompt);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QList<QWidget*> spared_;  // where there is too little room, in this order
};

}  // namespace imagelab
