#include "core/prompts/wildcards.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/base/bytes.h"
#include "core/base/folders.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/text_encoding.h"
#include "core/base/utf8.h"
#include "core/prompts/yaml_reading.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t largest_text = 64 << 20, largest_structured = 8 << 20;  // bytes of a file
constexpr size_t most_lines = 400'000, longest_line = 64 << 10;             // of a list, of a line in bytes
constexpr size_t longest_pattern = 1000;

// What YAML takes for a number, a truth or nothing is no prompt; in quotes it is.
bool is_text(const YAML::Node& node) {
    if (!node.IsScalar()) return false;
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return true;
    static constexpr std::string_view words[] = {"", "~", "null", "true", "false", "yes", "no"};
    return !parsed_number(text) && std::find(std::begin(words), std::end(words), ascii_lower(text)) == std::end(words);
}

// Lists of a YAML or JSON tree, by the keys above them.
class ListReader {
  public:
    ListReader(const std::string& file, Wildcards& into, std::vector<std::string>& notes)
        : file_(std::make_shared<const std::string>(file)), into_(into), notes_(notes) {}

    // False: the budget is exceeded.
    bool read(const YAML::Node& node, const std::string& name, const std::string& stem) {
        if (node.IsMap()) {
            for (const auto& entry : node) {
                if (!entry.first.IsScalar() || entry.first.Scalar().empty()) continue;
                const std::string key = entry.first.Scalar();
                const std::string below = name.empty() ? key : name + "/" + key;
                if (!budget_.spend(below.size()) || !read(entry.second, below, stem)) return false;
            }
            return true;
        }
        std::vector<WildcardLine> lines;
        if (node.IsSequence()) {
            for (const auto& item : node) {
                if (!budget_.spend(item.IsScalar() ? item.Scalar().size() : 0)) return false;
                take(item, lines);
            }
        } else if (is_text(node)) {
            lines.push_back(wildcard_line(node.Scalar(), place(node)));
        }
        const std::string list = stem_only_ ? (name.empty() ? stem : name + "/" + stem) : name;
        if (!lines.empty() && !list.empty()) into_.add(list, std::move(lines));
        return true;
    }
    bool read_file(const YAML::Node& root, const std::string& above, const std::string& stem) {
        stem_only_ = root.IsSequence();  // a list without a key is called as its file
        return read(root, above, stem);
    }

  private:
    TemplatePlace place(const YAML::Node& node) const { return {file_, node.Mark().line + 1}; }

    // A text, or {text: ..., weight: 2} (also `content`).
    void take(const YAML::Node& item, std::vector<WildcardLine>& lines) {
        if (item.IsScalar()) {
            lines.push_back(wildcard_line(item.Scalar(), place(item)));
            return;
        }
        const YAML::Node text = item.IsMap() ? (item["text"] ? item["text"] : item["content"]) : YAML::Node();
        const YAML::Node weight = item.IsMap() ? item["weight"] : YAML::Node();
        const double weighs = !weight ? 1 : weight.IsScalar() ? parsed_number(weight.Scalar()).value_or(-1) : -1;
        if (!text || !text.IsScalar() || weighs < 0 || weighs > 1e6) {
            notes_.push_back(place(item).text() + ": an option is a text, or {text: ..., weight: 2} (left out)");
            return;
        }
        lines.push_back({text.Scalar(), weighs, place(item)});
    }

    std::shared_ptr<const std::string> file_;
    Wildcards& into_;
    std::vector<std::string>& notes_;
    YamlBudget budget_;
    bool stem_only_ = false;
};

// Whether a character stands in the set of a pattern that begins behind its [; `end` moves behind the ].
bool in_set(std::string_view pattern, size_t& end, char c) {
    const bool inverted = pattern[end] == '!';
    size_t at = end + (inverted ? 1 : 0);
    bool found = false;
    for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
        const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
        found = found || (range ? c >= pattern[at] && c <= pattern[at + 2] : c == pattern[at]);
        at += range ? 3 : 1;
    }
    end = std::min(at + 1, pattern.size());
    return found != inverted;
}

}  // namespace

WildcardLine wildcard_line(const std::string& text, const TemplatePlace& place) {
    const size_t begin = text.find_first_not_of(" \t\r\n");
    const size_t end = begin == std::string::npos ? begin : text.find_first_not_of("0123456789.", begin);
    const size_t mark = end == std::string::npos ? end : text.find_first_not_of(" \t", end);
    if (mark == std::string::npos || end == begin || end - begin > 13 || text.compare(mark, 2, "::") != 0) return {text, 1, place};
    const auto weight = parsed_number(std::string_view(text).substr(begin, end - begin));
    if (!weight || *weight >= 1e6) return {text, 1, place};
    return {text.substr(mark + 2), *weight, place};
}

