#pragma once
#include <QWidget>
#include <functional>
#include <map>

#include "ui/models/training_draft.h"
#include "ui/training/field_control.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace imagelab {

class Section;

// What a training is set up with: pictures, name, model, size, steps, what is trained, pictures on the way; the rest folded by parts of the
// table of fields, each with what in it is not as usual. What is wrong stands beneath its field; fields that others make useless are not
// shown.
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
    QLabel* problem(const std::string& field) const;        // null: the field is not here
    QPushButton& take_chosen() { return *take_chosen_; }
    FieldControl* control(const std::string& field) const;  // null: the field is not here

  signals:
    void changed();
    void folder_wanted();  // asks for one
    void chosen_wanted();  // the gallery's chosen pictures

  private:
    // A field's label, control and room for what is wrong, which are shown together.
    struct Row {
        QWidget *label = nullptr, *control = nullptr;
        QLabel* problem = nullptr;
    };
    // Words of the fields, in the order in which they stand (training_form_words.cpp).
    static std::vector<FieldWords> main_words();
    static std::vector<FieldWords> folded_words();
    static QString part_words(TrainingField::Part part);
    // Whether a field counts beside the others; `value`: of a field, null where it is as usual.
    static bool applies(const std::string& field, const std::function<nlohmann::json(const std::string&)>& value);

    void add(QGridLayout* grid, const std::string& field, const QString& label, QWidget* control, const QString& name,
             const QString& explanation);
    void add_field(QGridLayout* grid, const FieldWords& words);
    QWidget* make_folder(QWidget* parent);
    void make_folded(QLayout* column);
    void show_what_counts();
    nlohmann::json value_of(const std::string& field) const;

    QLineEdit *folder_, *name_, *sample_prompt_;
    QPushButton* take_chosen_;
    QLabel* pictures_;
    QSpinBox* sample_every_;
    std::vector<FieldControl*> controls_;
    std::map<TrainingField::Part, Section*> sections_;
    std::map<std::string, Row> rows_;
};

}  // namespace imagelab
