#include "ui/request/prompt_completer.h"

#include <QKeyEvent>
#include <QRandomGenerator>
#include <QTextCursor>
#include <algorithm>

#include "core/base/paths.h"
#include "ui/models/request_document.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/request_desk.h"

namespace imagelab {

PromptCompleter::PromptCompleter(PromptEdit& edit, RequestDocument& document, RequestDesk& desk, bool wanted)
    : QObject(&edit), edit_(edit), document_(document), desk_(desk), wanted_(wanted) {
    edit_.installEventFilter(this);
    edit_.viewport()->installEventFilter(this);
    connect(&edit_, &PromptEdit::typed, this, &PromptCompleter::look);
    connect(&desk_.completion, &CompletionFiles::changed, this, [this] { edit_.set_names(desk_.completion.embeddings()); });
}

bool PromptCompleter::is_open() const {
    return popup_ && popup_->isVisible();
}

void PromptCompleter::close() {
    if (popup_) popup_->hide();
}

const CompletionWords& PromptCompleter::words() {
    words_ = {desk_.completion.tags(), {}, desk_.completion.embeddings(), desk_.completion.wildcards(), {}, {}};
    for (const SavedPrompt& saved : desk_.saved.prompts())
        if (saved.part) words_.parts.push_back({saved.name, saved.prompt, saved.prompt});
    if (!wanted_) return words_;
    for (const ModelFile& model : desk_.library.models())
        if (model.kind == "lora") words_.loras << QString::fromStdString(model.name);
    for (const StyleProfile& profile : desk_.profiles.library().profiles())
        words_.styles.push_back(
            {QString::fromStdString(profile.name), QString::fromStdString(profile.about), QString::fromStdString(profile.id)});
    return words_;
}

bool PromptCompleter::weighed() const {
    const auto facts = desk_.reader.facts();
    return document_.request().prompt_weights && (!facts || facts->reader.weighs);
}

void PromptCompleter::look() {
    if (edit_.textCursor().hasSelection()) return close();
    word_ = typed_word(edit_.toPlainText(), edit_.textCursor().position());
    if (word_.kind == TypedWord::Kind::none || dismissed_ != word_.begin) dismissed_.reset();
    if (word_.kind == TypedWord::Kind::none || dismissed_) return close();
    auto found = completions(word_, words());
    if (found.empty()) return close();
    if (!popup_) {
        popup_ = new CompletionPopup(edit_.window());
        connect(&edit_, &QObject::destroyed, popup_.data(), &QObject::deleteLater);
        connect(popup_.data(), &CompletionPopup::chosen, this, &PromptCompleter::choose);
    }
    if (popup_->parentWidget() != edit_.window()) popup_->setParent(edit_.window());  // the panel was made a window of its own
    const QRect cursor = edit_.cursorRect();
    popup_->show_at(QRect(edit_.viewport()->mapTo(edit_.window(), cursor.topLeft()), cursor.size()), std::move(found));
}

bool PromptCompleter::is_own_key(int key) {
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Tab ||
           key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape;
}

bool PromptCompleter::take_key(const QKeyEvent& event) {
    constexpr int page = 7;
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier || !is_own_key(event.key())) {
        if (event.text().isEmpty() && event.key() != Qt::Key_Shift) close();  // the cursor goes elsewhere
        return false;
    }
    const bool inside = popup_->row() >= 0;
    switch (event.key()) {
        case Qt::Key_Escape:
            dismissed_ = word_.begin;
            close();
            return true;
        case Qt::Key_Tab:
            choose(std::max(0, popup_->row()));
            return true;
        case Qt::Key_Down:
            popup_->step(1);
            return true;
        case Qt::Key_PageDown:
            popup_->step(inside ? std::min(page, popup_->model().rowCount() - 1 - popup_->row()) : 1);
            return true;
        default:
            break;
    }
    if (!inside) {
        close();
        return false;
    }
    if (event.key() == Qt::Key_Up) popup_->step(-1);
    if (event.key() == Qt::Key_PageUp) popup_->step(-std::min(page, popup_->row()));
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) choose(popup_->row());
    return true;
}

bool PromptCompleter::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &edit_ && event->type() == QEvent::FocusIn) desk_.completion.refresh_if_begun();
    if (!is_open()) return QObject::eventFilter(watched, event);
    if (watched == edit_.viewport()) {
        if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::Wheel) close();
        return QObject::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide) close();
    if (event->type() == QEvent::ShortcutOverride) {  // or Esc would stop what runs
        const auto& key = static_cast<const QKeyEvent&>(*event);
        if ((key.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier || !is_own_key(key.key())) return false;
        event->accept();
        return true;
    }
    return event->type() == QEvent::KeyPress ? take_key(static_cast<const QKeyEvent&>(*event)) : QObject::eventFilter(watched, event);
}

void PromptCompleter::choose(int row) {
    if (!is_open() || row < 0 || row >= popup_->model().rowCount()) return;
    const Completion chosen = popup_->model().at(row);
    close();
    if (chosen.kind == Completion::Kind::wildcard) return draw(chosen.value);
    if (chosen.kind == Completion::Kind::style) return add_style(chosen);
    const Replacement made = replacement(edit_.toPlainText(), word_, chosen, weighed());
    edit_.replace(made.begin, made.end, made.with);
}

// Its place in the document moves with what is typed meanwhile.
void PromptCompleter::draw(const QString& wildcard) {
    if (document_.request().dynamic_prompts) {  // each run draws its own
        Completion named;
        named.kind = Completion::Kind::wildcard;
        named.value = "__" + wildcard + "__";
        const Replacement made = replacement(edit_.toPlainText(), word_, named, weighed());
        return edit_.replace(made.begin, made.end, made.with);
    }
    drawn_place_ = QTextCursor(edit_.document());
    drawn_place_.setPosition(word_.begin);
    drawn_place_.setPosition(word_.end, QTextCursor::KeepAnchor);
    drawing_.start([this, name = wildcard.toStdString(), seed = QRandomGenerator::global()->generate64()]() -> NewestWork::Deliver {
        const Result<std::string> line = drawn_from_wildcard(name, data_dir(), seed);
        return [this, line] {
            if (!line) return emit trouble(QString::fromStdString(line.error()));
            const TypedWord word{TypedWord::Kind::wildcard, drawn_place_.selectionStart(), drawn_place_.selectionEnd(), {}};
            Completion drawn;
            drawn.kind = Completion::Kind::wildcard;
            drawn.value = QString::fromStdString(*line);
            const Replacement made = replacement(edit_.toPlainText(), word, drawn, weighed());
            edit_.replace(made.begin, made.end, made.with);
        };
    });
}

// With what was typed for it taken away, in one step.
void PromptCompleter::add_style(const Completion& style) {
    const std::string id = style.value.toStdString();
    const QString text = edit_.toPlainText();
    const Replacement made = replacement(text, word_, style, weighed());
    Request next = document_.request();
    next.prompt = (text.left(made.begin) + made.with + text.mid(made.end)).toStdString();
    const auto& uses = next.style.profiles;
    const bool used = std::any_of(uses.begin(), uses.end(), [&](const StyleUse& use) { return use.name == id; });
    document_.edit(used ? next : desk_.profiles.with(next, id), tr("style %1").arg(style.name));
}

}  // namespace imagelab
