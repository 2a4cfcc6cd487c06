#pragma once
#include <QFrame>

class QLabel;

namespace imagelab {

// What went wrong and what to do, in the window itself; stays until it is closed or the next job goes well.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);
    void show_error(const QString& message, const QString& details);
    QString details() const { return details_; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* icon_;
    QLabel* message_;
    QString details_;
};

}  // namespace imagelab
