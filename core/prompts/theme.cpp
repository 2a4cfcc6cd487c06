#include "core/prompts/theme.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <map>

#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/text_encoding.h"
#include "core/base/utf8.h"
#include "core/prompts/yaml_reading.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int64_t largest_theme = 4 << 20;

class ThemeError : public Error {
  public:
    using Error::Error;
};

void take_notes(Theme& theme, const Wildcards& wildcards) {
    for (const auto& notes : {wildcards.notes(), theme.space.notes()}) theme.notes.insert(theme.notes.end(), notes.begin(), notes.end());
}

class ThemeReader {
  public:
    ThemeReader(const std::string& text, const fs::path& file)
        : text_(text), file_(file.string()), name_(std::make_shared<const std::string>(file_)) {}

    Theme read(const fs::path& data) {
        const auto parsed = parse_yaml(text_, file_);
        if (!parsed) throw ThemeError(parsed.error());
        const YAML::Node& root = *parsed;
        if (!root.IsMap()) throw ThemeError(file_ + ":1: a theme is a map with at least `name` and `prompts`");
        Theme theme;
        theme.file = file_;
        theme.id = fs::path(file_).stem().string();
        const fs::path folder = fs::path(file_).parent_path();
        for (const fs::path& place : {data.empty() ? fs::path() : data / "wildcards", folder / "wildcards"}) {
            if (!place.empty()) wildcards_.add_folder(place);
        }
        for (const auto& entry : root) take(theme, scalar(entry.first, "a key"), entry.second);
        if (theme.name.empty()) throw ThemeError(file_ + ":1: `name` is missing");
        if (theme.prompts.empty()) throw ThemeError(file_ + ":1: `prompts` is missing: a list of templates");
        auto space = PromptSpace::build(theme.prompts, wildcards_, variables_);
        if (!space) throw ThemeError(space.error());
        theme.space = std::move(*space);
        take_notes(theme, wildcards_);
        return theme;
    }

  private:
    // A block scalar (| or >) begins on the line behind its mark.
    TemplatePlace place(const YAML::Node& node) const {
        const YAML::Mark mark = node.Mark();
        const bool block = node.IsScalar() && mark.pos >= 0 && static_cast<size_t>(mark.pos) < text_.size() &&
                           (text_[static_cast<size_t>(mark.pos)] == '|' || text_[static_cast<size_t>(mark.pos)] == '>');
        return {name_, mark.line + 1 + (block ? 1 : 0)};
    }
    [[noreturn]] void refuse(const YAML::Node& node, const std::string& what) const { throw ThemeError(place(node).text() + ": " + what); }

    void spend(const YAML::Node& node, size_t bytes) const {
        if (!budget_.spend(bytes)) refuse(node, YamlBudget::exceeded());
    }

    std::string scalar(const YAML::Node& node, const std::string& what) const {
        if (!node.IsScalar()) refuse(node, what + " must be a text");
        spend(node, node.Scalar().size());
        return node.Scalar();
    }

    TemplatePtr parsed(const YAML::Node& node, const std::string& what) const {
        auto made = parse_template(scalar(node, what), place(node));
        if (!made) throw ThemeError(made.error());
        return std::move(*made);
    }

    void take(Theme& theme, const std::string& key, const YAML::Node& value) {
        using Reader = std::function<void()>;
        const std::map<std::string, Reader> readers{
            {"name", [&] { theme.name = scalar(value, key); }},
            {"genre", [&] { theme.genre = scalar(value, key); }},
            {"about", [&] { theme.about = scalar(value, key); }},
            {"negative", [&] { theme.negative = tidied(scalar(value, key)); }},
            {"prompts", [&] { take_prompts(theme, value); }},
            {"profiles",
             [&] {
                 for (const auto& item : list(value, key)) theme.profiles.push_back(scalar(item, key));
             }},
            {"variables", [&] { take_variables(value); }},
            {"wildcards", [&] { take_wildcards(value, ""); }},
        };
        const auto reader = readers.find(key);
        if (reader == readers.end()) {
            std::string known;
            for (const auto& [name, unused] : readers) known += (known.empty() ? "" : ", ") + name;
            refuse(value, "`" + key + "` means nothing here; known are " + known);
        }
        reader->second();
    }

    const YAML::Node& list(const YAML::Node& node, const std::string& key) const {
        if (!node.IsSequence()) refuse(node, "`" + key + "` must be a list");
        return node;
    }

