#include "core/prompts/wildcards.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/base/folders.h"
#include "core/base/paths.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t largest_file = 64 << 20;

void take_lists(const YAML::Node& node, const std::string& name, const std::string& file, Wildcards& into) {
    if (node.IsMap()) {
        for (const auto& entry : node) {
            const std::string key = entry.first.as<std::string>();
            take_lists(entry.second, name.empty() ? key : name + "/" + key, file, into);
        }
    } else if (node.IsSequence()) {
        std::vector<WildcardLine> lines;
        for (const auto& item : node) {
            if (item.IsScalar()) lines.push_back(wildcard_line(item.Scalar(), {file, item.Mark().line + 1}));
        }
        if (!name.empty()) into.add(name, std::move(lines));
    }
}

}  // namespace

WildcardLine wildcard_line(const std::string& text, const TemplatePlace& place) {
    static const std::regex weighted(R"(^\s*([0-9]{1,6}\.?[0-9]{0,6}|\.[0-9]{1,6})\s*::)");
    std::smatch found;
    const std::string head = text.substr(0, 40);
    if (!std::regex_search(head, found, weighted)) return {text, 1, place};
    return {text.substr(static_cast<size_t>(found.length(0))), std::stod(found[1]), place};
}

bool matches_glob(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return name.empty();
    if (pattern.starts_with("**")) {
        for (size_t skipped = 0; skipped <= name.size(); ++skipped) {
            if (matches_glob(pattern.substr(2), name.substr(skipped))) return true;
        }
        return false;
    }
    if (pattern.front() == '*') {
        for (size_t skipped = 0; skipped <= name.size(); ++skipped) {
            if (matches_glob(pattern.substr(1), name.substr(skipped))) return true;
            if (skipped < name.size() && name[skipped] == '/') return false;
        }
        return false;
    }
    return !name.empty() && name.front() == pattern.front() && matches_glob(pattern.substr(1), name.substr(1));
}

void Wildcards::add(const std::string& name, std::vector<WildcardLine> lines) {
    lists_[name] = std::move(lines);
}

Result<void> Wildcards::add_text_file(const fs::path& file, const std::string& name) {
    std::istringstream in(read_text_file(file));
    std::vector<WildcardLine> lines;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
        const size_t first = line.find_first_not_of(" \t");
        if (first == std::string::npos || line[first] == '#') continue;
        lines.push_back(wildcard_line(line, {file.string(), number}));
    }
    add(name, std::move(lines));
    return {};
}

Result<void> Wildcards::add_structured_file(const fs::path& file, const std::string& above) {
    try {
        take_lists(YAML::Load(read_text_file(file)), above, file.string(), *this);
    } catch (const YAML::Exception& error) {
        return Failure{TemplatePlace{file.string(), error.mark.line + 1}.text() + ": " + error.msg};
    }
    return {};
}

Result<void> Wildcards::add_folder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return {};
    std::string problem;
    visit_directories(folder, [&](const fs::path& directory) {
        std::error_code hidden;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(directory, hidden)) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const std::string kind = file.extension().string();
            const bool structured = kind == ".yaml" || kind == ".yml" || kind == ".json";
            if (!problem.empty() || (!structured && kind != ".txt")) continue;
            if (fs::file_size(file, hidden) > largest_file) {
                problem = file.string() + ": a wildcard file may have 64 MiB";
                continue;
            }
            const std::string above = fs::relative(directory, folder, hidden).generic_string();
            const std::string prefix = above == "." ? "" : above;
            try {
                const auto added = structured ? add_structured_file(file, prefix)
                                              : add_text_file(file, (prefix.empty() ? "" : prefix + "/") + file.stem().string());
                if (!added) problem = added.error();
            } catch (const Error& error) {
                problem = error.what();
            }
        }
    });
    if (!problem.empty()) return Failure{problem};
    return {};
}

std::vector<WildcardLine> Wildcards::lines(const std::string& pattern) const {
    if (const auto exact = lists_.find(pattern); exact != lists_.end()) return exact->second;
    std::vector<WildcardLine> all;
    if (pattern.find('*') == std::string::npos) return all;
    for (const auto& [name, lines] : lists_) {
        if (matches_glob(pattern, name)) all.insert(all.end(), lines.begin(), lines.end());
    }
    return all;
}

std::vector<std::string> Wildcards::names() const {
    std::vector<std::string> names;
    for (const auto& list : lists_) names.push_back(list.first);
    return names;
}

}  // namespace imagelab
