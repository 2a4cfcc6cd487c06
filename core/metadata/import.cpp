#include "core/metadata/import.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/json_reader.h"
#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {
namespace {

using nlohmann::json;

// Of one text of a picture; graphs of ComfyUI's stay below 10 levels and some thousands of values.
constexpr JsonLimits limits{.bytes = 16 << 20, .values = 1'000'000, .depth = 128};

bool is_name_part(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// NaN, Infinity and -Infinity outside of texts, as Python writes them, become null.
std::string without_nan(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            const size_t begin = i;
            for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\';
            out += text.substr(begin, i - begin + 1);
            continue;
        }
        bool replaced = false;
        for (const std::string_view word : {"NaN", "Infinity", "-Infinity"}) {
            const size_t end = i + word.size();
            if (!text.substr(i).starts_with(word) || (i > 0 && is_name_part(text[i - 1])) || (end < text.size() && is_name_part(text[end])))
                continue;
            out += "null";
            i = end - 1;
            replaced = true;
            break;
        }
        if (!replaced) out += c;
    }
    return out;
}

}  // namespace

Result<json> parse_foreign_json(std::string_view text) {
    if (text.size() > limits.bytes) return read_json(text, limits);
    auto read = read_json(without_nan(text), limits);
    if (!read) return Failure{"the JSON cannot be read: " + shown(read.error())};
    return read;
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
