#pragma once
#include <QObject>
#include <QString>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/training/fields.h"

class QWidget;

namespace imagelab {

// What the window calls a field of a training.
struct FieldWords {
    std::string field;
    QString label, name, explanation;  // before its control; for screen readers; one or two sentences
    QString special = {};              // what no value means, or the least one: "the model's"
    QString suffix = {};
    double step = 0;   // of a number; 0: as large as the number asks for
    int decimals = 2;  // of a number; -1: as it is typed
    std::vector<std::pair<QString, QString>> choices = {};  // name and value; of a choice, or of a text that is chosen from a list
};

// The control of one field, by its type.
class FieldControl : public QObject {
    Q_OBJECT
  public:
    FieldControl(const TrainingField& field, const FieldWords& words, QWidget* parent);
    const TrainingField& field() const { return field_; }
    QWidget* widget() const { return widget_; }
    nlohmann::json value() const;                // null: as usual
    void set_value(const nlohmann::json& value);  // null: as usual
    QString shown() const;                       // the value for people
    void set_choices(const std::vector<std::pair<QString, QString>>& choices);  // what is chosen stays

  signals:
    void changed();

  private:
    QWidget* make_number(const FieldWords& words, QWidget* parent);
    QWidget* make_line(const FieldWords& words, QWidget* parent);
    nlohmann::json given() const;

    const TrainingField& field_;
    const nlohmann::json usual_;
    const bool special_;  // the least value means none
    QWidget* widget_;
};

}  // namespace imagelab
