#include "core/pipelines/stage_info.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"

namespace imagelab {
namespace {

using Part = StageInfo::Part;

constexpr StageInfo table[] = {
    {Stage::waiting, "waiting", "", "waiting", Part::other, 1},
    {Stage::loading, "loading", "", "loading", Part::other, 2},
    {Stage::encoding, "encoding", "text", "reading the prompt", Part::text, 3},
    {Stage::briefing, "briefing", "brief", "reading the prompt for the refiner", Part::text, 7},
    {Stage::referencing, "referencing", "reference", "reading the reference pictures", Part::load, 11},
    {Stage::starting, "starting", "image", "reading the start picture", Part::load, 4},
    {Stage::controlling, "controlling", "control", "making the control pictures", Part::load, 20},
    {Stage::denoising, "denoising", "denoise", "denoising", Part::step, 0},
    {Stage::drafting, "drafting", "draft", "decoding the first picture", Part::picture, 8},
    {Stage::rereading, "rereading", "reread", "reading the first picture", Part::picture, 9},
    {Stage::refining, "refining", "refine", "refining", Part::step, 10},
    {Stage::hires_drafting, "drafting for hires", "hires draft", "decoding the first picture", Part::picture, 16},
    {Stage::hires_enlarging, "enlarging for hires", "hires enlarge", "enlarging the first picture", Part::picture, 17},
    {Stage::hires_rereading, "rereading for hires", "hires reread", "reading the first picture", Part::picture, 18},
    {Stage::redrawing, "redrawing", "hires", "drawing it larger", Part::step, 19},
    {Stage::decoding, "decoding", "decode", "decoding", Part::picture, 5},
    {Stage::detailing, "detailing", "detail", "painting details anew", Part::picture, 31, true},
    {Stage::enlarging, "enlarging", "enlarge", "enlarging", Part::picture, 14},
    {Stage::restoring, "restoring", "restore", "restoring faces", Part::picture, 32},
    {Stage::finishing, "finishing", "finish", "finishing", Part::picture, 15},
    {Stage::checking, "checking", "check", "looking whether it is for everybody", Part::picture, 12},
    {Stage::saving, "saving", "", "saving", Part::other, 6},
    {Stage::training, "training", "", "training", Part::step, 21},
};

template <class Wanted>
std::optional<Stage> found(const Wanted& wanted) {
    const auto row = std::find_if(std::begin(table), std::end(table), wanted);
    return row == std::end(table) ? std::nullopt : std::optional(row->stage);
}

}  // namespace

const StageInfo& stage_info(Stage stage) {
    for (const StageInfo& info : table) {
        if (info.stage == stage) return info;
    }
    throw Error("[stage] no row for value " + std::to_string(static_cast<int>(stage)));
}

bool has_steps(Stage stage) {
    const StageInfo& info = stage_info(stage);
    return info.part == Part::step || info.steps_within;
}

std::optional<Stage> stage_named(std::string_view name) {
    return found([&](const StageInfo& info) { return name == info.name; });
}

std::optional<Stage> stage_planned_as(std::string_view plan) {
    return found([&](const StageInfo& info) { return !plan.empty() && plan == info.plan; });
}

std::optional<Stage> stage_stored_as(int number) {
    return found([&](const StageInfo& info) { return number == info.stored; });
}

}  // namespace imagelab
