#pragma once
// The tables of samplers and schedules: what each is called by every door, by stored requests and by other programs, and how it is made.
// A new sampler is a value of SamplerKind, a file and a row here; a new schedule is a value of Spacing and a row.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/samplers/sampler.h"

namespace imagelab {

struct SamplerSetup;

struct SamplerInfo {
    SamplerKind kind;
    const char* option;     // command line, gallery, logs: "dpmpp_2m"
    const char* json;       // scheduler.type of a request: "DPM++"
    const char* label;      // as people read it: "DPM++ 2M"
    const char* a1111;      // "Sampler:" of the text of A1111 and its relatives
    const char* comfyui;    // sampler_name of its KSampler; "": it has none
    const char* diffusers;  // the scheduler's class; "": it has none, or one that another row is called by
    const char* aliases;    // other spellings that programs use, plain (below), separated by spaces
    std::unique_ptr<Sampler> (*make)(const SamplerSetup&);
    int evaluations = 1;                           // of the model between two noise levels
    bool draws_noise = false;                      // at its steps, as it usually runs
    std::optional<double> eta = std::nullopt;      // its own share of noise where a request may choose it; none: it may not
    int spaced_beyond = 0;                         // steps its spacing needs beyond those that run: so many fewer can be asked for
    int own_steps = 0;                             // most steps of its own schedule; 0: as many as were trained
    bool even_timesteps = false;                   // steps over evenly spaced timesteps alone
    bool karras_as_model = false;                  // a model's use_karras_sigmas turns its published spacing into Karras'
    bool takes_sample_prediction = true;           // runs models that predict the clean latents themselves
    bool own_pace = false;                         // chooses its levels as it goes, however many steps are asked for (Sampler::pace)
    bool reads_unguided = false;                   // what the model says without the prompt too, also at a guidance of 1 (CFG++)
    Spacing a1111_automatic = Spacing::published;  // what A1111's schedule "Automatic" means with it
    // As those programs do, one noise level more is spaced and the last before 0 left out.
    bool a1111_skips_next_to_last = false, comfyui_skips_next_to_last = false;
    bool a1111_timesteps = false;  // steps over A1111's own timesteps there, whatever schedule is chosen (core/samplers/a1111_timesteps.h)
    std::optional<double> a1111_eta = std::nullopt;  // its share of noise there where nothing is said, if that is another than `eta`
    // Where another formula than ours stands behind the name there; "": the same numbers (core/samplers/program_levels.h).
    const char* a1111_differs = "";
    const char* comfyui_differs = "";
};
std::span<const SamplerInfo> samplers();
const SamplerInfo& sampler_info(SamplerKind kind);  // throws Error for a value that is none
// Whether it adds noise at its steps with the share that a request asks for.
bool adds_noise(const SamplerInfo& info, const StepNoise& noise);
// Whether the model is asked without the prompt too, so that the negative prompt counts.
bool runs_unguided(const SamplerInfo& info, double guidance);
// By any of the names above, however written ("DPM++ 2M", "dpmpp_2m", "DPMSolverMultistepScheduler"); null: not known.
const SamplerInfo* sampler_named(std::string_view name);

struct ScheduleInfo {
    Spacing kind;
    const char* option;   // command line and scheduler.spacing of a request
    const char* label;    // as people read it
    const char* a1111;    // "Schedule type:" of A1111's text; where it has none the nearest one, which is read as its own
    const char* comfyui;  // scheduler of its KSampler
    const char* aliases;
};
std::span<const ScheduleInfo> schedules();
const ScheduleInfo& schedule_info(Spacing spacing);
const ScheduleInfo* schedule_named(std::string_view name);

// "DPM++ 2M Karras", "dpmpp_2m_k": one name that holds both, as A1111 before 1.9 and InvokeAI write it. No sampler: not known.
struct SamplerAndSchedule {
    const SamplerInfo* sampler = nullptr;
    std::string schedule;  // plain; empty: the name says none
};
SamplerAndSchedule sampler_and_schedule_named(std::string_view name);

// Letters and digits in lower case, '+' as 'p', without a "scheduler" at the end: "Euler a" and "euler_a" are "eulera".
std::string plain_sampler_name(std::string_view name);

std::vector<std::string> sampler_options();   // {"euler", "euler_a" ...}, in the order of the table
std::vector<std::string> sampler_labels();    // {"Euler", "Euler ancestral" ...}
std::vector<std::string> schedule_options();  // {"default", "karras" ...}

}  // namespace imagelab
