#pragma once
// The stages a run is made of, and what each is called: one row a stage. Plans, progress, the time estimate, what jobs took, journals and
// the store read this table. A new stage is a value, a row, and a file in core/pipelines/stages.
#include <optional>
#include <string>
#include <string_view>

namespace imagelab {

// waiting, loading and saving are states of a job beside its stages; training is all that a training does.
enum class Stage {
    waiting,
    loading,
    encoding,
    briefing,
    referencing,
    starting,
    controlling,
    denoising,
    drafting,
    rereading,
    refining,
    decoding,
    saving,
    enlarging,
    finishing,
    checking,
    detailing,
    hires_drafting,
    hires_enlarging,
    hires_rereading,
    redrawing,
    restoring,
    training
};

struct StageInfo {
    // What its seconds are counted to in what jobs took (core/jobs/timings.h); other: it is no stage of a plan.
    enum class Part { other, load, text, step, picture };

    Stage stage;
    const char* name;  // in the store and in progress: "denoising"
    const char* plan;  // in plans: "denoise"; empty: it is no stage of a plan
    const char* says;  // to people: "reading the prompt"
    Part part;
    int stored;                 // its number in journals, which never changes
    bool steps_within = false;  // it counts denoising steps although its seconds are of a picture
};
const StageInfo& stage_info(Stage stage);
bool has_steps(Stage stage);                                   // progress counts denoising steps in it
std::optional<Stage> stage_named(std::string_view name);       // "denoising", as the store has it
std::optional<Stage> stage_planned_as(std::string_view plan);  // "denoise" -> denoising
std::optional<Stage> stage_stored_as(int number);

}  // namespace imagelab
