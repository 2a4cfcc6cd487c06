#pragma once
#include <QWidget>

class QLabel;

namespace imagelab {

class ModelReader;
class ProfileModel;
class PromptEdit;
class RequestDocument;
struct PromptLength;

// The negative prompt, below its name. None and an empty one differ: emptied, it is none (SamplingSection asks for an empty one).
class NegativeSection : public QWidget {
    Q_OBJECT
  public:
    NegativeSection(RequestDocument& document, ModelReader& reader, const ProfileModel& profiles, QWidget* parent = nullptr);

    PromptEdit& edit() { return *text_; }

  private:
    void show_request();
    void show_length(const PromptLength& length, qsizetype unread);
    RequestDocument& document_;
    PromptEdit* text_;
    QLabel* name_;
    QLabel* cut_;  // that the model does not read all of it
};

}  // namespace imagelab
