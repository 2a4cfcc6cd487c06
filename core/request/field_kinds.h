#pragma once
// How rows of the field table are made: one function a type of value, and what a row may say beside.
#include <limits>

#include "core/request/fields.h"

namespace imagelab::field {

using nlohmann::json;

inline std::string is_not(const std::string& value, const std::string& allowed) {
    return "is " + value + "; allowed: " + allowed;
}
std::string number_text(double number);       // shortest text that reads back the same
std::string quoted(const std::string& text);  // "text"
bool is_none(const std::string& name);        // "", none, null: how payloads say that there is none

// A row, and the words that describe it.
struct Row : RequestField {
    Row(std::string at, Type kind, json part) {
        path = std::move(at);
        type = kind;
        schema = std::move(part);
    }
    Row& standard() { return extension = false, *this; }
    Row& needed() { return required = true, extension = false, *this; }
    Row& of_making() { return of_the_picture = false, *this; }
    Row& means(std::string sentence) { return help = std::move(sentence), *this; }
    Row& may_be(std::string words) { return allowed = std::move(words), *this; }
    Row& in(std::string measure) { return unit = std::move(measure), *this; }
    Row& opt(std::string name, std::string value) { return option = std::move(name), value_name = std::move(value), *this; }
    Row& flag(std::string name, json value) { return option = std::move(name), flag_value = std::move(value), *this; }
    Row& on_axis(std::string name) { return axis = std::move(name), *this; }
    Row& in_schema(const char* key, json value) { return schema[key] = std::move(value), *this; }
    Row& key(std::string name);  // of A1111's text, with the value as JSON has it
    Row& key(std::string name, std::function<std::string(const Request&)> value);
    Row& checked(std::function<std::string(const Request&)> check) { return wrong = std::move(check), *this; }
    Row& always_written() { return always_ = true, *this; }

    bool always_ = false;
};

// Integers beyond the range of the target are problems, not other numbers.
template <class Number>
bool take_integer(const json& value, Number& target) {
    const bool fits =
        value.is_number_unsigned() ? std::in_range<Number>(value.get<uint64_t>()) : std::in_range<Number>(value.get<int64_t>());
    if (fits) target = value.get<Number>();
    return fits;
}

template <class Value>
void bind(Row& row, Value Request::*member) {
    row.copy = [member](const Request& from, Request& to) { to.*member = from.*member; };
}

template <class Number>
Row integer(std::string path, Number Request::*member, Number low, Number high) {
    Row row(std::move(path), RequestField::Type::integer, {{"type", "integer"}, {"minimum", low}});
    row.allowed = "an integer from " + std::to_string(low) + " to " + std::to_string(high);
    bind(row, member);
    row.read = [member, path = row.path](const json& value, const json&, Request& request, Problems& problems) {
        constexpr auto largest = std::numeric_limits<Number>::max();
        if (!take_integer(value, request.*member))
            problems.push_back(path + ": " + is_not(value.dump(), "an integer up to " + std::to_string(largest)));
    };
    row.write = [member](const Request& request) { return json(request.*member); };
    row.wrong = [member, low, high, allowed = row.allowed](const Request& request) {
        const Number value = request.*member;
        return low <= value && value <= high ? "" : is_not(std::to_string(value), allowed);
    };
    return row;
}

Row number(std::string path, double Request::*member, double low, double high);
Row text(std::string path, std::string Request::*member);
Row boolean(std::string path, bool Request::*member);
// Of the standard format, harmless, and without effect on pictures.
Row without_effect(std::string path, json schema);
// A field of a feature that is not built. `asked` says what a value asks for, each refused by this name ("LoRA (\"ink\")"); empty: the
// value asks for nothing.
Row not_built(std::string path, json schema, std::string allowed, std::function<std::vector<std::string>(const json&)> asked);

// A member that is one of some words. `words` pairs each value with its names.
template <class Value, class Member>
Row choice(std::string path, Member Request::*member, std::vector<std::pair<Value, RequestField::Choice>> words) {
    json names = json::array();
    std::string allowed;
    Row row(std::move(path), RequestField::Type::choice, {{"type", "string"}});
    for (const auto& [value, names_of] : words) {
        if (std::find(names.begin(), names.end(), names_of.json) == names.end()) names.push_back(names_of.json);
        allowed += (allowed.empty() ? "" : ", ") + names_of.option;
        row.choices.push_back(names_of);
    }
    row.schema["enum"] = names;
    row.allowed = "one of " + allowed;
    bind(row, member);
    row.read = [member, words](const json& value, const json&, Request& request, Problems&) {
        for (const auto& [meant, names_of] : words) {
            if (value == names_of.json) request.*member = meant;
        }
    };
    row.write = [member, words](const Request& request) {
        for (const auto& [meant, names_of] : words) {
            if (request.*member == meant) return json(names_of.json);
        }
        return json();
    };
    return row;
}

}  // namespace imagelab::field
