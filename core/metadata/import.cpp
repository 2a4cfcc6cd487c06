#include "core/metadata/import.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

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

}  // namespace

Result<json> parse_foreign_json(std::string_view text) {
    const Scanned shape = scanned(text);
    if (shape.depth > deepest)
        return Failure{"the JSON is nested " + std::to_string(shape.depth) + " levels deep; " + std::to_string(deepest) + " are the most"};
    try {
        return json::parse(shape.json);
    } catch (const json::exception& error) {
        return Failure{std::string("the JSON is broken: ") + shown(std::string(error.what()))};
    }
}

Result<Imported> import_request(const PictureMetadata& metadata) {
    const PictureTexts texts(metadata);
    std::string refused;
    for (const MetadataReader& reader : metadata_readers()) {
        const std::string key = reader.detects(texts);
        if (key.empty()) continue;
        Result<Imported> imported = reader.read(texts, key);
        if (!imported) {
            refused += (refused.empty() ? "" : "\n") + key + ": " + imported.error();
            continue;
        }
        for (const std::string& problem : metadata.problems) imported->notes.push_back(problem);
        if (const std::string* said = metadata.text("imagelab_notes"); said && imported->program == "Image Lab")
            imported->notes.push_back(shown(*said));
        if (!refused.empty()) imported->notes.push_back("could not be read: " + refused);
        return imported;
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
