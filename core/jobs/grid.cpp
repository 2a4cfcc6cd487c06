#include "core/jobs/grid.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <regex>

#include "core/base/utf8.h"
#include "core/pipelines/output_name.h"
#include "core/prompts/profiles.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr std::array<const char*, grid_settings> names{"none",     "steps",   "guidance", "sampler", "spacing", "seed",
                                                       "strength", "profile", "model",    "size",    "words",   "negative_words"};
constexpr std::array<const char*, 5> samplers{"euler", "euler_a", "ddim", "dpmpp_2m", "unipc"};

// At commas outside of double quotes; "" within quotes is one quote (RFC 4180).
std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> parts{""};
    bool quoted = false, was_quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            parts.back() += line[++i];
        } else if (line[i] == '"' && (quoted || trimmed(parts.back()).empty())) {
            if (!quoted) parts.back().clear();
            quoted = !quoted;
            was_quoted = true;
        } else if (line[i] == ',' && !quoted) {
            if (!was_quoted) parts.back() = std::string(trimmed(parts.back()));
            was_quoted = false;
            parts.emplace_back();
        } else if (quoted || !was_quoted) {
            parts.back() += line[i];
        }
    }
    if (!was_quoted) parts.back() = std::string(trimmed(parts.back()));
    if (!was_quoted && parts.back().empty()) parts.pop_back();
    return parts;
}