    void take_prompts(Theme& theme, const YAML::Node& value) const {
        if (value.IsScalar()) {
            theme.prompts.push_back({1, parsed(value, "a prompt")});
            return;
        }
        for (const auto& item : list(value, "prompts")) {
            TemplateOption prompt;
            if (item.IsMap()) {
                for (const auto& entry : item) {
                    if (const std::string part = scalar(entry.first, "a key"); part != "text" && part != "weight")
                        refuse(entry.first, "a prompt has `text` and `weight`");
                }
                if (!item["text"]) refuse(item, "a prompt needs `text`");
                prompt.value = parsed(item["text"], "text");
                prompt.weight = item["weight"] ? weight(item["weight"]) : 1;
            } else {
                prompt.value = parsed(item, "a prompt");
            }
            theme.prompts.push_back(std::move(prompt));
        }
    }

    double weight(const YAML::Node& node) const {
        const auto value = parsed_number(scalar(node, "a weight"));
        if (!value || *value <= 0 || *value > 1e6) refuse(node, "a weight is a number above 0");
        return *value;
    }

    void take_variables(const YAML::Node& value) {
        if (!value.IsMap()) refuse(value, "`variables` must be a map of names and templates");
        for (const auto& entry : value)
            variables_.emplace_back(scalar(entry.first, "a variable's name"), parsed(entry.second, "a variable"));
    }

    void take_wildcards(const YAML::Node& value, const std::string& above) {
        if (!value.IsMap()) refuse(value, "`wildcards` must be a map of names and lists");
        for (const auto& entry : value) {
            const std::string name = above + scalar(entry.first, "a wildcard's name");
            spend(entry.first, name.size());
            if (entry.second.IsMap()) {
                take_wildcards(entry.second, name + "/");
                continue;
            }
            std::vector<WildcardLine> lines;
            for (const auto& item : list(entry.second, name))
                lines.push_back(wildcard_line(scalar(item, "a wildcard's option"), place(item)));
            wildcards_.add(name, std::move(lines));
        }
    }

    const std::string& text_;
    std::string file_;
    std::shared_ptr<const std::string> name_;  // the same, of every place
    mutable YamlBudget budget_;
    Wildcards wildcards_;
    std::vector<std::pair<std::string, TemplatePtr>> variables_;
};

fs::path shipped_themes() {
    std::error_code code;
    const fs::path installed = resource_dir() / "themes";
    return fs::is_directory(installed, code) ? installed : resource_dir().parent_path() / "themes";
}

bool is_theme(const fs::path& file) {
    return file.extension() == ".yaml" || file.extension() == ".yml" || file.extension() == ".json";
}

}  // namespace

Result<Theme> parse_theme(const std::string& text, const fs::path& file, const fs::path& data) {
    try {
        return ThemeReader(text, file).read(data);
    } catch (const ThemeError& refused) {
        return Failure{refused.what()};
    }
}

Result<std::string> theme_text(const fs::path& file) {
    std::error_code code;
    if (!fs::is_regular_file(file, code)) return Failure{file.string() + ": there is no such file"};
    if (const auto size = static_cast<int64_t>(fs::file_size(file, code)); !code && size > largest_theme)
        return Failure{file.string() + ": a theme may have " + readable_bytes(largest_theme)};
    try {
        return decoded_text(read_text_file(file));
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

Result<Theme> read_theme(const fs::path& file, const fs::path& data) {
    const auto text = theme_text(file);
    if (!text) return Failure{text.error()};
    return parse_theme(*text, file, data);
}

Result<Theme> theme_of_template(const std::string& text, const fs::path& data) {
    Theme theme;
    theme.id = theme.name = "template";
    auto parsed = parse_template(text, {"template", 1});
    if (!parsed) return Failure{parsed.error()};
    theme.prompts.push_back({1, std::move(*parsed)});
    Wildcards wildcards;
    wildcards.add_folder(data / "wildcards");
    auto space = PromptSpace::build(theme.prompts, wildcards, {});
    if (!space) return Failure{space.error()};
    theme.space = std::move(*space);
    take_notes(theme, wildcards);
    return theme;
}

std::vector<ThemeFile> theme_files(const fs::path& data) {
    std::map<std::string, ThemeFile> found;
    for (const bool own : {false, true}) {
        std::error_code code;
        for (const auto& entry : fs::directory_iterator(own ? data / "themes" : shipped_themes(), code)) {
            if (is_theme(entry.path())) found[entry.path().stem().string()] = {entry.path().stem().string(), entry.path(), own};
        }
    }
    std::vector<ThemeFile> files;
    for (auto& [id, file] : found) files.push_back(std::move(file));
    return files;
}

Result<fs::path> find_theme(const std::string& named, const fs::path& data) {
    std::error_code code;
    if (fs::is_regular_file(named, code)) return fs::path(named);
    std::string known;
    for (const ThemeFile& file : theme_files(data)) {
        if (plain_name(file.id) == plain_name(named)) return file.path;
        known += (known.empty() ? "" : ", ") + file.id;
    }
    return Failure{"there is no theme " + named + "; there are " + known + ", or name a file"};
}

}  // namespace imagelab
