#include "core/library/model_card.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/adapters/adapter_file.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t longest_about = 4000, longest_text_file = 64 << 10, most_words = 100;
constexpr JsonLimits sidecar_limits{.bytes = 4 << 20, .values = 100'000, .depth = 64};

fs::path without_extension(const fs::path& file) {
    std::error_code code;
    return fs::is_directory(file, code) ? file : file.parent_path() / file.stem();
}

fs::path beside(const fs::path& file, const char* ending) {
    return without_extension(file).string() + ending;
}

const json& value_at(const json& object, const char* key) {
    static const json none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string text_at(const json& object, const char* key) {
    const json& value = value_at(object, key);
    return value.is_string() ? std::string(trimmed(value.get_ref<const std::string&>())) : "";
}

// Of a description in HTML.
std::string without_html(const std::string& text) {
    std::string plain;
    bool within = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '<') within = true;
        if (!within) plain += text[i];
        if (text[i] == '>' && within) {
            within = false;
            if (!plain.empty() && plain.back() != ' ' && plain.back() != '\n') plain += ' ';
        }
    }
    for (const auto& [entity, mark] :
         {std::pair("&nbsp;", " "), std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""), std::pair("&amp;", "&")}) {
        for (size_t found = plain.find(entity); found != plain.npos; found = plain.find(entity, found + 1))
            plain.replace(found, std::string_view(entity).size(), mark);
    }
    return std::string(trimmed(plain));
}

void take(std::string& into, const std::string& text) {
    if (into.empty() && is_utf8(text)) into = text;
}

void take_about(ModelCard& card, const std::string& text) {
    std::string plain = without_html(text);
    if (plain.size() > longest_about) {
        size_t end = longest_about;
        while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xc0) == 0x80) --end;
        plain.resize(end);
    }
    take(card.about, plain);
}

