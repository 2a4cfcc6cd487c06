#pragma once
#include <QFrame>

class QLabel;
class QPushButton;

namespace imagelab {

// What a button of a message does: the command that is named, with words for the button.
struct BannerHelp {
    QString command, button;
};

// What went wrong and what to do, what should be known, or what is to be decided, in the window itself; stays until it is closed or the
// next job goes well.
class Banner : public QFrame {
    Q_OBJECT
  public:
    explicit Banner(QWidget* parent = nullptr);
    void show_error(const QString& message, const QString& details, const BannerHelp& help = {});  // help: what may mend it
    void show_notice(const QString& message, const QString& details);  // went well, with something to know; Undo is offered
    // Waits for a yes: `answer` is the button that says it, closing the banner a no. Another message takes its place.
    void show_question(const QString& message, const QString& answer);
    bool is_error() const { return error_; }
    QString message() const;
    QString details() const { return details_; }

  signals:
    void undo_wanted();
    void answered();                              // with yes
    void command_wanted(const QString& command);  // of the help

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
    QPushButton* help_;
    QString command_;
    bool error_ = true;
};

}  // namespace imagelab
