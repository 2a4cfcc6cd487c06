#include "serve/schema.h"

#include <charconv>
#include <cmath>

#include "core/base/json_reader.h"
#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab::serve {

using nlohmann::json;

namespace {

Schema described(Schema schema, const std::string& about) {
    if (!about.empty()) schema["description"] = about;
    return schema;
}

Schema object_of(const std::vector<Property>& properties, const std::string& about, bool closed) {
    Schema schema{{"type", "object"}, {"properties", json::object()}};
    for (const Property& property : properties) {
        const bool needed = property.name.ends_with('*');
        const std::string name = needed ? property.name.substr(0, property.name.size() - 1) : property.name;
        schema["properties"][name] = property.schema;
        if (needed) schema["required"].push_back(name);
    }
    if (closed) schema["additionalProperties"] = false;
    return described(std::move(schema), about);
}

bool is_whole(const json& value) {
    if (value.is_number_integer()) return true;
    if (!value.is_number_float()) return false;
    const double real = value.get<double>();
    return std::isfinite(real) && std::floor(real) == real && std::abs(real) < 0x1p63;
}

bool is_a(const json& value, const std::string& type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return is_whole(value);
    if (type == "number") return value.is_number() && std::isfinite(value.get<double>());
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return type == "null" && value.is_null();
}

std::string shown(const json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::string called(const std::string& type) {
    if (type == "string") return "a text";
    if (type == "integer") return "a whole number";
    if (type == "number") return "a number";
    if (type == "boolean") return "true or false";
    if (type == "array") return "a list";
    if (type == "object") return "an object";
    return "null";
}

std::string type_problem(const Schema& schema, const json& value) {
    const auto type = schema.find("type");
    if (type == schema.end()) return {};
    std::string allowed;
    for (const json& one : type->is_array() ? *type : json::array({*type})) {
        if (is_a(value, one.get<std::string>())) return {};
        allowed += (allowed.empty() ? "" : " or ") + called(one.get<std::string>());
    }
    return "is " + shown(value) + "; allowed: " + allowed;
}

std::string range_problem(const Schema& schema, const json& value) {
    if (!value.is_number()) return {};
    const double real = value.get<double>();
    const bool low = schema.contains("minimum") && real < schema["minimum"].get<double>();
    const bool high = schema.contains("maximum") && real > schema["maximum"].get<double>();
    const bool too_far = value.is_number_unsigned() && !schema.contains("maximum") && schema.contains("format") &&
                         value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX);
    if (too_far) return "is " + shown(value) + "; allowed: a whole number of 64 bits";
    if (!low && !high) return {};
    std::string allowed;
    if (schema.contains("minimum")) allowed += "from " + general_text(schema["minimum"].get<double>(), 17);
    if (schema.contains("maximum")) allowed += (allowed.empty() ? "" : " ") + ("to " + general_text(schema["maximum"].get<double>(), 17));
    return "is " + shown(value) + "; allowed: " + allowed;
}

std::string word_problem(const Schema& schema, const json& value) {
    const auto words = schema.find("enum");
    if (words == schema.end()) return {};
    std::string allowed;
    for (const json& word : *words) {
        if (word == value) return {};
        allowed += (allowed.empty() ? "" : ", ") + shown(word);
    }
    return "is " + shown(value) + "; allowed: " + allowed;
}

Disagreement inside_object(const Schema& schema, const json& value, const std::string& field) {
    const std::string before = field.empty() ? "" : field + ".";
    const auto named = schema.find("properties");
    if (const auto needed = schema.find("required"); needed != schema.end()) {
        for (const json& name : *needed) {
            if (!value.contains(name.get<std::string>())) return {before + name.get<std::string>(), "is missing"};
        }
    }
    const bool closed = schema.contains("additionalProperties") && schema["additionalProperties"] == false;
    for (const auto& [name, inner] : value.items()) {
        const bool known = named != schema.end() && named->contains(name);
        if (!known && closed) return {before + name, "is no field that is known here"};
        if (!known) continue;
        if (Disagreement found = disagreement((*named)[name], inner, before + name); !found.message.empty()) return found;
    }
    return {};
}

}  // namespace

