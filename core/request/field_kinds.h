#pragma once
// How rows of the field table are made: one function a type of value, and what a row may say beside.
#include <algorithm>
#include <functional>
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
    Row& of_suites() { return in_suites = true, *this; }
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

// `At` is where a value stands in a request: a pointer to its member, or [](auto& request) -> auto& { return request.mask.blur; }.
template <class At>
void bind(Row& row, At at) {
    row.copy = [at](const Request& from, Request& to) { std::invoke(at, to) = std::invoke(at, from); };
}
template <class At>
using ValueAt = std::remove_cvref_t<std::invoke_result_t<At, Request&>>;

template <class At>
Row integer(std::string path, At at, std::type_identity_t<ValueAt<At>> low, std::type_identity_t<ValueAt<At>> high) {
    using Number = ValueAt<At>;
    Row row(std::move(path), RequestField::Type::integer, {{"type", "integer"}, {"minimum", low}});
    row.allowed = "an integer from " + std::to_string(low) + " to " + std::to_string(high);
    row.range = {static_cast<double>(low), static_cast<double>(high)};
    bind(row, at);
    row.read = [at, path = row.path](const json& value, const json&, Request& request, Problems& problems) {
        constexpr auto largest = std::numeric_limits<Number>::max();
        if (!take_integer(value, std::invoke(at, request)))
            problems.push_back(path + ": " + is_not(value.dump(), "an integer up to " + std::to_string(largest)));
    };
    row.write = [at](const Request& request) { return json(std::invoke(at, request)); };
    row.wrong = [at, low, high, allowed = row.allowed](const Request& request) {
        const Number value = std::invoke(at, request);
        return low <= value && value <= high ? "" : is_not(std::to_string(value), allowed);
    };
    return row;
}

// Text or a truth, of any value.
template <class At>
Row plain(std::string path, At at, RequestField::Type type, const char* schema_type) {
    Row row(std::move(path), type, {{"type", schema_type}});
    bind(row, at);
    row.read = [at](const json& value, const json&, Request& request, Problems&) { std::invoke(at, request) = value.get<ValueAt<At>>(); };
    row.write = [at](const Request& request) { return json(std::invoke(at, request)); };
    return row;
}
template <class At>
Row text(std::string path, At at) {
    return plain(std::move(path), at, RequestField::Type::text, "string").may_be("text");
}
template <class At>
Row boolean(std::string path, At at) {
    return plain(std::move(path), at, RequestField::Type::boolean, "boolean").may_be("true or false");
}

// What is wrong with the share of the steps in which something counts; empty: nothing.
std::string wrong_span(double start, double end);
std::string range_text(double low, double high);  // "a number from 0 to 1"
json bound(double limit);                         // 1 rather than 1.0, as messages say it

template <class At>
Row number(std::string path, At at, double low, double high) {
    Row row =
        plain(std::move(path), at, RequestField::Type::number, "number").in_schema("minimum", bound(low)).may_be(range_text(low, high));
    row.range = {low, high};
    row.wrong = [at, low, high, allowed = row.allowed](const Request& request) {
        const double value = std::invoke(at, request);
        return low <= value && value <= high ? "" : is_not(number_text(value), allowed);
    };
    return row;
}

// A value that may be absent: not written then, and read wherever it stands. `check` is of the number in it.
template <class At>
Row optional_value(Row row, At at) {
    using Value = typename ValueAt<At>::value_type;
    bind(row, at);
    row.read = [at](const json& value, const json&, Request& request, Problems&) { std::invoke(at, request) = value.get<Value>(); };
    row.write = [at](const Request& request) {
        const auto& value = std::invoke(at, request);
        return value ? json(*value) : json();
    };
    return row;
}
template <class At>
Row optional_number(std::string path, At at, double low, double high) {
    Row row = optional_value(
        Row(std::move(path), RequestField::Type::number, {{"type", "number"}, {"minimum", bound(low)}, {"maximum", bound(high)}}), at);
    row.allowed = range_text(low, high);
    row.range = {low, high};
    row.wrong = [at, low, high, allowed = row.allowed](const Request& request) {
        const auto& value = std::invoke(at, request);
        return !value || (low <= *value && *value <= high) ? "" : is_not(number_text(*value), allowed);
    };
    return row;
}

