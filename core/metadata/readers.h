#pragma once
// One reader a program, all in one table.
#include <map>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "core/metadata/import.h"

namespace imagelab {

// A picture's texts, each of them parsed as JSON once at most.
class PictureTexts {
  public:
    explicit PictureTexts(const PictureMetadata& picture) : picture_(picture) {}

    const std::string* text(const std::string& key) const { return picture_.text(key); }
    bool has(const std::string& key) const { return text(key) != nullptr; }
    bool says(const std::string& key, std::string_view value) const { return has(key) && *text(key) == value; }
    // The JSON object a text holds; a null value where it is missing or holds none.
    const nlohmann::json& object(const std::string& key) const;
    const PictureMetadata& picture() const { return picture_; }

  private:
    const PictureMetadata& picture_;
    mutable std::map<std::string, nlohmann::json> objects_;
};

struct MetadataReader {
    const char* program;
    std::string (*detects)(const PictureTexts& texts);  // the key of the text it would read, "" where there is none
    Result<Imported> (*read)(const PictureTexts& texts, const std::string& key);
};
// In the order in which they are asked: our own, then programs that name themselves, then formats that many write.
std::span<const MetadataReader> metadata_readers();

// Whether a text is JSON, whole or cut short: never a prompt.
bool is_json(std::string_view text);

// What each reader reads, with the texts it needs.
Result<Imported> import_fooocus(const nlohmann::json& parameters);         // Fooocus 2.2 and later, scheme "fooocus"
Result<Imported> import_fooocus_mre(const nlohmann::json& comment);        // Fooocus-MRE
Result<Imported> import_ruined_fooocus(const nlohmann::json& parameters);  // RuinedFooocus
Result<Imported> import_easy_diffusion(const nlohmann::json& fields);      // keys of either spelling
Result<Imported> import_novelai(const nlohmann::json& comment);
Result<Imported> import_draw_things(const nlohmann::json& comment);
Result<Imported> import_invokeai_legacy(const nlohmann::json& sd_metadata);  // versions 1.15 to 2.3
Result<Imported> import_dream(const std::string& command);                   // before, and lstein's fork
Result<Imported> import_civitai(const nlohmann::json& graph);

}  // namespace imagelab
