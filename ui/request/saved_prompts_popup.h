#pragma once
#include <QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace imagelab {

class RequestDocument;
class SavedPrompts;

// A list that opens at a button: saved prompts and presets to use, rename or remove, and a field to save the one being edited.
class SavedPromptsPopup : public QFrame {
    Q_OBJECT
  public:
    SavedPromptsPopup(SavedPrompts& saved, RequestDocument& document, QWidget* parent);
    void open_at(QWidget* button);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void use(int row);
    void save();
    void show_state();
    SavedPrompts& saved_;
    RequestDocument& document_;
    QListView* list_;
    QLabel* empty_;
    QLineEdit* name_;
    QCheckBox* all_settings_;
    QPushButton* save_;
    QPushButton* rename_;
    QPushButton* use_;
    QPushButton* remove_;
};

}  // namespace imagelab
