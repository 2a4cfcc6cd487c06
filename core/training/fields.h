#pragma once
// The table of a training's fields: what each is called in a configuration, what it may be, what is meant where it is absent, and how it is
// read and written. The reader and the writer of configurations, HTTP's schema, the options of `imagelab train`, the window's form and
// docs/training.md read this table. A new field is a member of TrainingConfig, a row here, its words in ui/training/training_form_words, what
// uses it, and a test.
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/training/config.h"

namespace imagelab {

struct TrainingField {
    // texts: a list of them; pair: two numbers.
    enum class Type : uint8_t { text, texts, whole, number, pair, boolean, choice };
    // The headings of documents and of the form.
    enum class Part : uint8_t { data, network, learning, optimizer, loss, watching, running };

    std::string name;  // "rank"; of the object "optimizer" "optimizer.betas"
    Type type = Type::text;
    Part part = Part::data;
    double least = 0, most = 0;  // of numbers
    bool least_too = true;       // false: above it
    std::vector<std::string> choices;
    std::vector<OptimizerKind> of;  // of an optimiser's field: whose it is; elsewhere empty
    std::string usual;              // what is meant where it is absent, where that is no value: "the rank"; empty: that of TrainingConfig
    std::string help;               // one sentence, without its full stop
    bool computes = true;           // the numbers of a run follow from it: a saved state of another value is another run's
    bool bytes = false;             // counts bytes: 8GiB on the command line
    std::string option;             // "--rank"; empty: none

    std::function<void(TrainingConfig&, const nlohmann::json&)> read;  // throws BadField
    std::function<nlohmann::json(const TrainingConfig&)> write;        // null: absent
};

// In the order of documents and forms: part by part.
std::span<const TrainingField> training_fields();
const TrainingField* find_training_field(std::string_view name);  // null: there is none
bool has_field(OptimizerKind kind, const TrainingField& field);   // also where the field is no optimiser's
std::string_view part_title(TrainingField::Part part);            // "Pictures and captions"

std::string allowed_text(const TrainingField& field);  // "a whole number from 1 to 4096"
// The value that a word of the command line means; lists have commas between their items. Throws BadField.
nlohmann::json training_value(const TrainingField& field, const std::string& word);

std::string training_fields_markdown();  // the table of docs/training.md

}  // namespace imagelab