void add_word(ModelCard& card, std::string_view text) {
    const std::string word(trimmed(text));
    auto& words = card.trigger_words;
    if (word.empty() || word.size() > 1000 || words.size() >= most_words || !is_utf8(word)) return;
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

void add_words(ModelCard& card, const json& list) {
    if (list.is_string()) return add_word(card, list.get_ref<const std::string&>());
    if (!list.is_array()) return;
    for (const json& word : list)
        if (word.is_string()) add_word(card, word.get_ref<const std::string&>());
}

void add_tags(ModelCard& card, const json& list) {
    if (!list.is_array()) return;
    for (const json& tag : list) {
        const std::string name = tag.is_string() ? tag.get<std::string>() : text_at(tag, "name");
        const bool known = std::any_of(card.tags.begin(), card.tags.end(), [&](const auto& other) { return other.first == name; });
        if (!name.empty() && !known && card.tags.size() < most_words && is_utf8(name)) card.tags.emplace_back(name, 0);
    }
}

// extensions-builtin/Lora/ui_edit_user_metadata.py
void read_a1111(const json& said, ModelCard& card) {
    take_about(card, text_at(said, "description"));
    add_words(card, value_at(said, "activation text"));
    const std::string version = text_at(said, "sd version");
    if (version != "Unknown") take(card.base_model, version);
    take_about(card, text_at(said, "notes"));
}

// A version of a model as Civitai's API gives it (GET /api/v1/model-versions/by-hash).
void read_civitai(const json& said, ModelCard& card) {
    const json& model = value_at(said, "model");
    take(card.title,
         text_at(model, "name") + (text_at(said, "name").empty() || text_at(model, "name").empty() ? "" : " " + text_at(said, "name")));
    take(card.base_model, text_at(said, "baseModel"));
    add_words(card, value_at(said, "trainedWords"));
    add_tags(card, value_at(model, "tags"));
    take_about(card, text_at(said, "description"));
    take_about(card, text_at(model, "description"));
}

// ComfyUI-Lora-Manager's NAME.metadata.json
void read_manager(const json& said, ModelCard& card) {
    take(card.title, text_at(said, "model_name"));
    take(card.base_model, text_at(said, "base_model"));
    add_tags(card, value_at(said, "tags"));
    take_about(card, text_at(said, "notes"));
    take_about(card, text_at(said, "modelDescription"));
    read_civitai(value_at(said, "civitai"), card);
}

// StabilityMatrix' NAME.cm-info.json
void read_matrix(const json& said, ModelCard& card) {
    const std::string version = text_at(said, "VersionName");
    take(card.title, text_at(said, "ModelName") + (version.empty() ? "" : " " + version));
    take(card.base_model, text_at(said, "BaseModel"));
    add_words(card, value_at(said, "TrainedWords"));
    add_tags(card, value_at(said, "Tags"));
    take_about(card, text_at(said, "ModelDescription"));
}

struct Sidecar {
    const char* ending;
    void (*read)(const json& said, ModelCard& card);
};
constexpr Sidecar sidecars[] = {
    {".json", read_a1111}, {".civitai.info", read_civitai}, {".metadata.json", read_manager}, {".cm-info.json", read_matrix}};

void read_sidecars(const fs::path& file, ModelCard& card) {
    std::error_code code;
    for (const Sidecar& sidecar : sidecars) {
        const fs::path path = beside(file, sidecar.ending);
        if (!fs::is_regular_file(path, code)) continue;
        const auto said = read_json_file(path, sidecar_limits);
        if (!said || !said->is_object()) continue;
        sidecar.read(*said, card);
        card.read_from.push_back(path.filename().string());
    }
    const fs::path text = beside(file, ".txt");
    if (!fs::is_regular_file(text, code) || fs::file_size(text, code) > longest_text_file) return;
    if (const auto words = read_regular_file(text, longest_text_file); words && is_utf8(*words)) {
        take_about(card, std::string(trimmed(*words)));
        card.read_from.push_back(text.filename().string());
    }
}

std::string ranks_text(const std::set<int64_t>& ranks) {
    if (ranks.empty() || *ranks.rbegin() == 0) return {};
    const std::string most = std::to_string(*ranks.rbegin());
    return *ranks.begin() == *ranks.rbegin() ? most : std::to_string(*ranks.begin()) + " to " + most;
}

void read_adapter(const ModelFile& file, ModelCard& card) {
    const auto adapter = AdapterFile::open(file.path);
    if (!adapter) return;
    const AdapterFacts& facts = (*adapter)->facts();
    card.kinds = facts.kinds, card.rank = ranks_text(facts.ranks);
    card.base_model = facts.base_model, card.title = facts.title;
    for (const std::string& word : facts.trigger_words) add_word(card, word);
    card.tags = facts.tags;
}

void read_embedding(const ModelFile& file, ModelCard& card) {
    const auto weights = WeightFile::open(file.path);
    if (!weights) return;
    int64_t vectors = 0;
    for (const auto& [name, view] : (*weights)->tensors()) {
        if (view.shape.empty()) continue;
        vectors = std::max(vectors, view.shape.size() == 1 ? 1 : view.shape.front());
        const int64_t width = view.shape.back();
        if (width == 1280) card.base_model = "SDXL";
        if (width == 768 && card.base_model.empty()) card.base_model = "Stable Diffusion 1.x";
        if (width == 1024) card.base_model = "Stable Diffusion 2.x";
    }
    if (vectors > 0) card.rank = std::to_string(vectors) + (vectors == 1 ? " vector" : " vectors");
    add_word(card, file.path.stem().string());
}

std::string first_said(const ModelFile& file, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        const auto found = file.metadata.find(key);
        if (found != file.metadata.end() && !found->second.empty()) return found->second;
    }
    return {};
}

fs::path notes_path(const fs::path& data) {
    return data / "model_notes.json";
}

}  // namespace

fs::path preview_beside(const fs::path& file) {
    std::error_code code;
    for (const char* ending : {".preview.png", ".png", ".preview.jpg", ".jpg", ".preview.jpeg", ".jpeg", ".preview.webp", ".webp"}) {
        const fs::path picture = beside(file, ending);
        if (picture != file && fs::is_regular_file(picture, code)) return picture;
    }
    return {};
}

