#pragma once
#include <QPlainTextEdit>
#include <QStringList>
#include <vector>

#include "ui/models/prompt_spans.h"

namespace imagelab {

// A text field that grows with its text between two heights. Tab leaves it; undo belongs to the document it edits; Up in the first
// line and Down in the last bring earlier texts, Ctrl+Up and Ctrl+Down weigh words. What the model reads as more than words is coloured,
// the bracket at the cursor is shown with its other one, and a thin line stands where the model's next chunk begins.
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
    void set_rules(const PromptRules& rules);                     // but for the names, which stay
    void set_names(const QStringList& names);                     // of textual inversions
    void set_chunk_starts(const std::vector<qsizetype>& places);  // they move with the text until they are set anew
    std::vector<int> chunk_starts() const;
    void replace(int begin, int end, const QString& with);  // as somebody would type it; the cursor stands behind it
    void insert_part(const QString& words);                 // in place of the selection, with commas where they are missing
    void set_history(const QStringList& newest_first) { history_ = newest_first; }

  signals:
    void edited(const QString& text);
    void typed();                                 // by keys or an input method, after edited()
    void part_wanted(const QString& words);       // the selection is to be saved
    void whole_text_pasted(const QString& text);  // a picture's settings as A1111 writes them, which no prompt holds

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void fit();
    void show_marks();
    void show_pair();  // show_marks() where the cursor came to another pair of brackets
    std::optional<std::pair<int, int>> pair_at_cursor() const;
    bool tell_chunk(QHelpEvent* event);
    bool recall(int direction);
    int least_lines_, most_lines_;
    bool quiet_ = false;
    QStringList history_;
    int recalled_ = -1;  // index in history_; -1: the text of one's own
    QString own_text_;
    qsizetype unread_ = -1;
    PromptRules rules_;
    std::optional<std::pair<int, int>> pair_;  // of brackets that is marked
    std::vector<QTextCursor> chunk_starts_;
};

}  // namespace imagelab
