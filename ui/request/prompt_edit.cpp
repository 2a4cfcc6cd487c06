#include "ui/request/prompt_edit.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/models/pasted_settings.h"
#include "ui/models/prompt_completion.h"
#include "ui/models/weigh_words.h"

namespace imagelab {
namespace {

QTextCharFormat format_of(PromptSpan::Kind kind, const Colors& c) {
    QTextCharFormat format;
    switch (kind) {
        case PromptSpan::Kind::weight:
            format.setForeground(c.blue);
            break;
        case PromptSpan::Kind::edit:
            format.setForeground(c.teal);
            break;
        case PromptSpan::Kind::keyword:
            format.setForeground(c.violet);
            break;
        case PromptSpan::Kind::network:
            format.setForeground(c.green);
            break;
        case PromptSpan::Kind::unmatched:
            format.setForeground(c.warning_text);
            format.setUnderlineColor(c.warning_text);
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            break;
    }
    return format;
}

}  // namespace

PromptEdit::PromptEdit(int least_lines, int most_lines, QWidget* parent)
    : QPlainTextEdit(parent), least_lines_(least_lines), most_lines_(most_lines) {
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::StyledPanel);
    document()->setDocumentMargin(7);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        show_marks();
        if (quiet_) return;
        recalled_ = -1;
        emit edited(toPlainText());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &PromptEdit::show_pair);
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
    show_marks();
}

void PromptEdit::set_rules(const PromptRules& rules) {
    const QStringList names = rules_.names;
    rules_ = rules;
    rules_.names = names;
    show_marks();
}

void PromptEdit::set_names(const QStringList& names) {
    rules_.names = names;
    show_marks();
}

void PromptEdit::set_chunk_starts(const std::vector<qsizetype>& places) {
    chunk_starts_.clear();
    for (const qsizetype place : places) {
        QTextCursor cursor(document());
        cursor.setPosition(static_cast<int>(std::min<qsizetype>(place, document()->characterCount() - 1)));
        chunk_starts_.push_back(cursor);
    }
    viewport()->update();
}

std::vector<int> PromptEdit::chunk_starts() const {
    std::vector<int> places;
    for (const QTextCursor& cursor : chunk_starts_) places.push_back(cursor.position());
    return places;
}

void PromptEdit::show_marks() {
    QList<QTextEdit::ExtraSelection> marks;
    const Colors& c = colors(this);
    const auto mark = [&](int begin, int end, const QTextCharFormat& format) {
        QTextEdit::ExtraSelection selection{QTextCursor(document()), format};
        selection.cursor.setPosition(begin);
        selection.cursor.setPosition(end, QTextCursor::KeepAnchor);
        marks << selection;
    };
    const QString text = toPlainText();
    for (const PromptSpan& span : prompt_spans(text, rules_)) mark(span.begin, span.begin + span.length, format_of(span.kind, c));
    pair_ = pair_at_cursor();
    if (pair_) {
        QTextCharFormat format;
        format.setBackground(c.border);
        format.setForeground(c.text);
        for (const int at : {pair_->first, pair_->second}) mark(at, at + 1, format);
    }
    const int last = document()->characterCount() - 1;
    if (unread_ >= 0 && unread_ < last) {
        QTextCharFormat format;
        format.setForeground(c.disabled);
        format.setFontStrikeOut(true);
        mark(static_cast<int>(unread_), last, format);
    }
    setExtraSelections(marks);
}

std::optional<std::pair<int, int>> PromptEdit::pair_at_cursor() const {
    return hasFocus() ? bracket_pair_at(toPlainText(), textCursor().position(), rules_) : std::nullopt;
}

void PromptEdit::show_pair() {
    if (pair_at_cursor() != pair_) show_marks();
}

void PromptEdit::replace(int begin, int end, const QString& with) {
    {
        const QScopedValueRollback<bool> quiet(quiet_, true);
        QTextCursor cursor(document());
        cursor.setPosition(begin);
        cursor.setPosition(end, QTextCursor::KeepAnchor);
        cursor.insertText(with);
        setTextCursor(cursor);
    }
    recalled_ = -1;
    emit edited(toPlainText());
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

void PromptEdit::insert_part(const QString& words) {
    const QString text = toPlainText();
    const int begin = textCursor().selectionStart(), end = textCursor().selectionEnd();
    replace(begin, end, part_between(text.left(begin), words, text.mid(end)));
}

bool PromptEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip && tell_chunk(static_cast<QHelpEvent*>(event))) return true;
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
    const int before = document()->revision();
    QPlainTextEdit::keyPressEvent(event);
    const bool words = !event->text().isEmpty() && event->modifiers() != Qt::ControlModifier;
    if (document()->revision() != before && words) emit typed();
}

void PromptEdit::inputMethodEvent(QInputMethodEvent* event) {
    const bool committed = !event->commitString().isEmpty();
    QPlainTextEdit::inputMethodEvent(event);
    if (committed) emit typed();
}

void PromptEdit::contextMenuEvent(QContextMenuEvent* event) {
    QMenu* menu = createStandardContextMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSeparator();
    QAction* save = menu->addAction(tr("Save the selected words…"));
    save->setEnabled(textCursor().hasSelection());
    connect(save, &QAction::triggered, this, [this] { emit part_wanted(textCursor().selection().toPlainText()); });
    menu->popup(event->globalPos());
}

void PromptEdit::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    if (chunk_starts_.empty()) return;
    QPainter painter(viewport());
    for (const QTextCursor& start : chunk_starts_) {
        const QRect at = cursorRect(start);
        painter.fillRect(QRect(std::max(0, at.left() - 3), at.top(), 2, at.height()), colors(this).violet);
    }
}

bool PromptEdit::tell_chunk(QHelpEvent* event) {
    constexpr int near = 5;  // pixels
    for (const QTextCursor& start : chunk_starts_) {
        if (!cursorRect(start).adjusted(-near, 0, near, 0).contains(viewport()->mapFromGlobal(event->globalPos()))) continue;
        QToolTip::showText(event->globalPos(), tr("The model's next chunk of the prompt begins here."), this);
        return true;
    }
    return false;
}

void PromptEdit::focusInEvent(QFocusEvent* event) {
    QPlainTextEdit::focusInEvent(event);
    show_marks();
    update();
}

void PromptEdit::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    show_marks();
    update();
}

void PromptEdit::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void PromptEdit::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) fit();
    if (event->type() == QEvent::PaletteChange) show_marks();
}

void PromptEdit::insertFromMimeData(const QMimeData* source) {
    if (source->hasUrls()) return;  // files are for the window
    if (source->hasText() && holds_settings(source->text())) return emit whole_text_pasted(source->text());
    QPlainTextEdit::insertFromMimeData(source);
}

}  // namespace imagelab
