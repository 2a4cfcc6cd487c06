#pragma once
#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace imagelab {

class RequestDocument;
class SavedPrompts;

// A list that opens at a button: saved prompts, presets and parts of prompts to use, rename or remove, and a field to save the one being
// edited, or what is selected of it.
class SavedPromptsPopup : public QFrame {
    Q_OBJECT
  public:
    SavedPromptsPopup(SavedPrompts& saved, RequestDocument& document, QWidget* parent);
    void open_at(QWidget* button, const QString& selected);  // words that can be saved as a part

  signals:
    void part_chosen(const QString& words);

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
    QComboBox* what_;
    QString selected_;
    QPushButton* save_;
    QPushButton* rename_;
    QPushButton* use_;
    QPushButton* remove_;
};

}  // namespace imagelab
