#pragma once
#include <QWidget>
#include <map>

#include "ui/models/training_draft.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace imagelab {

class Section;

// What a training is set up with: pictures, name, model, size, steps, rank, learning rate, what is trained, pictures on the way; the rest
// folded. What is wrong stands beneath its field.
class TrainingForm : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingForm(QWidget* parent = nullptr);
    TrainingDraft draft() const;
    void set_draft(const TrainingDraft& draft);
    void set_folder(const QString& folder);
    void set_models(const std::vector<std::pair<QString, QString>>& models);    // name and path, those that can be trained
    void set_devices(const std::vector<std::pair<QString, QString>>& devices);  // name and id
    void set_chosen(int pictures);                                              // of the gallery
    void set_pictures(const QString& text);                                     // what the folder holds
    void show_problem(const std::string& field, const QString& text);           // of a field of docs/training.md; the others have none
    void clear_problems();
    QLineEdit& folder() { return *folder_; }
    QLineEdit& name() { return *name_; }
    QLabel* problem(const std::string& field) const;  // null: the field is not here
    QPushButton& take_chosen() { return *take_chosen_; }

  signals:
    void changed();
    void folder_wanted();  // asks for one
    void chosen_wanted();  // the gallery's chosen pictures

  private:
    void add(QGridLayout* grid, const std::string& field, const QString& label, QWidget* control, const QString& name,
             const QString& explanation);
    QWidget* make_rest();
    QComboBox* list(const std::vector<std::pair<QString, QString>>& entries);
    QSpinBox* whole(int least, int most, int value, const QString& special = {});
    QDoubleSpinBox* number(double least, double most, double value, int decimals, double step, const QString& special = {});
    void show_summary();

    QLineEdit *folder_, *name_, *sample_prompt_, *seed_;
    QPushButton* take_chosen_;
    QLabel* pictures_;
    QComboBox *model_, *trained_, *network_, *optimizer_, *schedule_, *dtype_, *device_, *naming_;
    QSpinBox *width_, *height_, *steps_, *rank_, *sample_every_, *batch_, *warmup_, *save_every_, *measure_every_, *patience_;
    QDoubleSpinBox *learning_rate_, *alpha_, *dropout_, *noise_offset_, *snr_gamma_, *clip_, *mean_, *held_out_;
    QCheckBox *flip_, *text_encoders_;
    Section* rest_;
    std::map<std::string, QLabel*> problems_;
};

}  // namespace imagelab
