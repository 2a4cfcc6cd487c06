#pragma once
// A theme: prompt templates and what they are made of, in one YAML or JSON file.
//
//   name: Harbours                       # needed
//   genre: landscape
//   about: One sentence.
//   prompts:                             # needed; a text, or {text: ..., weight: 2}
//     - "a {quiet|busy} harbour at __light__, ${weather}"
//   negative: people, text               # a plain text
//   variables: {weather: "{fog|rain}"}   # as ${weather=...} before each prompt
//   wildcards: {light: [dawn, dusk]}     # lists beside those of wildcard files; maps name "above/below"
//   profiles: [cinematic, watercolor]    # style profiles that suit it
//
// Wildcard files are looked for in `wildcards` beside the theme, then in DATA/wildcards.
#include <filesystem>
#include <string>
#include <vector>

#include "core/prompts/space.h"

namespace imagelab {

struct Theme {
    std::string id;  // the file's name without its extension
    std::string name, genre, about, negative;
    std::vector<std::string> profiles;
    std::filesystem::path file;
    bool own = false;  // from the user's folder
    std::vector<TemplateOption> prompts;
    PromptSpace space;
    std::vector<std::string> notes;  // what was left out of its lists and of wildcard files, with file and line
};

// Themes are UTF-8, UTF-16 by their mark, else Latin-1. The failure names file and line.
Result<Theme> read_theme(const std::filesystem::path& file, const std::filesystem::path& data);
// The same of text that is kept elsewhere, as of a theme that was read before.
Result<Theme> parse_theme(const std::string& text, const std::filesystem::path& file, const std::filesystem::path& data);
// One template without a file.
Result<Theme> theme_of_template(const std::string& text, const std::filesystem::path& data);

Result<std::string> theme_text(const std::filesystem::path& file);  // in UTF-8

struct ThemeFile {
    std::string id;
    std::filesystem::path path;
    bool own = false;
};
// Shipped ones (themes/), then those of DATA/themes; one of the same id takes the shipped one's place. By id.
std::vector<ThemeFile> theme_files(const std::filesystem::path& data);
// A path that is there, else an id. The failure lists what there is.
Result<std::filesystem::path> find_theme(const std::string& named, const std::filesystem::path& data);

}  // namespace imagelab
