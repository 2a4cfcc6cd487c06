#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/prompts/profiles.h"
#include "core/request/fields.h"

namespace imagelab {

// One option for each row of the field table that has one and is wanted.
class FieldOptions {
  public:
    FieldOptions(CLI::App& command, const std::function<bool(const RequestField&)>& wanted);
    FieldOptions(const FieldOptions&) = delete;
    FieldOptions& operator=(const FieldOptions&) = delete;

    // After parsing: fields whose options were given. A problem is told under the field's path.
    Result<void> override_fields(Request& request) const;
    std::string in_option_names(const std::string& problems) const;  // paths of given options as these are called
    bool given(const std::string& path) const;

  private:
    struct Given {
        const RequestField* field;
        CLI::Option* option;
        std::string word;                // as it was written; of a flag nothing
        std::vector<std::string> words;  // of a list
    };
    void add(const RequestField& field);

    CLI::App& command_;
    std::vector<Given> options_;  // filled once: parsing writes into its words
};

// The options of `generate` and `plan`. An option that is given overrides the field that --request FILE brought.
class RequestOptions {
  public:
    explicit RequestOptions(CLI::App& command);
    RequestOptions(const RequestOptions&) = delete;
    RequestOptions& operator=(const RequestOptions&) = delete;

    // After parsing, with its style profiles applied. A problem of a given option is told under the option's name, one of the file under
    // its JSON path.
    Result<Request> request() const;
    bool json() const { return json_; }

  private:
    std::string in_option_names(const std::string& problems) const { return fields_.in_option_names(problems); }
    bool given(const std::string& path) const { return fields_.given(path); }
    OpenSettings open_settings() const;
    Result<Request> with_profiles(Request request) const;
    Result<void> make_mask(Request& request) const;

    FieldOptions fields_;
    std::string file_;
    std::vector<std::string> profiles_;
    std::string mask_from_;
    bool json_ = false, fetches_ = false;
};

}  // namespace imagelab
