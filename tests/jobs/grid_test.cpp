#include "core/jobs/grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/request/fields.h"

namespace imagelab {
namespace {

using Values = std::vector<std::string>;

Request base() {
    Request r;
    r.prompt = "a cat on a cat tree";
    r.negative_prompt = "blurry";
    r.seed = 7;
    r.output = "/out/";
    return r;
}

TEST(Grid, IsRowByRow) {
    const Grid grid{{GridSetting::steps, {"10", "20", "30"}}, {GridSetting::guidance, {"1", "7.5"}}};
    const auto cells = expand_grid(base(), grid);
    ASSERT_TRUE(cells) << cells.error();
    ASSERT_EQ(cells->size(), 6u);
    EXPECT_EQ(grid.cells(), 6);
    EXPECT_EQ((*cells)[1].steps, 20);
    EXPECT_EQ((*cells)[1].guidance, 1);
    EXPECT_EQ((*cells)[3].steps, 10);
    EXPECT_EQ((*cells)[5].guidance, 7.5);
    for (const Request& cell : *cells) EXPECT_EQ(cell.seed, 7);
}

TEST(Grid, TheThirdSettingIsSheetBySheet) {
    const Grid grid{{GridSetting::steps, {"10", "20"}}, {}, {GridSetting::sampler, {"euler", "ddim", "heun"}}};
    const auto cells = expand_grid(base(), grid);
    ASSERT_TRUE(cells) << cells.error();
    ASSERT_EQ(cells->size(), 6u);
    EXPECT_EQ((*cells)[1].steps, 20);
    EXPECT_EQ((*cells)[1].sampler, SamplerKind::euler);
    EXPECT_EQ((*cells)[4].steps, 10);
    EXPECT_EQ((*cells)[4].sampler, SamplerKind::heun);
    EXPECT_EQ(grid.sheet(4), 2);
    EXPECT_EQ(grid.row(4), 0);
    EXPECT_EQ(grid.column(4), 0);
    const Grid whole{{GridSetting::steps, {"10", "20"}}, {GridSetting::guidance, {"3", "5", "7"}}, {GridSetting::seed, {"1", "2"}}};
    const auto all = expand_grid(base(), whole);
    ASSERT_TRUE(all) << all.error();
    EXPECT_EQ(all->size(), 12u);
    EXPECT_EQ((*all)[11].seed, 2);
    EXPECT_EQ((*all)[11].guidance, 7);
    EXPECT_EQ((*all)[6].guidance, 3);
    EXPECT_FALSE(expand_grid(base(), {{GridSetting::steps, {"1"}}, {}, {GridSetting::steps, {"2"}}})) << "the same twice";
    EXPECT_FALSE(expand_grid(
        base(), {{GridSetting::seed, Values(30, "1")}, {GridSetting::steps, Values(30, "9")}, {*grid_setting("pag"), Values(30, "1")}}));
}

TEST(Grid, ALoraIsWeighed) {
    Request r = base();
    r.loras = {{"/loras/ink.safetensors", 0.8, {}}, {"film", 1, {}}};
    const auto cells = expand_grid(r, {{GridSetting::lora, {"ink:0.5", "ink:0.2:0.1", "paint:0.7", "none"}}, {}});
    ASSERT_TRUE(cells) << cells.error();
    EXPECT_EQ((*cells)[0].loras[0].scale, 0.5);
    EXPECT_EQ((*cells)[0].loras[1].scale, 1) << "the other stays";
    EXPECT_EQ((*cells)[1].loras[0].text_scale, 0.1);
    ASSERT_EQ((*cells)[2].loras.size(), 3u);
    EXPECT_EQ((*cells)[2].loras[2].name, "paint");
    EXPECT_TRUE((*cells)[3].loras.empty());
    const auto problem = [](const Request& one) {
        const auto made = expand_grid(one, {{GridSetting::lora, {"0.5"}}, {}});
        return made.ok() ? std::string() : made.error();
    };
    EXPECT_NE(problem(r).find("NAME:0.5"), std::string::npos) << "of which of the two?";
    EXPECT_NE(problem(base()).find("none"), std::string::npos);
    // The one that stands in the prompt counts once.
    Request tagged = base();
    tagged.prompt = "a cat <lora:ink:0.9>";
    const auto scaled = expand_grid(tagged, {{GridSetting::lora, {"0.2", "0.4"}}, {}});
    ASSERT_TRUE(scaled) << scaled.error();
    EXPECT_EQ((*scaled)[1].prompt, "a cat");
    ASSERT_EQ((*scaled)[1].loras.size(), 1u);
    EXPECT_EQ((*scaled)[1].loras[0].scale, 0.4);
    // Prompt search and replace weighs it as well, as people do in A1111.
    const auto replaced = expand_grid(tagged, {{GridSetting::words, {"<lora:ink:0.9>", "<lora:ink:0.3>", ""}}, {}});
    ASSERT_TRUE(replaced) << replaced.error();
    EXPECT_EQ((*replaced)[1].prompt, "a cat <lora:ink:0.3>");
}

TEST(Grid, EveryFieldWithAnAxisIsTaken) {
    Request r = base();
    r.init_image = "/a.png";
    r.hires.scale = 2;
    r.refiner = "/refiner";
    r.refiner_start = 1;
    r.strength = 1;
    r.mask.file = "/mask.png";
    r.seg_scale = 1;
    r.face_restore = "/faces.onnx";
    for (const GridSetting& setting : grid_settings()) {
        const auto field =
            std::find_if(request_fields().begin(), request_fields().end(), [&](const auto& f) { return f.axis == setting.name; });
        if (setting == GridSetting::none || field == request_fields().end()) continue;
        const Values choices = setting_choices(setting);
        const auto cells = expand_grid(r, {{}, {}, {setting, {choices.empty() ? "1" : choices.back()}}});
        EXPECT_TRUE(cells) << setting.name << ": " << cells.error();
    }
}

TEST(Grid, ASuiteTakesThePlaceOfModelsAndLorasOfTheRequest) {
    Request r = base();
    r.model = "/mine.safetensors", r.vae = "/vae.safetensors";
    r.loras = {{"/ink.safetensors", 0.7, {}}};
    r.suite = "Before", r.suite_filled = true;
    const auto cells = expand_grid(r, {{GridSetting::suite, {"none", "Ink"}}, {GridSetting::steps, {"5"}}});
    ASSERT_TRUE(cells) << cells.error();
    const Request &without = (*cells)[0], &with = (*cells)[1];
    EXPECT_EQ(without.suite, "");
    EXPECT_EQ(without.model, "/mine.safetensors");
    EXPECT_TRUE(without.loras.empty()) << "the suite had brought them";
    EXPECT_EQ(with.suite, "Ink");
    EXPECT_FALSE(with.suite_filled) << "it is filled in where it runs";
    EXPECT_EQ(with.model + with.vae, "");
    EXPECT_TRUE(with.loras.empty());
    EXPECT_EQ(with.prompt, r.prompt);
    Request own = base();
    own.loras = {{"/ink.safetensors", 0.7, {}}};
    EXPECT_EQ((*expand_grid(own, {{GridSetting::suite, {"none", "Ink"}}}))[0].loras, own.loras) << "chosen by hand";
}

TEST(Grid, OneAxisIsEnoughAndASeedIsDrawnOnce) {
    Request open = base();
    open.seed = -1;
    const auto cells = expand_grid(open, {{}, {GridSetting::sampler, {"euler", "dpmpp_2m"}}});
    ASSERT_TRUE(cells) << cells.error();
    ASSERT_EQ(cells->size(), 2u);
    EXPECT_GE((*cells)[0].seed, 0);
    EXPECT_EQ((*cells)[0].seed, (*cells)[1].seed);
    EXPECT_EQ((*cells)[1].sampler, SamplerKind::dpmpp_2m);
}

TEST(Grid, WordsReplaceTheFirstOfThemEverywhere) {
    const auto cells =
        expand_grid(base(), {{GridSetting::words, {"cat", "dog", ""}}, {GridSetting::negative_words, {"blurry", "text, frame"}}});
    ASSERT_TRUE(cells) << cells.error();
    EXPECT_EQ((*cells)[0].prompt, "a cat on a cat tree");
    EXPECT_EQ((*cells)[1].prompt, "a dog on a dog tree");
    EXPECT_EQ((*cells)[2].prompt, "a  on a  tree");
    EXPECT_EQ((*cells)[3].negative_prompt, "text, frame");
}

TEST(Grid, ProfilesSizesModelsSpacing) {
    Request styled = base();
    styled.style.own_prompt = "a cat";
    styled.prompt = "oil painting of a cat";
    const auto cells = expand_grid(styled, {{GridSetting::profile, {"none", "anime:0.5"}}, {GridSetting::size, {"768x512"}}});
    ASSERT_TRUE(cells) << cells.error();
    EXPECT_EQ((*cells)[1].prompt, "a cat") << "profiles are applied to what was written";
    EXPECT_FALSE((*cells)[1].style.own_prompt);
    EXPECT_TRUE((*cells)[0].style.profiles.empty());
    ASSERT_EQ((*cells)[1].style.profiles.size(), 1u);
    EXPECT_EQ((*cells)[1].style.profiles[0].weight, 0.5);
    EXPECT_EQ((*cells)[1].width, 768);
    EXPECT_EQ((*cells)[1].height, 512);
    const auto others = expand_grid(base(), {{GridSetting::model, {"", "/m.safetensors"}}, {GridSetting::spacing, {"karras"}}});
    ASSERT_TRUE(others) << others.error();
    EXPECT_EQ((*others)[1].model, "/m.safetensors");
    EXPECT_EQ((*others)[1].spacing, Spacing::karras);
}

TEST(Grid, RefusesWhatHasNoMeaning) {
    const auto problem = [](const Grid& grid) { return expand_grid(base(), grid).ok() ? "" : expand_grid(base(), grid).error(); };
    EXPECT_NE(problem({}), "");
    EXPECT_NE(problem({{GridSetting::steps, {"10"}}, {GridSetting::steps, {"20"}}}), "");
    EXPECT_NE(problem({{GridSetting::steps, {}}, {}}), "");
    EXPECT_NE(problem({{GridSetting::steps, {"many"}}, {}}).find("many"), std::string::npos);
    EXPECT_NE(problem({{GridSetting::steps, {"0"}}, {}}).find("steps"), std::string::npos);
    EXPECT_NE(problem({{GridSetting::size, {"512"}}, {}}), "");
    EXPECT_NE(problem({{GridSetting::words, {"horse", "dog"}}, {}}).find("horse"), std::string::npos);
    EXPECT_NE(problem({{GridSetting::strength, {"0.5"}}, {}}).find("start picture"), std::string::npos);
    EXPECT_NE(problem({{GridSetting::seed, Values(200, "1")}, {GridSetting::steps, Values(200, "9")}}), "");
    Request file = base();
    file.output = "/out/a.png";
    EXPECT_FALSE(expand_grid(file, {{GridSetting::steps, {"10", "20"}}, {}}));
}

TEST(Grid, ValuesAreListsAndRanges) {
    const auto values = [](GridSetting setting, const std::string& line) { return grid_values(setting, line).value(); };
    EXPECT_EQ(values(GridSetting::steps, "10, 20,30"), (Values{"10", "20", "30"}));
    EXPECT_EQ(values(GridSetting::steps, "1-4, 10-30 (+10)"), (Values{"1", "2", "3", "4", "10", "20", "30"}));
    EXPECT_EQ(values(GridSetting::seed, "1-101 [3]"), (Values{"1", "51", "101"}));
    EXPECT_EQ(values(GridSetting::guidance, "1-2 (+0.25)"), (Values{"1", "1.25", "1.5", "1.75", "2"}));
    EXPECT_EQ(values(GridSetting::guidance, "8-7 (-0.5)"), (Values{"8", "7.5", "7"}));
    EXPECT_EQ(values(GridSetting::words, "cat, \"black, white\",  dog "), (Values{"cat", "black, white", "dog"}));
    EXPECT_EQ(values(GridSetting::words, "cat, \"\", \"say \"\"hi\"\"\""), (Values{"cat", "", "say \"hi\""}));
    EXPECT_EQ(values(GridSetting::steps, ""), Values{});
    EXPECT_EQ(values(GridSetting::lora, "none, ink:0.2-0.6 (+0.2), film:1:0.5, 0.5-1 [2]"),
              (Values{"none", "ink:0.2", "ink:0.4", "ink:0.6", "film:1:0.5", "0.5", "1"}));
    EXPECT_FALSE(grid_values(GridSetting::steps, "10, x"));
    EXPECT_FALSE(grid_values(GridSetting::seed, "1-1000000"));
    EXPECT_EQ(values(GridSetting::words, grid_line({"cat", "black, white", "", "\"x\""})), (Values{"cat", "black, white", "", "\"x\""}));
}

TEST(Grid, ComesBackFromItsJson) {
    const Grid grid{{GridSetting::words, {"cat", "a \"b\", c"}}, {GridSetting::sampler, {"euler"}}};
    const auto again = grid_from_json(nlohmann::json::parse(grid_to_json(grid).dump()));
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, grid);
    EXPECT_FALSE(grid_to_json(grid).contains("z")) << "as older versions wrote and read it";
    Grid deep = grid;
    deep.z = {GridSetting::lora, {"none", "ink:0.5"}};
    EXPECT_EQ(*grid_from_json(nlohmann::json::parse(grid_to_json(deep).dump())), deep);
    EXPECT_FALSE(grid_from_json({{"x", 3}}));
    EXPECT_FALSE(
        grid_from_json({{"x", {{"setting", "weather"}, {"values", Values{}}}}, {"y", {{"setting", "none"}, {"values", Values{}}}}}));
}

TEST(Grid, AnAxisIsOneWord) {
    EXPECT_EQ(*grid_axis("steps=10-30 (+10)"), (GridAxis{GridSetting::steps, {"10", "20", "30"}}));
    EXPECT_EQ(*grid_axis(" words = a=b, c"), (GridAxis{GridSetting::words, {"a=b", "c"}}));
    EXPECT_EQ(*grid_axis(""), GridAxis{});
    for (const char* word : {"steps", "weather=rain", "none=1", "steps=many"}) EXPECT_FALSE(grid_axis(word)) << word;
    EXPECT_NE(grid_axis("weather=rain").error().find("lora"), std::string::npos) << "says what there is";
}

TEST(Grid, SeedsStandBehindTheRequestsOwn) {
    Request base;
    base.prompt = "a cat";
    base.seed = 40;
    const auto cells = expand_grid(base, seed_grid(base, 9));
    ASSERT_TRUE(cells) << cells.error();
    ASSERT_EQ(cells->size(), 9u);
    EXPECT_EQ(cells->front().seed, 41);
    EXPECT_EQ(cells->back().seed, 49);
    base.seed = -1;
    const Grid drawn = seed_grid(base, 2);
    EXPECT_NE(drawn.x.values, seed_grid(base, 2).x.values) << "each time others";
    EXPECT_EQ(std::stoll(drawn.x.values[1]), std::stoll(drawn.x.values[0]) + 1);
}

}  // namespace
}  // namespace imagelab