Schema text(const std::string& about) {
    return described({{"type", "string"}}, about);
}
Schema integer(int64_t low, int64_t high, const std::string& about) {
    return described({{"type", "integer"}, {"minimum", low}, {"maximum", high}}, about);
}
Schema whole(const std::string& about) {
    return described({{"type", "integer"}, {"format", "int64"}}, about);
}
Schema number(double low, double high, const std::string& about) {
    return described({{"type", "number"}, {"minimum", low}, {"maximum", high}}, about);
}
Schema real(const std::string& about) {
    return described({{"type", "number"}}, about);
}
Schema boolean(const std::string& about) {
    return described({{"type", "boolean"}}, about);
}
Schema one_of(const std::vector<std::string>& words, const std::string& about) {
    return described({{"type", "string"}, {"enum", words}}, about);
}
Schema list_of(const Schema& items, const std::string& about) {
    return described({{"type", "array"}, {"items", items}}, about);
}
Schema anything(const std::string& about) {
    return described(json::object(), about);
}
Schema or_null(Schema schema) {
    if (!schema.contains("type")) return schema;
    schema["type"] = json::array({schema["type"], "null"});
    if (schema.contains("enum")) schema["enum"].push_back(nullptr);
    return schema;
}
Schema object(const std::vector<Property>& properties, const std::string& about) {
    return object_of(properties, about, true);
}
Schema open_object(const std::vector<Property>& properties, const std::string& about) {
    return object_of(properties, about, false);
}

Disagreement disagreement(const Schema& schema, const json& value, const std::string& field) {
    for (const auto problem : {type_problem, word_problem, range_problem}) {
        if (std::string found = problem(schema, value); !found.empty()) return {field, found};
    }
    if (value.is_string() && !is_utf8(value.get_ref<const std::string&>())) return {field, "is no UTF-8"};
    if (value.is_object()) return inside_object(schema, value, field);
    if (value.is_array() && schema.contains("items")) {
        for (size_t i = 0; i < value.size(); ++i) {
            Disagreement found = disagreement(schema["items"], value[i], field + "[" + std::to_string(i) + "]");
            if (!found.message.empty()) return found;
        }
    }
    return {};
}

bool has(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && !found->is_null();
}
std::string text_of(const json& object, const char* name, const std::string& otherwise) {
    return has(object, name) ? object[name].get<std::string>() : otherwise;
}
int64_t integer_of(const json& object, const char* name, int64_t otherwise) {
    return has(object, name) ? object[name].get<int64_t>() : otherwise;
}
double number_of(const json& object, const char* name, double otherwise) {
    return has(object, name) ? object[name].get<double>() : otherwise;
}
bool boolean_of(const json& object, const char* name, bool otherwise) {
    return has(object, name) ? object[name].get<bool>() : otherwise;
}

json value_of_word(const Schema& schema, const std::string& word) {
    const auto type = schema.find("type");
    const auto is = [&](const char* name) {
        if (type == schema.end()) return false;
        return type->is_array() ? std::find(type->begin(), type->end(), name) != type->end() : *type == name;
    };
    if (is("integer")) {
        int64_t number = 0;
        const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (code == std::errc() && end == word.data() + word.size()) return number;
    }
    if (is("integer") || is("number")) {
        if (const auto number = parsed_number(word)) return *number;
    }
    if (is("array") || is("object")) {
        if (auto value = read_json(word, JsonLimits{.bytes = word.size() + 1})) return std::move(*value);
    }
    if (is("boolean")) {
        const std::string lower = ascii_lower(word);
        if (lower == "true" || lower == "1") return true;
        if (lower == "false" || lower == "0") return false;
    }
    return word;
}

}  // namespace imagelab::serve
