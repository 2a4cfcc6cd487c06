#include "core/adapters/png_embedding.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/base64.h"
#include "core/base/json_reader.h"
#include "core/base/read_file.h"
#include "core/image/png_text.h"

namespace imagelab {
namespace {

constexpr std::string_view chunk_name = "sd-ti-embedding";

// RFC 4648, without line breaks; empty where it is none.
// Nested lists [[...], ...] or [...] of numbers.
Result<EmbeddingVectors> vectors_of(const nlohmann::json& lists) {
    EmbeddingVectors vectors;
    const nlohmann::json rows = !lists.empty() && lists.front().is_number() ? nlohmann::json::array({lists}) : lists;
    for (const nlohmann::json& row : rows) {
        if (!row.is_array() || row.empty()) return Failure{"its \"sd-ti-embedding\" holds no list of vectors"};
        if (vectors.count == 0) vectors.width = static_cast<int64_t>(row.size());
        if (static_cast<int64_t>(row.size()) != vectors.width) return Failure{"its \"sd-ti-embedding\" holds vectors of several widths"};
        for (const nlohmann::json& value : row) {
            if (!value.is_number() || !std::isfinite(value.get<float>())) return Failure{"its \"sd-ti-embedding\" holds what is no number"};
            vectors.values.push_back(value.get<float>());
        }
        ++vectors.count;
    }
    if (vectors.count == 0) return Failure{"its \"sd-ti-embedding\" holds no vectors"};
    return vectors;
}

}  // namespace

bool is_png_file(const std::filesystem::path& path) {
    if (!check_regular_file(path)) return false;
    std::ifstream in(path, std::ios::binary);
    char start[4] = {};
    return in.read(start, sizeof start) && std::string_view(start, sizeof start) == "\x89PNG";
}

Result<EmbeddingVectors> read_png_embedding(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    const auto texts = read_png_texts(in);
    if (!texts) return Failure{"it is no PNG picture"};
    const auto text = std::find_if(texts->texts.begin(), texts->texts.end(), [](const PictureText& one) { return one.key == chunk_name; });
    if (text == texts->texts.end())
        return Failure{
            "this picture has no text \"sd-ti-embedding\": an embedding hidden in its pixels is not read, save it as a "
            ".safetensors or .pt file"};
    const Result<std::string> decoded = bytes_of_base64(text->value);
    if (!decoded) return Failure{"its \"sd-ti-embedding\": " + decoded.error()};
    const Result<nlohmann::json> json = read_json(*decoded);
    if (!json) return Failure{"its \"sd-ti-embedding\": " + json.error()};
    const auto parameters = json->is_object() ? json->find("string_to_param") : json->end();
    if (!json->is_object() || parameters == json->end() || !parameters->is_object() || parameters->size() != 1 ||
        !parameters->front().is_object() || !parameters->front().contains("TORCHTENSOR"))
        return Failure{"its \"sd-ti-embedding\" is not what A1111 writes, expected one tensor in string_to_param"};
    return vectors_of(parameters->front()["TORCHTENSOR"]);
}

}  // namespace imagelab