ModelCard read_model_card(const ModelFile& file, const ModelNotes& notes) {
    ModelCard card;
    card.preview = preview_beside(file.path);
    card.notes = notes.of(file.path, file.bytes);
    if (file.kind == "lora") read_adapter(file, card);
    if (file.kind == "embedding") read_embedding(file, card);
    if (card.base_model.empty()) card.base_model = first_said(file, {"modelspec.architecture", "ss_base_model_version"});
    if (card.title.empty()) card.title = first_said(file, {"modelspec.title", "ss_output_name"});
    if (card.trigger_words.empty()) add_word(card, first_said(file, {"modelspec.trigger_phrase"}));
    take_about(card, first_said(file, {"modelspec.description"}));
    read_sidecars(file.path, card);
    return card;
}

json card_to_json(const ModelCard& card) {
    json tags = json::array();
    for (const auto& [tag, count] : card.tags) tags.push_back({{"tag", tag}, {"count", count}});
    return {{"preview", card.preview.string()},
            {"title", card.title},
            {"about", card.about},
            {"kinds", card.kinds},
            {"rank", card.rank},
            {"base_model", card.base_model},
            {"trigger_words", card.trigger_words},
            {"tags", tags},
            {"notes", card.notes},
            {"read_from", card.read_from}};
}

std::string searched_text(const ModelFile& file, const ModelCard& card) {
    std::string text = file.name + " " + file.kind + " " + file.path.filename().string() + " " + file.source + " " + card.title + " " +
                       card.base_model + " " + card.kinds + " " + card.about + " " + card.notes;
    for (const std::string& word : card.trigger_words) text += " " + word;
    for (const auto& [tag, count] : card.tags) text += " " + tag;
    return ascii_lower(std::move(text));
}

bool has_words(const ModelFile& file, const ModelCard& card, const std::string& words) {
    const std::string text = searched_text(file, card);
    std::istringstream stream(ascii_lower(words));
    for (std::string word; stream >> word;) {
        if (text.find(word) == text.npos) return false;
    }
    return true;
}

ModelNotes ModelNotes::load(const fs::path& data) {
    ModelNotes notes;
    std::error_code code;
    if (!fs::exists(notes_path(data), code)) return notes;
    const auto read = read_json_file(notes_path(data), {.bytes = 16 << 20, .values = 1'000'000, .depth = 8});
    if (!read || !value_at(*read, "notes").is_array()) {
        notes.problem_ = notes_path(data).string() + ": " + (read ? "there is no list of notes in it" : read.error());
        return notes;
    }
    for (const json& note : value_at(*read, "notes")) {
        const json& bytes = value_at(note, "bytes");
        if (text_at(note, "path").empty() || text_at(note, "text").empty()) continue;
        notes.notes_.push_back({text_at(note, "path"), text_at(note, "text"), bytes.is_number_integer() ? bytes.get<int64_t>() : 0});
    }
    return notes;
}

std::string ModelNotes::of(const fs::path& file, int64_t bytes) const {
    std::string moved;
    const std::string path = fs::absolute(file).lexically_normal().string();
    for (const Note& note : notes_) {
        if (note.path == path) return note.text;
        std::error_code code;
        const bool same = note.bytes == bytes && fs::path(note.path).filename() == file.filename();
        if (same && !fs::exists(note.path, code)) moved = note.text;
    }
    return moved;
}

Result<void> ModelNotes::write(const fs::path& data, const ModelFile& file, const std::string& text) {
    if (!is_utf8(text)) return Failure{"notes: allowed: UTF-8 text"};
    const fs::path path = notes_path(data);
    try {
        fs::create_directories(data);
        ModelNotes notes = load(data);
        if (!notes.problem_.empty()) {
            const std::string old = read_text_file(path);
            write_file_atomically(path.string() + "~", old.data(), old.size());
        }
        const std::string here = fs::absolute(file.path).lexically_normal().string();
        std::error_code code;
        std::erase_if(notes.notes_, [&](const Note& note) {
            const bool moved =
                note.bytes == file.bytes && fs::path(note.path).filename() == file.path.filename() && !fs::exists(note.path, code);
            return note.path == here || moved;
        });
        if (!trimmed(text).empty()) notes.notes_.push_back({here, std::string(trimmed(text)), file.bytes});
        json list = json::array();
        for (const Note& note : notes.notes_) list.push_back({{"path", note.path}, {"bytes", note.bytes}, {"text", note.text}});
        const std::string written = json{{"version", 1}, {"notes", list}}.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
        write_file_atomically(path, written.data(), written.size());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return {};
}

}  // namespace imagelab