// Which beginnings of the name the pattern fits so far: one bit a length, moved on by one element of the pattern at a time.
bool matches_glob(std::string_view pattern, std::string_view name) {
    std::vector<char> fits(name.size() + 1, 0);
    fits[0] = 1;
    for (size_t at = 0; at < pattern.size();) {
        const char c = pattern[at++];
        if (c == '*') {
            const bool deep = at < pattern.size() && pattern[at] == '*';
            while (at < pattern.size() && pattern[at] == '*') ++at;
            for (size_t i = 1; i < fits.size(); ++i) fits[i] = fits[i] || (fits[i - 1] && (deep || name[i - 1] != '/'));
            continue;
        }
        size_t end = at;
        const bool set = c == '[' && pattern.find(']', at + 1) != std::string_view::npos;
        for (size_t i = fits.size(); i-- > 1;) {
            end = at;
            const bool same = set ? in_set(pattern, end, name[i - 1]) : (c == '?' && name[i - 1] != '/') || c == name[i - 1];
            fits[i] = fits[i - 1] && same;
        }
        if (set && fits.size() == 1) in_set(pattern, end, 'x');
        fits[0] = 0;
        at = end;
    }
    return fits.back() != 0;
}

void Wildcards::add(const std::string& name, std::vector<WildcardLine> lines) {
    lists_[name] = {std::move(lines), {}};
    name_bytes_ += name.size();
}

void Wildcards::read(List& list) const {
    const fs::path file = std::exchange(list.file, {});
    std::error_code code;
    const uintmax_t size = fs::file_size(file, code);
    if (code || !fs::is_regular_file(file, code) || size > largest_text) {
        notes_.push_back(file.string() + ": a wildcard file may have " + readable_bytes(largest_text) + " (left out)");
        return;
    }
    std::string text;
    try {
        text = decoded_text(read_text_file(file));
    } catch (const Error& error) {
        notes_.push_back(error.what());
        return;
    }
    const auto name = std::make_shared<const std::string>(file.string());
    int number = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trimmed(std::string_view(text).substr(at, end - at));
        at = end + 1;
        ++number;
        if (line.empty() || line.front() == '#') continue;
        if (list.lines.size() >= most_lines) {
            notes_.push_back(TemplatePlace(name, number).text() + ": a list may have " + std::to_string(most_lines) +
                             " lines; the rest is left out");
            return;
        }
        if (line.size() > longest_line)
            notes_.push_back(TemplatePlace(name, number).text() + ": a line may have " + readable_bytes(longest_line) + " (left out)");
        else
            list.lines.push_back(wildcard_line(std::string(line), {name, number}));
    }
}

void Wildcards::add_structured_file(const fs::path& file, const std::string& above) {
    const auto root = parse_yaml(decoded_text(read_text_file(file)), file.string());
    if (!root) {
        notes_.push_back(root.error() + " (the file is left out)");
        return;
    }
    try {
        if (!ListReader(file.string(), *this, notes_).read_file(*root, above, file.stem().string()))
            notes_.push_back(file.string() + ": " + YamlBudget::exceeded() + "; the rest is left out");
    } catch (const YAML::Exception& error) {
        notes_.push_back(TemplatePlace(file.string(), error.mark.line + 1).text() + ": " + error.msg);
    }
}

void Wildcards::add_folder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return;
    visit_directories(folder, [&](const fs::path& directory) {
        std::error_code hidden;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(directory, hidden)) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const std::string kind = ascii_lower(file.extension().string());
            const bool structured = kind == ".yaml" || kind == ".yml" || kind == ".json";
            if ((!structured && kind != ".txt") || !fs::is_regular_file(file, hidden)) continue;
            const std::string above = fs::relative(directory, folder, hidden).generic_string();
            const std::string prefix = above == "." ? "" : above;
            if (!structured) {
                const std::string name = (prefix.empty() ? "" : prefix + "/") + file.stem().string();
                add(name, {});
                lists_[name].file = file;
                continue;
            }
            if (fs::file_size(file, hidden) > largest_structured) {
                notes_.push_back(file.string() + ": a YAML or JSON wildcard file may have " + readable_bytes(largest_structured) +
                                 " (left out)");
                continue;
            }
            try {
                add_structured_file(file, prefix);
            } catch (const Error& error) {
                notes_.push_back(error.what());
            }
        }
    });
}

std::vector<std::string> Wildcards::matching(const std::string& pattern) const {
    if (lists_.contains(pattern)) return {pattern};
    std::vector<std::string> found;
    if (pattern.size() > longest_pattern) return found;
    const auto match = [&](const std::string& glob) {
        for (const auto& [name, unused] : lists_) {
            if (matches_glob(glob, name)) found.push_back(name);
        }
    };
    if (pattern.find_first_of("*?[") != std::string::npos) match(pattern);
    if (found.empty() && !pattern.starts_with("**")) match("**/" + pattern);
    return found;
}

const std::vector<WildcardLine>& Wildcards::lines(const std::string& name) const {
    List& list = lists_.at(name);
    if (!list.file.empty()) read(list);
    return list.lines;
}

double Wildcards::lookup_cost(const std::string& pattern) const {
    if (lists_.contains(pattern) || pattern.size() > longest_pattern) return 0;
    return 2.0 * static_cast<double>(pattern.size()) * static_cast<double>(name_bytes_ + lists_.size());
}

std::vector<std::string> Wildcards::names() const {
    std::vector<std::string> names;
    for (const auto& list : lists_) names.push_back(list.first);
    return names;
}

}  // namespace imagelab
