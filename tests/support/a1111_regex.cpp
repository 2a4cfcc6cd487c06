#include "tests/support/a1111_regex.h"

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <vector>

namespace imagelab::test {
namespace {

std::string stripped(const std::string& text) {
    return std::regex_replace(text, std::regex(R"(^\s+|\s+$)"), "");
}

}  // namespace

A1111Reading read_a1111_by_regex(std::string text) {
    static const std::regex param(R"re(\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$))re"), size(R"(^(\d+)x(\d+)$)");
    std::vector<std::string> lines;
    std::istringstream stream(stripped(text));
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    std::string last = lines.empty() ? "" : lines.back();
    std::vector<std::smatch> found(std::sregex_iterator(last.begin(), last.end(), param), {});
    if (found.size() >= 3) {
        lines.pop_back();
    } else {
        found.clear();
    }
    A1111Reading reading;
    bool negative = false;
    for (std::string line : lines) {
        line = stripped(line);
        if (line.starts_with("Negative prompt:")) {
            negative = true;
            line = stripped(line.substr(16));
        }
        std::string& target = negative ? reading.negative_prompt : reading.prompt;
        target += (target.empty() ? "" : "\n") + line;
    }
    for (const std::smatch& match : found) {
        const std::string key = match[1];
        std::string value = match[2];
        if (value.empty()) continue;
        if (value.front() == '"' && value.back() == '"') {
            const auto unquoted = nlohmann::json::parse(value, nullptr, false);
            if (unquoted.is_string()) value = unquoted;
        }
        std::smatch sides;
        if (std::regex_match(value, sides, size)) {
            reading.settings[key + "-1"] = sides[1];
            reading.settings[key + "-2"] = sides[2];
        } else {
            reading.settings[key] = value;
        }
    }
    return reading;
}

}  // namespace imagelab::test
