#pragma once
#include <QPlainTextEdit>
#include <QStringList>

namespace imagelab {

// A text field that grows with its text between two heights. Tab leaves it; undo belongs to the document it edits; Up in the first
// line and Down in the last bring earlier texts, Ctrl+Up and Ctrl+Down weigh words.
class PromptEdit : public QPlainTextEdit {
    Q_OBJECT
  public:
    PromptEdit(int least_lines, int most_lines, QWidget* parent = nullptr);
    void set_text(const QString& text);   // keeps the caret where the texts agree; edited() is not sent
    void weigh(int steps);                // the selection or the word under the cursor, in tenths (ui/models/weigh_words.h)
    void set_lines(int least, int most);  // it grows with its text between them
    int lines_in(int height) const;       // whole ones
    void set_unread(qsizetype from);      // what stands from there on is greyed and struck: the model does not read it; -1: all is read
    qsizetype unread() const { return unread_; }
    void set_history(const QStringList& newest_first) { history_ = newest_first; }

  signals:
    void edited(const QString& text);

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

  private:
    void fit();
    void show_unread();
    bool recall(int direction);
    int least_lines_, most_lines_;
    bool quiet_ = false;
    QStringList history_;
    int recalled_ = -1;  // index in history_; -1: the text of one's own
    QString own_text_;
    qsizetype unread_ = -1;
};

}  // namespace imagelab
