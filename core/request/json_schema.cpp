#include "core/request/json_schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/request/request_schema.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Path = std::vector<std::string>;  // property names and list indices from the root

struct LoadedSchema {
    std::string whole;  // what the payload as a whole is called
    json text;
    valijson::Schema compiled;

    LoadedSchema(const char* called, json schema) : whole(called), text(std::move(schema)) {
        valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(valijson::adapters::NlohmannJsonAdapter(text), compiled);
    }
};

json schema_file(const char* name) {
    const auto file = resource_dir() / "schema" / name;
    auto read = read_json_file(file);
    if (!read) throw Error(read.error() + ": reinstall the program");
    return std::move(read).value();
}

const LoadedSchema& loaded(JsonSchema schema) {
    if (schema == JsonSchema::style_profile) {
        static const LoadedSchema profile("the profile", schema_file("style_profile_schema.json"));
        return profile;
    }
    static const LoadedSchema request("the request", request_schema());
    return request;
}

bool is_index(const std::string& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string path_text(const LoadedSchema& schema, const Path& path) {
    std::string text;
    for (const std::string& key : path) text += is_index(key) ? "[" + key + "]" : (text.empty() ? "" : ".") + key;
    return text.empty() ? schema.whole : text;
}

// The part of the schema that speaks about this path; null where none does.
const json* schema_at(const LoadedSchema& schema, const Path& path) {
    const json* node = &schema.text;
    for (const std::string& key : path) {
        if (node->contains("items")) {
            node = &node->at("items");
        } else if (node->contains("properties") && node->at("properties").contains(key)) {
            node = &node->at("properties").at(key);
        } else {
            return nullptr;
        }
    }
    return node;
}

const json* value_at(const json& payload, const Path& path) {
    const json* node = &payload;
    for (const std::string& key : path) {
        if (node->is_array() && is_index(key) && std::stoul(key) < node->size()) {
            node = &node->at(std::stoul(key));
        } else if (node->is_object() && node->contains(key)) {
            node = &node->at(key);
        } else {
            return nullptr;
        }
    }
    return node;
}

std::string names_of(const json& object) {
    std::string names;
    for (const auto& item : object.items()) names += (names.empty() ? "" : ", ") + item.key();
    return names;
}

std::string allowed_text(const json* schema) {
    if (!schema) return "nothing here";
    if (schema->contains("enum")) {
        std::string names;
        for (const json& name : schema->at("enum")) names += (names.empty() ? "" : ", ") + name.get<std::string>();
        return "one of " + names;
    }
    if (schema->contains("type") && schema->at("type").is_array()) {
        std::string kinds;
        for (const json& type : schema->at("type")) {
            json one = *schema;
            one["type"] = type;
            kinds += (kinds.empty() ? "" : ", or ") + allowed_text(&one);
        }
        return kinds;
    }
    const std::string type = schema->value("type", "");
    if (type == "integer" || type == "number") {
        std::string text = type == "integer" ? "an integer" : "a number";
        if (schema->contains("minimum")) text += " >= " + schema->at("minimum").dump();
        if (schema->contains("maximum"))
            text += std::string(schema->contains("minimum") ? " and" : "") + " <= " + schema->at("maximum").dump();
        return text;
    }
    if (type == "string") return "a text in quotes";
    if (type == "boolean") return "true or false";
    if (type == "array") return "a list";
    return "an object with " + names_of(schema->value("properties", json::object()));
}

std::string value_text(const json& value) {
    const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return text.size() <= 60 ? text : "a value of type " + std::string(value.type_name());
}

// valijson reports a bad leaf and then each object around it; only the leaf says anything.
std::vector<std::string> validation_problems(const LoadedSchema& schema, const json& payload) {
    valijson::ValidationResults results;
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    const valijson::adapters::NlohmannJsonAdapter adapter(payload);
    std::vector<std::string> problems;
    if (validator.validate(schema.compiled, adapter, &results)) return problems;
    for (const auto& error : results) {
        if (error.description.starts_with("Failed to validate")) continue;
        Path path;
        for (size_t i = 1; i < error.context.size(); ++i) path.push_back(error.context[i].substr(1, error.context[i].size() - 2));
        const std::string missing = "Missing required property '";
        if (error.description.starts_with(missing)) {
            path.push_back(error.description.substr(missing.size(), error.description.rfind('\'') - missing.size()));
            problems.push_back(path_text(schema, path) + ": is missing; allowed: " + allowed_text(schema_at(schema, path)));
        } else {
            const json* value = value_at(payload, path);
            problems.push_back(path_text(schema, path) + ": is " + (value ? value_text(*value) : error.description) +
                               "; allowed: " + allowed_text(schema_at(schema, path)));
        }
    }
    return problems;
}

void unknown_fields(const LoadedSchema& whole, const json& value, const json& schema, Path& path, std::vector<std::string>& problems) {
    if (value.is_array() && schema.contains("items")) {
        for (size_t i = 0; i < value.size(); ++i) {
            path.push_back(std::to_string(i));
            unknown_fields(whole, value[i], schema.at("items"), path, problems);
            path.pop_back();
        }
    }
    if (!value.is_object() || !schema.contains("properties")) return;
    for (const auto& [key, child] : value.items()) {
        if (key == "$schema" || key == "$comment") continue;
        path.push_back(key);
        if (schema.at("properties").contains(key)) {
            unknown_fields(whole, child, schema.at("properties").at(key), path, problems);
        } else {
            problems.push_back(path_text(whole, path) + ": is not a known field; allowed here: " + names_of(schema.at("properties")));
        }
        path.pop_back();
    }
}

}  // namespace

std::vector<std::string> schema_problems(JsonSchema which, const json& payload) {
    const LoadedSchema& schema = loaded(which);
    std::vector<std::string> problems = validation_problems(schema, payload);
    Path path;
    unknown_fields(schema, payload, schema.text, path, problems);
    return problems;
}

}  // namespace imagelab
