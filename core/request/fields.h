#pragma once
// The table of a request's fields: what each is called in JSON, on the command line, in A1111's text and on a grid's axes, what it may
// be, and how it is read and written. JSON, its schema, the options, the window's differences, copies and undo, and docs/request.md read
// this table. A new field is a member of Request, a row here, a control in ui/request, what uses it, and a test.
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

using Problems = std::vector<std::string>;  // each "path: is VALUE; allowed: ..."

struct RequestField {
    enum class Type { text, integer, number, boolean, choice, list };
    // One allowed word of a choice: in JSON, and on the command line.
    struct Choice {
        std::string json, option;
    };

    std::string path;  // "scheduler.steps"
    Type type = Type::text;
    nlohmann::json schema;       // draft-07, without its description
    bool required = false;       // the standard format asks for it
    bool extension = true;       // no part of the standard format
    bool of_the_picture = true;  // says what is drawn; false: where and how it is made and kept
    bool in_suites = false;      // a model suite may hold it (core/library/model_suites.h)
    std::string unit;            // "pixels"; empty: none
    struct Range {
        double least, most;
    };
    std::optional<Range> range;  // of a number, both ends allowed
    std::string allowed;         // "an integer from 1 to 1000"
    std::string help;            // one sentence
    std::vector<Choice> choices;

    std::string option;      // "--steps"; empty: none
    std::string value_name;  // "N"; empty: a flag, which sets flag_value
    nlohmann::json flag_value;
    std::string a1111;  // its key in A1111's text; empty: none
    std::string axis;   // its name as an axis of a grid; empty: none

    // From the JSON `value`, which fits the schema; problems are added. `payload` is the whole request.
    std::function<void(const nlohmann::json& value, const nlohmann::json& payload, Request&, Problems&)> read;
    std::function<nlohmann::json(const Request&)> write;             // null: it has no value, or that which is meant where it is absent
    std::function<void(const Request& from, Request& to)> copy;      // empty: no part of Request
    std::function<std::string(const Request&)> wrong;                // empty where the value is allowed, else "is VALUE; allowed: ..."
    std::function<std::string(const Request&)> a1111_value;          // empty: left out; null: written by hand (core/metadata/a1111_text)
    std::function<Result<nlohmann::json>(const std::string&)> item;  // of a list that has an option: what one word of it means
};

std::span<const RequestField> request_fields();
const RequestField& request_field(std::string_view path);  // throws Error where there is none

bool same_field(const RequestField& field, const Request& a, const Request& b);
// The JSON value that a word of the command line or of a grid's axis means; the failure says what is allowed.
Result<nlohmann::json> field_value(const RequestField& field, const std::string& word);
// Sets one field from such a word: "path: is ...; allowed: ..." where it cannot be.
Result<void> set_field(Request& request, const RequestField& field, const std::string& word);
std::vector<std::string> choice_options(const RequestField& field);
// A field of suites that was set, and is as in a new request, is noted in Request::suite_leaves where a suite is still to be filled in.
void keep_from_suite(Request& request, const RequestField& field);

}  // namespace imagelab
