#pragma once
// One request over up to three settings: what the X/Y/Z grid, "all profiles" and "all models" put into the queue. Pure: nothing is planned
// or run.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

// What an axis varies, by its name in the JSON: a field of the request that has a place on the axes (core/request/fields.h), or one of
// those that are no single field: profile, lora, size, words, negative_words; or none.
struct GridSetting {
    std::string_view name;
    bool operator==(const GridSetting&) const = default;
    static const GridSetting none, steps, guidance, sampler, spacing, seed, strength, profile, lora, model, suite, size, words,
        negative_words;
};
inline constexpr GridSetting GridSetting::none{"none"}, GridSetting::steps{"steps"}, GridSetting::guidance{"guidance"},
    GridSetting::sampler{"sampler"}, GridSetting::spacing{"spacing"}, GridSetting::seed{"seed"}, GridSetting::strength{"strength"},
    GridSetting::profile{"profile"}, GridSetting::lora{"lora"}, GridSetting::model{"model"}, GridSetting::suite{"suite"},
    GridSetting::size{"size"}, GridSetting::words{"words"}, GridSetting::negative_words{"negative_words"};
std::vector<GridSetting> grid_settings();  // all, none first
std::optional<GridSetting> grid_setting(std::string_view name);
// The words that an axis of a choice (sampler, spacing) can take, as on the command line; empty for other settings.
std::vector<std::string> setting_choices(GridSetting setting);

// values, as written: as the field's option on the command line takes them; profile: NAME or NAME:WEIGHT, "none"; lora: as --lora takes it,
// NAME:SCALE, which sets the scale of the request's LoRA of that name or joins its others; a number alone is the scale of its only one, and
// "none" takes all away; model: path or name, "" is the bundled one; suite: a name, in place of the request's models, parts, LoRAs and
// embeddings, or "none"; size: 768x512; words: the first value is looked for in the prompt and replaced by each, itself included.
struct GridAxis {
    GridSetting setting = GridSetting::none;  // none: one cell, whatever values say
    std::vector<std::string> values;
    bool operator==(const GridAxis&) const = default;
};

struct Grid {
    GridAxis x, y, z = {};  // columns, rows, sheets
    int columns() const;
    int rows() const;
    int sheets() const;
    int cells() const { return columns() * rows() * sheets(); }
    int column(int cell) const { return cell % columns(); }
    int row(int cell) const { return cell / columns() % rows(); }
    int sheet(int cell) const { return cell / columns() / rows(); }
    bool operator==(const Grid&) const = default;
};

// The values of an axis out of one line: "20, 30, 40"; whole numbers also as 1-5, 10-50 (+10) or 1-100 [5] (five evenly from 1 to 100),
// guidance and strength likewise, as in A1111's X/Y/Z plot; lora: NAME:0.2-1 (+0.2) too; words and names with commas in double quotes.
Result<std::vector<std::string>> grid_values(GridSetting setting, const std::string& line);
std::string grid_line(const std::vector<std::string>& values);  // the reverse, without ranges

// An axis in one word, as the command line and HTTP take it: "steps=20,30", "lora=none,ink:0.2-1 (+0.4)". Empty: none.
Result<GridAxis> grid_axis(const std::string& word);

// One request a cell, sheet by sheet, each row by row (cell = (sheet * rows + row) * columns + column), so Job::cell of a job tells its
// place. All have the seed of the first: where the base has none it is drawn once. The failure names the axis and the value.
Result<std::vector<Request>> expand_grid(const Request& base, const Grid& grid);
constexpr int most_cells = 10000;

// The seeds behind a request's own, `count` of them; where it has none, the first is drawn.
Grid seed_grid(const Request& base, int count);

std::string new_grid_name();  // of a group of jobs, by the clock

// What the queue keeps of a grid (GroupInfo::about): {"x": {"setting": "steps", "values": ["20", "30"]}, "y": ...}, and "z" where there is
// one.
nlohmann::json grid_to_json(const Grid& grid);
Result<Grid> grid_from_json(const nlohmann::json& json);

}  // namespace imagelab
