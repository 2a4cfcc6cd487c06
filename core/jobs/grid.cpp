#include "core/jobs/grid.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/pipelines/output_name.h"
#include "core/prompts/profiles.h"
#include "core/request/fields.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

using nlohmann::json;

// The field that an axis varies; null for those that are no single field.
const RequestField* field_of(GridSetting setting) {
    for (const RequestField& field : request_fields()) {
        if (!field.axis.empty() && field.axis == setting.name) return &field;
    }
    return nullptr;
}

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
    return general_text(value);
}

bool is_whole(GridSetting setting) {
    const RequestField* field = field_of(setting);
    return field && field->type == RequestField::Type::integer;
}
bool is_number(GridSetting setting) {
    const RequestField* field = field_of(setting);
    return is_whole(setting) || (field && field->type == RequestField::Type::number);
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
    return Failure{std::string(setting.name) + ": \"" + value + "\" is not " + wanted};
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

Result<void> set_one_field(Request& r, const RequestField& field, GridSetting setting, const std::string& value) {
    if (setting == GridSetting::strength && r.init_image.empty())
        return Failure{"strength: it has a meaning only with a start picture: choose one"};
    if (setting == GridSetting::seed && value.starts_with('-')) return wrong(setting, value, "a whole number");
    if (const auto set = set_field(r, field, value); !set) return wrong(setting, value, field.allowed);
    return {};
}

Result<void> set_value(Request& r, const GridAxis& axis, const std::string& value) {
    if (const RequestField* field = field_of(axis.setting)) return set_one_field(r, *field, axis.setting, value);
    if (axis.setting == GridSetting::profile) return set_profile(r, value);
    if (axis.setting == GridSetting::size) return set_size(r, value);
    if (axis.setting == GridSetting::words || axis.setting == GridSetting::negative_words) return replace_words(r, axis, value);
    return {};
}

int length(const GridAxis& axis) {
    return axis.setting == GridSetting::none ? 1 : static_cast<int>(std::min<size_t>(axis.values.size(), most_cells + 1));
}

Result<void> check(const Request& base, const Grid& grid) {
    if (grid.x.setting == GridSetting::none && grid.y.setting == GridSetting::none) return Failure{"choose a setting to vary"};
    if (grid.x.setting == grid.y.setting) return Failure{std::string(grid.x.setting.name) + ": choose two different settings"};
    for (const GridAxis* axis : {&grid.x, &grid.y}) {
        if (length(*axis) == 0) return Failure{std::string(axis->setting.name) + ": give at least one value"};
    }
    if (int64_t{grid.columns()} * grid.rows() > most_cells) return Failure{"a grid has at most " + std::to_string(most_cells) + " cells"};
    const auto place = output_place(base.output);
    if (place && !place->file.empty()) return Failure{"the pictures of a grid go into a folder: choose one instead of " + place->file};
    return {};
}

}  // namespace

std::vector<GridSetting> grid_settings() {
    std::vector<GridSetting> settings{GridSetting::none};
    for (const RequestField& field : request_fields()) {
        if (!field.axis.empty()) settings.push_back({field.axis});
    }
    for (const GridSetting& other : {GridSetting::profile, GridSetting::size, GridSetting::words, GridSetting::negative_words})
        settings.push_back(other);
    return settings;
}

std::optional<GridSetting> grid_setting(std::string_view name) {
    for (const GridSetting& setting : grid_settings()) {
        if (setting.name == name) return setting;
    }
    return std::nullopt;
}

std::vector<std::string> setting_choices(GridSetting setting) {
    const RequestField* field = field_of(setting);
    return field ? choice_options(*field) : std::vector<std::string>();
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
    Request common = in_own_words(base);
    draw_seeds(common);
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
    const Seed first = base.seed.is_open() ? drawn_seed() : base.seed + 1;
    Grid grid;
    grid.x.setting = GridSetting::seed;
    for (int i = 0; i < count; ++i) grid.x.values.push_back((first + i).text());
    return grid;
}

json grid_to_json(const Grid& grid) {
    const auto axis = [](const GridAxis& a) { return json{{"setting", a.setting.name}, {"values", a.values}}; };
    return {{"x", axis(grid.x)}, {"y", axis(grid.y)}};
}

Result<Grid> grid_from_json(const json& json) {
    Grid grid;
    try {
        for (const auto& [name, axis] : {std::pair("x", &grid.x), std::pair("y", &grid.y)}) {
            const std::string setting = json.at(name).at("setting");
            const auto known = grid_setting(setting);
            if (!known) return Failure{"a grid over " + setting + " is not known to this version"};
            axis->setting = *known;
            axis->values = json.at(name).at("values").get<std::vector<std::string>>();
        }
    } catch (const nlohmann::json::exception& error) {
        return Failure{std::string("this is no grid: ") + error.what()};
    }
    return grid;
}

}  // namespace imagelab
