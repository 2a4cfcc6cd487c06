#include "core/samplers/sampler_info.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/samplers/algorithms.h"

namespace imagelab {
namespace {

constexpr SamplerInfo sampler_table[] = {
    {.kind = SamplerKind::euler,
     .option = "euler",
     .json = "EulerC",
     .label = "Euler",
     .a1111 = "Euler",
     .comfyui = "euler",
     .diffusers = "EulerDiscreteScheduler",
     .aliases = "keuler",
     .make = make_euler,
     .evaluations = 1,
     .draws_noise = false,
     .spaced_beyond = 0,
     .takes_sample_prediction = true},
    {.kind = SamplerKind::euler_ancestral,
     .option = "euler_a",
     .json = "EulerA",
     .label = "Euler ancestral",
     .a1111 = "Euler a",
     .comfyui = "euler_ancestral",
     .diffusers = "EulerAncestralDiscreteScheduler",
     .aliases = "keulera keulerancestral",
     .make = make_euler_ancestral,
     .evaluations = 1,
     .draws_noise = true,
     .spaced_beyond = 0,
     .takes_sample_prediction = false},
    {.kind = SamplerKind::ddim,
     .option = "ddim",
     .json = "DDIM",
     .label = "DDIM",
     .a1111 = "DDIM",
     .comfyui = "ddim",
     .diffusers = "DDIMScheduler",
     .aliases = "",
     .make = make_ddim,
     .evaluations = 1,
     .draws_noise = false,
     .spaced_beyond = 0,
     .takes_sample_prediction = true},
    {.kind = SamplerKind::dpmpp_2m,
     .option = "dpmpp_2m",
     .json = "DPM++",
     .label = "DPM++ 2M",
     .a1111 = "DPM++ 2M",
     .comfyui = "dpmpp_2m",
     .diffusers = "DPMSolverMultistepScheduler",
     .aliases = "kdpmpp2m dpm2m",
     .make = make_dpmpp_2m,
     .evaluations = 1,
     .draws_noise = false,
     .spaced_beyond = 1,
     .takes_sample_prediction = true},
    {.kind = SamplerKind::unipc,
     .option = "unipc",
     .json = "UniPC",
     .label = "UniPC",
     .a1111 = "UniPC",
     .comfyui = "uni_pc",
     .diffusers = "UniPCMultistepScheduler",
     .aliases = "unipcbh2",
     .make = make_unipc,
     .evaluations = 1,
     .draws_noise = false,
     .spaced_beyond = 1,
     .takes_sample_prediction = true},
};

constexpr ScheduleInfo schedule_table[] = {
    {.kind = Spacing::published, .option = "default", .label = "The model's own", .a1111 = "Automatic", .comfyui = "", .aliases = "ddim"},
    {.kind = Spacing::karras, .option = "karras", .label = "Karras", .a1111 = "Karras", .comfyui = "karras", .aliases = ""},
};

bool among(const char* aliases, const std::string& plain) {
    std::string_view rest = aliases;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == plain) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

template <class Info, size_t N, class Kind>
const Info& row_of(const Info (&table)[N], Kind kind, const char* what) {
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const Info& info) { return info.kind == kind; });
    if (found == std::end(table)) throw Error(std::string("[") + what + "] no row for value " + std::to_string(static_cast<int>(kind)));
    return *found;
}

template <class Info, size_t N>
std::vector<std::string> names_of(const Info (&table)[N], const char* Info::*name) {
    std::vector<std::string> names;
    for (const Info& info : table) names.emplace_back(info.*name);
    return names;
}

const SamplerInfo* with_plain_name(const std::string& plain) {
    if (plain.empty()) return nullptr;
    for (const SamplerInfo& info : sampler_table) {
        for (const char* name : {info.option, info.json, info.a1111, info.comfyui, info.diffusers}) {
            if (plain_sampler_name(name) == plain) return &info;
        }
        // "EulerAncestralDiscrete", "EulerAncestral": InvokeAI's and job logs' short forms of the class.
        const std::string class_name = plain_sampler_name(info.diffusers);
        for (const std::string_view part : {"discrete", "multistep"}) {
            if (class_name.ends_with(part) && class_name.substr(0, class_name.size() - part.size()) == plain) return &info;
        }
        if (among(info.aliases, plain)) return &info;
    }
    return nullptr;
}

}  // namespace

std::span<const SamplerInfo> samplers() {
    return sampler_table;
}
const SamplerInfo& sampler_info(SamplerKind kind) {
    return row_of(sampler_table, kind, "sampler");
}
std::span<const ScheduleInfo> schedules() {
    return schedule_table;
}
const ScheduleInfo& schedule_info(Spacing spacing) {
    return row_of(schedule_table, spacing, "schedule");
}

std::string plain_sampler_name(std::string_view name) {
    std::string spelt;
    for (const char c : name) spelt += c == '+' ? 'p' : c;
    std::string plain = plain_name(spelt);
    constexpr std::string_view suffix = "scheduler";
    if (plain.size() > suffix.size() && plain.ends_with(suffix)) plain.resize(plain.size() - suffix.size());
    return plain;
}

const SamplerInfo* sampler_named(std::string_view name) {
    return with_plain_name(plain_sampler_name(name));
}

const ScheduleInfo* schedule_named(std::string_view name) {
    const std::string plain = plain_sampler_name(name);
    if (plain.empty()) return nullptr;
    for (const ScheduleInfo& info : schedule_table) {
        for (const char* known : {info.option, info.a1111, info.comfyui}) {
            if (plain_sampler_name(known) == plain) return &info;
        }
        if (among(info.aliases, plain)) return &info;
    }
    return nullptr;
}

SamplerAndSchedule sampler_and_schedule_named(std::string_view name) {
    const std::string whole = plain_sampler_name(name);
    if (const SamplerInfo* sampler = with_plain_name(whole)) return {sampler, ""};
    for (const std::string_view schedule : {"karras", "exponential", "sgmuniform"}) {
        if (whole.ends_with(schedule)) return {with_plain_name(whole.substr(0, whole.size() - schedule.size())), std::string(schedule)};
    }
    if (whole.ends_with('k')) {
        if (const SamplerInfo* sampler = with_plain_name(whole.substr(0, whole.size() - 1))) return {sampler, "karras"};
    }
    return {};
}

std::vector<std::string> sampler_options() {
    return names_of(sampler_table, &SamplerInfo::option);
}
std::vector<std::string> sampler_labels() {
    return names_of(sampler_table, &SamplerInfo::label);
}
std::vector<std::string> schedule_options() {
    return names_of(schedule_table, &ScheduleInfo::option);
}

}  // namespace imagelab
