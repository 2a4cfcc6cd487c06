#include "core/metadata/import.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/metadata/carry.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr int deepest = 200;  // levels of lists and objects; ComfyUI's stay below 10

struct Scanned {
    int depth = 0;
    std::string json;  // NaN, Infinity and -Infinity outside of texts replaced by null
};

bool is_name_part(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

Scanned scanned(std::string_view text) {
    Scanned shape;
    int level = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            const size_t begin = i;
            for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\';
            shape.json += text.substr(begin, i - begin + 1);
            continue;
        }
        if (c == '{' || c == '[') shape.depth = std::max(shape.depth, ++level);
        if (c == '}' || c == ']') --level;
        bool replaced = false;
        for (const std::string_view word : {"NaN", "Infinity", "-Infinity"}) {
            const size_t end = i + word.size();
            if (!text.substr(i).starts_with(word) || (i > 0 && is_name_part(text[i - 1])) || (end < text.size() && is_name_part(text[end])))
                continue;
            shape.json += "null";
            i = end - 1;
            replaced = true;
            break;
        }
        if (!replaced) shape.json += c;
    }
    return shape;
}

Result<Imported> own_request(const std::string& text) {
    const auto payload = parse_foreign_json(text);
    if (!payload) return Failure{payload.error()};
    auto request = request_from_json(*payload);
    if (!request) return Failure{"a newer version of Image Lab wrote these settings, or they are damaged:\n" + request.error()};
    const std::string hash = payload->at("model").value("hash", "");
    return Imported{.program = "Image Lab", .request = std::move(*request), .model_hash = hash, .notes = {}};
}

Result<Imported> from_graph(const json& graph) {
    return import_comfyui(graph);
}
Result<Imported> from_workflow(const json& workflow) {
    auto imported = import_comfyui(comfyui_prompt_of_workflow(workflow));
    if (imported) imported->notes.push_back("read from the editor's workflow: values of nodes this version does not know are missing");
    return imported;
}

// "parameters" holds A1111's text, or SwarmUI's JSON.
Result<Imported> from_parameters(const std::string& text) {
    const size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return Failure{"the text \"parameters\" is empty"};
    if (text[begin] == '{' && text.find("sui_image_params") != std::string::npos) {
        const auto parsed = parse_foreign_json(text);
        if (!parsed) return Failure{parsed.error()};
        if (!parsed->is_object() || !parsed->contains("sui_image_params")) return Failure{"the JSON has no sui_image_params"};
        return import_swarmui(parsed->at("sui_image_params"));
    }
    return import_a1111(text);
}

template <class Reader>
Result<Imported> parsed(const std::string& text, Reader read) {
    const auto value = parse_foreign_json(text);
    if (!value) return Failure{value.error()};
    return read(*value);
}

}  // namespace

Result<json> parse_foreign_json(std::string_view text) {
    const Scanned shape = scanned(text);
    if (shape.depth > deepest)
        return Failure{"the JSON is nested " + std::to_string(shape.depth) + " levels deep; " + std::to_string(deepest) + " are the most"};
    try {
        return json::parse(shape.json);
    } catch (const json::exception& error) {
        return Failure{std::string("the JSON is broken: ") + shown(error.what())};
    }
}

Result<Imported> import_request(const PictureMetadata& metadata) {
    std::string refused;
    const auto attempt = [&](const char* key, auto read) -> std::optional<Imported> {
        const std::string* text = metadata.text(key);
        if (!text) return std::nullopt;
        Result<Imported> imported = read(*text);
        if (imported) return std::move(*imported);
        refused += (refused.empty() ? "" : "\n") + std::string(key) + ": " + imported.error();
        return std::nullopt;
    };
    const std::pair<const char*, std::function<Result<Imported>(const std::string&)>> readers[] = {
        {"imagelab_request", own_request},
        {"invokeai_metadata", [](const std::string& text) { return parsed(text, import_invokeai); }},
        {"sui_image_params", [](const std::string& text) { return parsed(text, import_swarmui); }},
        {"parameters", from_parameters},
        {"prompt", [](const std::string& text) { return parsed(text, from_graph); }},
        {"workflow", [](const std::string& text) { return parsed(text, from_workflow); }}};
    for (const auto& [key, read] : readers) {
        if (auto imported = attempt(key, read)) {
            for (const std::string& problem : metadata.problems) imported->notes.push_back(problem);
            if (!refused.empty()) imported->notes.push_back("could not be read: " + refused);
            return std::move(*imported);
        }
    }
    for (const std::string& problem : metadata.problems) refused += (refused.empty() ? "" : "\n") + problem;
    return Failure{refused.empty() ? "the picture says nothing about how it was made" : refused};
}

std::optional<std::string> prompt_as_written(const PictureMetadata& metadata) {
    const auto imported = import_request(metadata);
    if (!imported) return std::nullopt;
    return imported->request.style.own_prompt.value_or(imported->request.prompt);
}

}  // namespace imagelab
