#include "core/request/request_schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/request/fields.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr std::pair<const char*, const char*> sections[] = {
    {"style", "Extension. Style profiles, each a JSON file of profiles/ or of the user's own folder"}, {"output", "Extension"}};

std::string description(const RequestField& field) {
    return (field.extension ? "Extension. " : "") + field.help + (field.unit.empty() ? "" : " (" + field.unit + ")");
}

// `allowed` as Markdown: a list of words in code, other text as it is.
std::string allowed_cell(const RequestField& field) {
    if (field.choices.empty()) return field.allowed;
    std::string cell;
    for (const RequestField::Choice& word : field.choices) cell += (cell.empty() ? "`" : ", `") + word.json + "`";
    return cell;
}

// That of "hires.scale" stands in the object "hires".
json& property_at(json& part, const std::string& name) {
    const size_t dot = name.find('.');
    json& property = part["properties"][name.substr(0, dot)];
    if (dot == name.npos) return property;
    property["type"] = "object";
    return property_at(property, name.substr(dot + 1));
}

}  // namespace

json request_schema() {
    json schema = {
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "Prompt submission"},
        {"description",
         "One request for pictures. Fields marked 'extension' are Image Lab's additions to the standard format; every payload that is "
         "valid without them stays valid."},
        {"type", "object"},
        {"required", json::array()},
        {"properties", json::object()}};
    for (const RequestField& field : request_fields()) {
        const size_t dot = field.path.find('.');
        const std::string section = field.path.substr(0, dot), name = field.path.substr(dot + 1);
        json& part = schema["properties"][section];
        part["type"] = "object";
        json& property = property_at(part, name);
        property = field.schema;
        property["description"] = description(field);
        if (!field.required) continue;
        part["required"].push_back(name);
        json& required = schema["required"];
        if (std::find(required.begin(), required.end(), section) == required.end()) required.push_back(section);
    }
    for (const auto& [section, about] : sections) schema["properties"][section]["description"] = about;
    return schema;
}

std::string request_fields_markdown() {
    std::string rows = "| field | allowed | meaning |\n|---|---|---|\n";
    for (const RequestField& field : request_fields()) {
        rows += "| `" + field.path + "`" + (field.extension ? "+" : "") + (field.required ? " *required*" : "") + " | " +
                allowed_cell(field) + " | " + field.help + (field.unit.empty() ? "" : " (" + field.unit + ")") + " |\n";
    }
    return rows;
}

}  // namespace imagelab
