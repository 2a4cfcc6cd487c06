#include "ui/request/prompt_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/models/weigh_words.h"

namespace imagelab {

PromptEdit::PromptEdit(int least_lines, int most_lines, QWidget* parent)
    : QPlainTextEdit(parent), least_lines_(least_lines), most_lines_(most_lines) {
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::StyledPanel);
    document()->setDocumentMargin(7);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        if (quiet_) return;
        recalled_ = -1;
        emit edited(toPlainText());
    });
    fit();
}

void PromptEdit::set_text(const QString& text) {
    const QString old = toPlainText();
    if (old == text) return;
    const QScopedValueRollback<bool> quiet(quiet_, true);
    const auto shorter = std::min(old.size(), text.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && old[head] == text[head]) ++head;
    while (tail < shorter - head && old[old.size() - 1 - tail] == text[text.size() - 1 - tail]) ++tail;
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(head));
    cursor.setPosition(static_cast<int>(old.size() - tail), QTextCursor::KeepAnchor);
    cursor.insertText(text.mid(head, text.size() - tail - head));
    setTextCursor(cursor);
}

void PromptEdit::set_lines(int least, int most) {
    if (least == least_lines_ && most == most_lines_) return;
    least_lines_ = least, most_lines_ = most;
    fit();
}

int PromptEdit::lines_in(int height) const {
    return static_cast<int>((height - 2 * document()->documentMargin() - 2 * frameWidth()) / fontMetrics().lineSpacing());
}

void PromptEdit::set_unread(qsizetype from) {
    unread_ = from;
    show_unread();
}

void PromptEdit::show_unread() {
    QList<QTextEdit::ExtraSelection> marks;
    if (unread_ >= 0 && unread_ < document()->characterCount() - 1) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(static_cast<int>(unread_));
        mark.cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
        mark.format.setForeground(colors(this).disabled);
        mark.format.setFontStrikeOut(true);
        marks << mark;
    }
    setExtraSelections(marks);
}

void PromptEdit::fit() {
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        blockBoundingRect(block);  // lays the block out
        lines += std::max(1, block.layout()->lineCount());
    }
    const double line = fontMetrics().lineSpacing();
    const int shown = std::clamp(lines, least_lines_, most_lines_);
    setVerticalScrollBarPolicy(lines > most_lines_ ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    const int height = static_cast<int>(std::ceil(shown * line + 2 * document()->documentMargin())) + 2 * frameWidth();
    if (height != minimumHeight() || height != maximumHeight()) setFixedHeight(height);
}

bool PromptEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

bool PromptEdit::recall(int direction) {
    const int next = recalled_ + direction;
    if (next < -1 || next >= history_.size()) return false;
    if (recalled_ == -1) own_text_ = toPlainText();
    const QString text = next == -1 ? own_text_ : history_[next];
    {
        const QScopedValueRollback<bool> quiet(quiet_, true);
        selectAll();
        textCursor().insertText(text);
    }
    recalled_ = next;
    emit edited(text);
    return true;
}

void PromptEdit::weigh(int steps) {
    const QString old = toPlainText();
    const Weighed next = weigh_words(old, textCursor().selectionStart(), textCursor().selectionEnd(), steps);
    if (next.text == old) return;
    {
        const QScopedValueRollback<bool> quiet(quiet_, true);
        set_text(next.text);
    }
    QTextCursor cursor = textCursor();
    cursor.setPosition(next.begin);
    cursor.setPosition(next.end, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    recalled_ = -1;
    emit edited(next.text);
}

void PromptEdit::keyPressEvent(QKeyEvent* event) {
    const bool control = (event->modifiers() & ~Qt::KeypadModifier) == Qt::ControlModifier;
    if (control && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) return weigh(event->key() == Qt::Key_Up ? 1 : -1);
    // Generate's key, while there is nothing to generate: no new line.
    if (control && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) return event->accept();
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        const bool up = event->key() == Qt::Key_Up;
        QTextCursor probe = textCursor();
        const bool at_edge = !probe.movePosition(up ? QTextCursor::Up : QTextCursor::Down);
        if (at_edge && recall(up ? 1 : -1)) return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::focusInEvent(QFocusEvent* event) {
    QPlainTextEdit::focusInEvent(event);
    update();
}

void PromptEdit::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    update();
}

void PromptEdit::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void PromptEdit::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) fit();
    if (event->type() == QEvent::PaletteChange) show_unread();
}

void PromptEdit::insertFromMimeData(const QMimeData* source) {
    if (!source->hasUrls()) QPlainTextEdit::insertFromMimeData(source);  // files are for the window
}

}  // namespace imagelab
