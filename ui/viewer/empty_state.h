#pragma once
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
};

}  // namespace imagelab
