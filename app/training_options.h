#pragma once
// An option of the command line for each field of a training (core/training/fields.h).
#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/training/fields.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace imagelab {

class TrainingFieldOptions {
  public:
    explicit TrainingFieldOptions(CLI::App& command);
    // What was given takes its place in a configuration. Throws BadField.
    void override_fields(nlohmann::json& config) const;

  private:
    struct Given {
        const TrainingField* field;
        CLI::Option* option;
        std::string word;
    };
    std::deque<Given> options_;  // their words stay where they are
};

}  // namespace imagelab
