#pragma once
#include <QFrame>

class QLabel;
class QPushButton;

namespace imagelab {

// What went wrong and what to do, in the window itself; stays until it is closed or the next job goes well.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);
    void show_error(const QString& message, const QString& details);
    void show_notice(const QString& message, const QString& details);  // went well, with something to know; Undo is offered
    bool is_error() const { return error_; }
    QString message() const;
    QString details() const { return details_; }

  signals:
    void undo_wanted();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* icon_;
    QLabel* message_;
    QString details_;
    QPushButton* undo_;
    bool error_ = true;
};

}  // namespace imagelab
