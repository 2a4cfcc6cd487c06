#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QCheckBox;
class QLabel;
class QToolButton;

namespace imagelab {

class ProfileModel;
class PromptEdit;
class RequestDocument;
class SavedPrompts;
class SavedPromptsPopup;

// The prompt, how much of it the model reads, and the prompts that were saved.
class PromptSection : public QWidget {
    Q_OBJECT
  public:
    PromptSection(RequestDocument& document, ModelReader& reader, const ProfileModel& profiles, SavedPrompts& saved,
                  QWidget* parent = nullptr);
    PromptEdit& edit() { return *edit_; }
    QString length_text() const;
    QString cut_text() const { return cut_words_; }  // the words at the end that are not read
    void show_saved();                               // the list of saved prompts
    void show_saved(const QString& selected);        // which can be saved as a part

  private:
    void show_request();
    void show_length(const PromptLength& length, qsizetype unread);

    RequestDocument& document_;
    ModelReader& reader_;
    PromptEdit* edit_;
    QLabel* length_;
    QLabel* cut_;
    QString cut_words_;
    QCheckBox* weights_;
    QCheckBox* dynamic_;
    QToolButton* saved_button_;
    SavedPromptsPopup* saved_;
};

}  // namespace imagelab
