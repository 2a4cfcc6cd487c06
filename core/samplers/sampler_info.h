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

struct SamplerInfo {
    SamplerKind kind;
    const char* option;     // command line, gallery, logs: "dpmpp_2m"
    const char* json;       // scheduler.type of a request: "DPM++"
    const char* label;      // as people read it: "DPM++ 2M"
    const char* a1111;      // "Sampler:" of A1111's text
    const char* comfyui;    // sampler_name of its KSampler
    const char* diffusers;  // the scheduler's class
    const char* aliases;    // other spellings that programs use, plain (below), separated by spaces
    std::unique_ptr<Sampler> (*make)(const NoiseScheduleConfig&, Spacing, int steps);
    int evaluations;               // of the model in one step
    bool draws_noise;              // at each step, from the picture's generator
    int spaced_beyond;             // steps that its spacing needs beyond those that run: so many fewer than the training's can be asked for
    bool takes_sample_prediction;  // runs models that predict the clean latents themselves
};
std::span<const SamplerInfo> samplers();
const SamplerInfo& sampler_info(SamplerKind kind);  // throws Error for a value that is none
// By any of the names above, however written ("DPM++ 2M", "dpmpp_2m", "DPMSolverMultistepScheduler"); null: not known.
const SamplerInfo* sampler_named(std::string_view name);

struct ScheduleInfo {
    Spacing kind;
    const char* option;   // command line and scheduler.spacing of a request
    const char* label;    // as people read it
    const char* a1111;    // "Schedule type:" of A1111's text
    const char* comfyui;  // scheduler of its KSampler
    const char* aliases;
};
std::span<const ScheduleInfo> schedules();
const ScheduleInfo& schedule_info(Spacing spacing);
const ScheduleInfo* schedule_named(std::string_view name);

// "DPM++ 2M Karras", "dpmpp_2m_k": one name that holds both, as A1111 before 1.9 and InvokeAI write it. No sampler: not known.
struct SamplerAndSchedule {
    const SamplerInfo* sampler = nullptr;
    std::string schedule;  // plain; empty: the name says none. "exponential" and "sgmuniform" are told apart though they are not built
};
SamplerAndSchedule sampler_and_schedule_named(std::string_view name);

// Letters and digits in lower case, '+' as 'p', without a "scheduler" at the end: "Euler a" and "euler_a" are "eulera".
std::string plain_sampler_name(std::string_view name);

std::vector<std::string> sampler_options();   // {"euler", "euler_a" ...}, in the order of the table
std::vector<std::string> sampler_labels();    // {"Euler", "Euler ancestral" ...}
std::vector<std::string> schedule_options();  // {"default", "karras" ...}

}  // namespace imagelab
