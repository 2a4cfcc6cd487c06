#pragma once
#include <QFrame>

class QLabel;
class QPushButton;

namespace imagelab {

// What went wrong and what to do, what should be known, or what is to be decided, in the window itself; stays until it is closed or the
// next job goes well.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);
    void show_error(const QString& message, const QString& details);
    void show_notice(const QString& message, const QString& details);  // went well, with something to know; Undo is offered
    // Waits for a yes: `answer` is the button that says it, closing the banner a no. Another message takes its place.
    void show_question(const QString& message, const QString& answer);
    bool is_error() const { return error_; }
    QString message() const;
    QString details() const { return details_; }

  signals:
    void undo_wanted();
    void answered();  // with yes

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    enum class Kind { error, notice, question };
    void show_message(Kind kind, const QString& message, const QString& details);
    QLabel* icon_;
    QLabel* message_;
    QString details_;
    QPushButton* undo_;
    QPushButton* copy_;
    QPushButton* answer_;
    bool error_ = true;
};

}  // namespace imagelab
