#pragma once
#include <QObject>
#include <QPointer>
#include <QTextCursor>
#include <optional>

#include "ui/models/newest_work.h"
#include "ui/models/prompt_completion.h"
#include "ui/request/completion_popup.h"

class QKeyEvent;

namespace imagelab {

class PromptEdit;
class RequestDesk;
class RequestDocument;

// Offers what the word being typed in a prompt may become. Down goes into the list, Enter takes what is current in it, Tab that or the
// first, Esc closes it until the next word; with nothing current Up and Enter do what they always do. Goes with its prompt.
class PromptCompleter : public QObject {
    Q_OBJECT
  public:
    // `wanted`: it is the prompt, where LoRAs and styles can be named, and not the negative one.
    PromptCompleter(PromptEdit& edit, RequestDocument& document, RequestDesk& desk, bool wanted);
    const CompletionPopup* popup() const { return popup_; }  // null before something was offered
    bool is_open() const;

  signals:
    void trouble(const QString& message);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void look();
    void close();
    bool take_key(const QKeyEvent& event);
    static bool is_own_key(int key);
    void choose(int row);
    void draw(const QString& wildcard);
    void add_style(const Completion& style);
    const CompletionWords& words();
    bool weighed() const;

    PromptEdit& edit_;
    RequestDocument& document_;
    RequestDesk& desk_;
    const bool wanted_;
    QPointer<CompletionPopup> popup_;  // of the window, which may go first
    TypedWord word_;
    std::optional<int> dismissed_;  // where the word began for which the list was closed
    CompletionWords words_;
    QTextCursor drawn_place_;  // where a wildcard's line goes
    NewestWork drawing_;
};

}  // namespace imagelab