// The numbers of "1,2.5,3"; none: it is written otherwise. With a count exactly so many.
std::optional<std::vector<double>> numbers_in(const std::string& text, std::optional<size_t> count = std::nullopt);

// What "name=value,name=value" means as an item of a list, on top of `item`; a value may hold commas of its own where no name follows them.
// `schema` is the item's, `what` names it in messages ("a control"), `allowed` says how it is written.
Result<json> item_of_pairs(const std::string& word, const json& schema, json item, const std::string& what, const std::string& allowed);

// A list of objects at `at`: what an item of the JSON is, and back; why one is wrong (empty: it is not). `schema` is an item's.
template <class At>
using ItemAt = typename ValueAt<At>::value_type;
template <class At>
Row objects(std::string path, At at, json schema, ItemAt<At> (*from_json)(const json&), json (*to_json)(const ItemAt<At>&),
            std::string (*wrong)(const ItemAt<At>&)) {
    Row row(std::move(path), RequestField::Type::list, {{"type", "array"}, {"items", std::move(schema)}});
    bind(row, at);
    row.read = [at, from_json](const json& value, const json&, Request& request, Problems&) {
        auto& items = std::invoke(at, request);
        items.clear();
        for (const json& item : value) items.push_back(from_json(item));
    };
    row.write = [at, to_json](const Request& request) {
        json list = json::array();
        for (const auto& item : std::invoke(at, request)) list.push_back(to_json(item));
        return list;
    };
    row.wrong = [at, wrong](const Request& request) {
        for (const auto& item : std::invoke(at, request)) {
            if (std::string why = wrong(item); !why.empty()) return why;
        }
        return std::string();
    };
    return row;
}

// A row whose value, at `at`, stays at its default where `applies` does not hold: "is VALUE; allowed: `instead`". It is checked by itself
// first.
template <class At>
Row only_where(Row row, At at, bool (*applies)(const Request&), const char* instead) {
    const Request untouched;
    row.wrong = [wrong = row.wrong, write = row.write, usual = std::invoke(at, untouched), at, applies, instead](const Request& request) {
        const std::string own = wrong ? wrong(request) : "";
        if (!own.empty() || applies(request) || std::invoke(at, request) == usual) return own;
        return is_not(write(request).dump(), instead);
    };
    return row;
}

// Words that stand in an item of a list: the name of a value in such a table, and all names.
template <class Kind, size_t count>
const char* name_in(const std::pair<Kind, const char*> (&table)[count], Kind kind) {
    for (const auto& [value, name] : table) {
        if (value == kind) return name;
    }
    return "";
}
template <class Kind, size_t count>
json names_in(const std::pair<Kind, const char*> (&table)[count]) {
    json names = json::array();
    for (const auto& [value, name] : table) names.push_back(name);
    return names;
}

// Of the standard format, harmless, and without effect on pictures.
Row without_effect(std::string path, json schema);

// A member that is one of some words. `words` pairs each value with its names.
template <class Value, class At>
Row choice(std::string path, At at, std::vector<std::pair<Value, RequestField::Choice>> words) {
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
    bind(row, at);
    row.read = [at, words](const json& value, const json&, Request& request, Problems&) {
        for (const auto& [meant, names_of] : words) {
            if (value == names_of.json) std::invoke(at, request) = meant;
        }
    };
    row.write = [at, words](const Request& request) {
        for (const auto& [meant, names_of] : words) {
            if (std::invoke(at, request) == meant) return json(names_of.json);
        }
        return json();
    };
    return row;
}

}  // namespace imagelab::field
