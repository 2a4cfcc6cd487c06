#include "core/jobs/grid.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/jobs/queue.h"
#include "core/library/model_suites.h"
#include "core/pipelines/output_name.h"
#include "core/prompts/profiles.h"
#include "core/request/fields.h"
#include "core/request/lora_use.h"
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

// NAME:0.2-1 (+0.2), or the range alone; the numbers of NAME:0.5:0.8 are no range.
std::optional<std::vector<std::string>> lora_values(const std::string& text) {
    const size_t colon = text.rfind(':');
    const std::string name = colon == text.npos ? "" : text.substr(0, colon + 1);
    auto values = range_values(GridSetting::lora, text.substr(name.size()));
    if (values)
        for (std::string& value : *values) value.insert(0, name);
    return values;
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

// Those of the prompt's tags are taken out of it, so that none counts twice.
Result<void> set_lora(Request& r, const std::string& value) {
    PromptLoras tags = take_loras(r.prompt);
    if (!tags.problems.empty()) return Failure{"lora: " + tags.problems.front()};
    if (!tags.loras.empty()) {
        r.prompt = std::move(tags.prompt);
        r.loras.insert(r.loras.end(), tags.loras.begin(), tags.loras.end());
    }
    if (value == "none") return r.loras.clear(), Result<void>();
    if (const auto scale = number<double>(value)) {
        if (r.loras.size() != 1)
            return Failure{"lora: \"" + value + "\" is the scale of which LoRA? The request has " +
                           (r.loras.empty() ? "none" : std::to_string(r.loras.size())) + "; write NAME:" + value};
        r.loras.front().scale = *scale;
        return {};
    }
    auto use = parse_lora_use(value);
    if (!use) return Failure{"lora: " + use.error()};
    const auto same = std::find_if(r.loras.begin(), r.loras.end(), [&](const LoraUse& mine) {
        return mine.name == use->name || network_stem(mine.name) == network_stem(use->name);
    });
    if (same == r.loras.end()) return r.loras.push_back(std::move(*use)), Result<void>();
    same->scale = use->scale;
    same->text_scale = use->text_scale;
    return {};
}

Result<void> set_suite(Request& r, const std::string& value) {
    if (value != "none") return r = naming_suite(std::move(r), value), Result<void>();
    if (!r.suite_filled) return r.suite.clear(), Result<void>();
    std::string model = std::move(r.model);  // it stays, as where a suite is taken away
    r = naming_suite(std::move(r), {});
    r.model = std::move(model);
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
    if (axis.setting == GridSetting::suite) return set_suite(r, value);
    if (const RequestField* field = field_of(axis.setting)) return set_one_field(r, *field, axis.setting, value);
    if (axis.setting == GridSetting::profile) return set_profile(r, value);
    if (axis.setting == GridSetting::lora) return set_lora(r, value);
    if (axis.setting == GridSetting::size) return set_size(r, value);
    if (axis.setting == GridSetting::words || axis.setting == GridSetting::negative_words) return replace_words(r, axis, value);
    return {};
}

int length(const GridAxis& axis) {
    return axis.setting == GridSetting::none ? 1 : static_cast<int>(std::min<size_t>(axis.values.size(), most_cells + 1));
}

Result<void> check(const Request& base, const Grid& grid) {
    std::vector<GridSetting> used;
    for (const GridAxis* axis : {&grid.x, &grid.y, &grid.z}) {
        if (axis->setting == GridSetting::none) continue;
        if (std::find(used.begin(), used.end(), axis->setting) != used.end())
            return Failure{std::string(axis->setting.name) + ": choose different settings"};
        used.push_back(axis->setting);
        if (length(*axis) == 0) return Failure{std::string(axis->setting.name) + ": give at least one value"};
    }
    if (used.empty()) return Failure{"choose a setting to vary"};
    if (int64_t{grid.columns()} * grid.rows() * grid.sheets() > most_cells)
        return Failure{"a grid has at most " + std::to_string(most_cells) + " cells"};
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
    for (const GridSetting& other :
         {GridSetting::profile, GridSetting::lora, GridSetting::size, GridSetting::words, GridSetting::negative_words})
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
int Grid::sheets() const {
    return length(z);
}

Result<std::vector<std::string>> grid_values(GridSetting setting, const std::string& line) {
    std::vector<std::string> values;
    for (const std::string& part : split(line)) {
        const auto range = is_number(setting)             ? range_values(setting, part)
                           : setting == GridSetting::lora ? lora_values(part)
                                                          : std::nullopt;
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

Result<GridAxis> grid_axis(const std::string& word) {
    GridAxis axis;
    if (trimmed(word).empty()) return axis;
    const size_t equals = word.find('=');
    const std::string name(trimmed(word.substr(0, equals)));
    const auto setting = equals == word.npos ? std::nullopt : grid_setting(name);
    if (!setting || *setting == GridSetting::none) {
        std::string names;
        for (const GridSetting& one : grid_settings())
            if (one != GridSetting::none) names += (names.empty() ? "" : ", ") + std::string(one.name);
        return Failure{"\"" + word + "\" is no axis; allowed: SETTING=VALUES with a setting of " + names};
    }
    auto values = grid_values(*setting, word.substr(equals + 1));
    if (!values) return Failure{values.error()};
    axis = {*setting, std::move(*values)};
    return axis;
}

Result<std::vector<Request>> expand_grid(const Request& base, const Grid& grid) {
    if (const auto fine = check(base, grid); !fine) return Failure{fine.error()};
    Request common = in_own_words(base);
    draw_seeds(common);
    std::vector<Request> cells;
    for (int i = 0; i < grid.cells(); ++i) {
        Request cell = common;
        for (const auto& [axis, place] :
             {std::pair(&grid.x, grid.column(i)), std::pair(&grid.y, grid.row(i)), std::pair(&grid.z, grid.sheet(i))}) {
            if (axis->setting == GridSetting::none) continue;
            const auto set = set_value(cell, *axis, axis->values[static_cast<size_t>(place)]);
            if (!set) return Failure{set.error()};
        }
        if (const auto valid = validate(cell); !valid) return Failure{valid.error()};
        cells.push_back(std::move(cell));
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

std::string new_grid_name() {
    return "grid-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
}

json grid_to_json(const Grid& grid) {
    const auto axis = [](const GridAxis& a) { return json{{"setting", a.setting.name}, {"values", a.values}}; };
    json kept = {{"x", axis(grid.x)}, {"y", axis(grid.y)}};
    if (grid.z.setting != GridSetting::none) kept["z"] = axis(grid.z);
    return kept;
}

Result<Grid> grid_from_json(const json& json) {
    Grid grid;
    try {
        for (const auto& [name, axis] : {std::pair("x", &grid.x), std::pair("y", &grid.y), std::pair("z", &grid.z)}) {
            if (name == std::string_view("z") && !json.contains(name)) continue;
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