template <class T>
std::optional<T> number(const std::string& text) {
    T value{};
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

std::string plain(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

bool is_whole(GridSetting setting) {
    return setting == GridSetting::steps || setting == GridSetting::seed;
}
bool is_number(GridSetting setting) {
    return is_whole(setting) || setting == GridSetting::guidance || setting == GridSetting::strength;
}

// 1-5, 10-50 (+10), 1-100 [5]; none where the text is no range.
std::optional<std::vector<std::string>> range_values(GridSetting setting, const std::string& text) {
    static const std::regex pattern(R"((-?[0-9.]+)\s*-\s*(-?[0-9.]+)\s*(?:\(\s*([+-][0-9.]+)\s*\)|\[\s*([0-9]+)\s*\])?)");
    std::smatch found;
    if (!std::regex_match(text, found, pattern)) return std::nullopt;
    const auto from = number<double>(found[1]), to = number<double>(found[2]);
    if (!from || !to) return std::nullopt;
    std::vector<double> values;
    if (found[4].matched) {
        const int count = std::clamp(number<int>(found[4]).value_or(0), 0, most_cells);
        for (int i = 0; i < count; ++i) values.push_back(count == 1 ? *from : *from + (*to - *from) * i / (count - 1));
    } else {
        std::string stride = found[3];
        if (stride.starts_with('+')) stride.erase(0, 1);
        const double step = stride.empty() ? (*to < *from ? -1 : 1) : number<double>(stride).value_or(0);
        if (step == 0 || (*to - *from) / step < 0 || (*to - *from) / step >= most_cells) return std::nullopt;
        const auto count = static_cast<int>(std::floor((*to - *from) / step + 1e-9)) + 1;
        for (int i = 0; i < count; ++i) values.push_back(*from + step * i);
    }
    std::vector<std::string> texts;
    for (const double value : values) texts.push_back(is_whole(setting) ? std::to_string(std::llround(value)) : plain(value));
    return texts;
}

Failure wrong(GridSetting setting, const std::string& value, const std::string& wanted) {
    return Failure{std::string(setting_name(setting)) + ": \"" + value + "\" is not " + wanted};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
    return text;
}

Result<void> replace_words(Request& r, const GridAxis& axis, const std::string& value) {
    const bool negative = axis.setting == GridSetting::negative_words;
    const std::string before = negative ? r.negative_prompt.value_or("") : r.prompt;
    if (axis.values.front().empty() || before.find(axis.values.front()) == std::string::npos)
        return Failure{"\"" + axis.values.front() + "\" is not in the " + (negative ? "negative prompt" : "prompt") +
                       ": the first value is what the others replace"};
    const std::string after = replaced(before, axis.values.front(), value);
    if (negative) {
        r.negative_prompt = after;
    } else {
        r.prompt = after;
    }
    return {};
}

Result<void> set_size(Request& r, const std::string& value) {
    static const std::regex pattern(R"(\s*([0-9]{1,5})\s*[x×*]\s*([0-9]{1,5})\s*)");
    std::smatch found;
    if (!std::regex_match(value, found, pattern)) return wrong(GridSetting::size, value, "a size such as 768x512");
    r.width = number<int>(found[1]).value();
    r.height = number<int>(found[2]).value();
    return {};
}

Result<void> set_profile(Request& r, const std::string& value) {
    r.style.profiles.clear();
    if (value == "none") return {};
    auto use = parse_style_use(value);
    if (!use) return Failure{"profile: " + use.error()};
    r.style.profiles.push_back(std::move(*use));
    return {};
}

Result<void> set_number(Request& r, GridSetting setting, const std::string& value) {
    if (is_whole(setting)) {
        const auto whole = number<int64_t>(value);
        if (!whole || (setting == GridSetting::seed && *whole < 0)) return wrong(setting, value, "a whole number");
        if (setting == GridSetting::steps) {
            r.steps = static_cast<int>(std::clamp<int64_t>(*whole, INT32_MIN, INT32_MAX));
        } else {
            r.seed = *whole;
        }
        return {};
    }
    const auto real = number<double>(value);
    if (!real) return wrong(setting, value, "a number");
    if (setting == GridSetting::strength && r.init_image.empty())
        return Failure{"strength: it has a meaning only with a start picture: choose one"};
    (setting == GridSetting::strength ? r.strength : r.guidance) = *real;
    return {};
}

Result<void> set_value(Request& r, const GridAxis& axis, const std::string& value) {
    switch (axis.setting) {
        case GridSetting::none:
            return {};
        case GridSetting::steps:
        case GridSetting::guidance:
        case GridSetting::seed:
        case GridSetting::strength:
            return set_number(r, axis.setting, value);
        case GridSetting::sampler: {
            const auto found = std::find(samplers.begin(), samplers.end(), value);
            if (found == samplers.end()) return wrong(axis.setting, value, "one of euler, euler_a, ddim, dpmpp_2m, unipc");
            r.sampler = static_cast<SamplerKind>(found - samplers.begin());
            return {};
        }
        case GridSetting::spacing:
            if (value != "default" && value != "karras") return wrong(axis.setting, value, "default or karras");
            r.spacing = value == "karras" ? Spacing::karras : Spacing::published;
            return {};
        case GridSetting::profile:
            return set_profile(r, value);
        case GridSetting::model:
            r.model = value;
            return {};
        case GridSetting::size:
            return set_size(r, value);
        case GridSetting::words:
        case GridSetting::negative_words:
            return replace_words(r, axis, value);
    }
    return {};
}

// Back to what was written, so that other profiles or words can be tried on it.
void take_back_profiles(Request& r) {
    if (!r.style.own_prompt) return;
    r.prompt = *r.style.own_prompt;
    r.negative_prompt = r.style.own_negative_prompt;
    r.style.own_prompt.reset();
    r.style.own_negative_prompt.reset();
}

int length(const GridAxis& axis) {
    return axis.setting == GridSetting::none ? 1 : static_cast<int>(std::min<size_t>(axis.values.size(), most_cells + 1));
}

Result<void> check(const Request& base, const Grid& grid) {
    if (grid.x.setting == GridSetting::none && grid.y.setting == GridSetting::none) return Failure{"choose a setting to vary"};
    if (grid.x.setting == grid.y.setting) return Failure{std::string(setting_name(grid.x.setting)) + ": choose two different settings"};
    for (const GridAxis* axis : {&grid.x, &grid.y}) {
        if (length(*axis) == 0) return Failure{std::string(setting_name(axis->setting)) + ": give at least one value"};
    }
    if (int64_t{grid.columns()} * grid.rows() > most_cells) return Failure{"a grid has at most " + std::to_string(most_cells) + " cells"};
    const auto place = output_place(base.output);
    if (place && !place->file.empty()) return Failure{"the pictures of a grid go into a folder: choose one instead of " + place->file};
    return {};
}

}  // namespace

const char* setting_name(GridSetting setting) {
    return names.at(static_cast<size_t>(setting));
}

int Grid::columns() const {
    return length(x);
}
int Grid::rows() const {
    return length(y);
}

Result<std::vector<std::string>> grid_values(GridSetting setting, const std::string& line) {
    std::vector<std::string> values;
    for (const std::string& part : split(line)) {
        const auto range = is_number(setting) ? range_values(setting, part) : std::nullopt;
        if (range) {
            values.insert(values.end(), range->begin(), range->end());
        } else if (is_number(setting) && !number<double>(part)) {
            return wrong(setting, part, "a number or a range such as 10-50 (+10)");
        } else {
            values.push_back(part);
        }
        if (values.size() > static_cast<size_t>(most_cells))
            return Failure{"these are more than " + std::to_string(most_cells) + " values"};
    }
    return values;
}

std::string grid_line(const std::vector<std::string>& values) {
    std::string line;
    for (const std::string& value : values) {
        const bool plain = !value.empty() && value.find_first_of(",\"") == std::string::npos && trimmed(value) == value;
        line += (line.empty() ? "" : ", ") + (plain ? value : '"' + replaced(value, "\"", "\"\"") + '"');
    }
    return line;
}

Result<std::vector<Request>> expand_grid(const Request& base, const Grid& grid) {
    if (const auto fine = check(base, grid); !fine) return Failure{fine.error()};
    Request common = base;
    take_back_profiles(common);
    if (common.seed < 0) common.seed = static_cast<int64_t>(std::random_device()());
    std::vector<Request> cells;
    for (int row = 0; row < grid.rows(); ++row) {
        for (int column = 0; column < grid.columns(); ++column) {
            Request cell = common;
            for (const auto& [axis, place] : {std::pair(&grid.x, column), std::pair(&grid.y, row)}) {
                if (axis->setting == GridSetting::none) continue;
                const auto set = set_value(cell, *axis, axis->values[static_cast<size_t>(place)]);
                if (!set) return Failure{set.error()};
            }
            if (const auto valid = validate(cell); !valid) return Failure{valid.error()};
            cells.push_back(std::move(cell));
        }
    }
    return cells;
}

Grid seed_grid(const Request& base, int count) {
    const int64_t first = base.seed < 0 ? static_cast<int64_t>(std::random_device()()) : base.seed + 1;
    Grid grid;
    grid.x.setting = GridSetting::seed;
    for (int64_t seed = first; seed < first + count; ++seed) grid.x.values.push_back(std::to_string(seed));
    return grid;
}

json grid_to_json(const Grid& grid) {
    const auto axis = [](const GridAxis& a) { return json{{"setting", setting_name(a.setting)}, {"values", a.values}}; };
    return {{"x", axis(grid.x)}, {"y", axis(grid.y)}};
}

Result<Grid> grid_from_json(const json& json) {
    Grid grid;
    try {
        for (const auto& [name, axis] : {std::pair("x", &grid.x), std::pair("y", &grid.y)}) {
            const std::string setting = json.at(name).at("setting");
            const auto known = std::find(names.begin(), names.end(), setting);
            if (known == names.end()) return Failure{"a grid over " + setting + " is not known to this version"};
            axis->setting = static_cast<GridSetting>(known - names.begin());
            axis->values = json.at(name).at("values").get<std::vector<std::string>>();
        }
    } catch (const nlohmann::json::exception& error) {
        return Failure{std::string("this is no grid: ") + error.what()};
    }
    return grid;
}

}  // namespace imagelab
