#pragma once
#include <QObject>

#include "ui/models/model_facts.h"

namespace imagelab {

class ProfileModel;
class PromptEdit;
class RequestDocument;

// Greys and strikes out what the model does not read of a prompt, in the prompt itself, and marks where its chunks begin: what it gets is
// measured, with the words of the styles, whenever the request, the model or the styles change. Tells the prompt what the model reads.
class UnreadMarks : public QObject {
    Q_OBJECT
  public:
    enum class Of { prompt, negative_prompt };
    UnreadMarks(Of of, PromptEdit& edit, RequestDocument& document, ModelReader& reader, const ProfileModel& profiles);

  signals:
    void measured(const imagelab::PromptLength& length, qsizetype unread);  // unread: as PromptEdit::set_unread has it

  private:
    void measure();
    void tell(const PromptLength& length, qsizetype unread, const std::vector<qsizetype>& starts);
    Of of_;
    PromptEdit& edit_;
    RequestDocument& document_;
    ModelReader& reader_;
    const ProfileModel& profiles_;
    NewestWork measuring_;
};

QString cut_text(const PromptLength& length, qsizetype unread);  // the sentence on what is not read; empty: all is

}  // namespace imagelab
