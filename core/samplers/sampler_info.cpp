#include "core/samplers/sampler_info.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/samplers/alpha_sampler.h"
#include "core/samplers/guidance.h"

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
     .karras_as_model = true},
    {.kind = SamplerKind::euler_ancestral,
     .option = "euler_a",
     .json = "EulerA",
     .label = "Euler ancestral",
     .a1111 = "Euler a",
     .comfyui = "euler_ancestral",
     .diffusers = "EulerAncestralDiscreteScheduler",
     .aliases = "keulera keulerancestral",
     .make = make_euler_ancestral,
     .draws_noise = true,
     .eta = 1,
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
     .eta = 0,
     .a1111_timesteps = true},
    {.kind = SamplerKind::dpmpp_2m,
     .option = "dpmpp_2m",
     .json = "DPM++",
     .label = "DPM++ 2M",
     .a1111 = "DPM++ 2M",
     .comfyui = "dpmpp_2m",
     .diffusers = "DPMSolverMultistepScheduler",
     .aliases = "kdpmpp2m dpm2m",
     .make = make_dpmpp_2m,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::karras},
    {.kind = SamplerKind::unipc,
     .option = "unipc",
     .json = "UniPC",
     .label = "UniPC",
     .a1111 = "UniPC",
     .comfyui = "uni_pc",
     .diffusers = "UniPCMultistepScheduler",
     .aliases = "unipcbh1",
     .make = make_unipc,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .comfyui_skips_next_to_last = true,
     .a1111_timesteps = true},
    {.kind = SamplerKind::unipc_bh2,
     .option = "unipc_bh2",
     .json = "UniPCbh2",
     .label = "UniPC bh2",
     .a1111 = "UniPC bh2",
     .comfyui = "uni_pc_bh2",
     .diffusers = "",
     .aliases = "",
     .make = make_unipc_bh2,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .comfyui_skips_next_to_last = true,
     .a1111_timesteps = true},
    {.kind = SamplerKind::pndm,
     .option = "pndm",
     .json = "PNDM",
     .label = "PNDM (PLMS)",
     .a1111 = "PLMS",
     .comfyui = "",
     .diffusers = "PNDMScheduler",
     .aliases = "kplms",
     .make = make_pndm,
     .even_timesteps = true,
     .takes_sample_prediction = false,
     .a1111_timesteps = true,
     .comfyui_differs = "it has no PLMS"},
    {.kind = SamplerKind::lms,
     .option = "lms",
     .json = "LMS",
     .label = "LMS",
     .a1111 = "LMS",
     .comfyui = "lms",
     .diffusers = "LMSDiscreteScheduler",
     .aliases = "klms",
     .make = make_lms,
     .karras_as_model = true},
    {.kind = SamplerKind::heun,
     .option = "heun",
     .json = "Heun",
     .label = "Heun",
     .a1111 = "Heun",
     .comfyui = "heun",
     .diffusers = "HeunDiscreteScheduler",
     .aliases = "kheun",
     .make = make_heun,
     .evaluations = 2,
     .karras_as_model = true},
    {.kind = SamplerKind::dpm2,
     .option = "dpm2",
     .json = "DPM2",
     .label = "DPM2",
     .a1111 = "DPM2",
     .comfyui = "dpm_2",
     .diffusers = "KDPM2DiscreteScheduler",
     .aliases = "kdpm2",
     .make = make_dpm2,
     .evaluations = 2,
     .karras_as_model = true,
     .takes_sample_prediction = false,
     .a1111_automatic = Spacing::karras,
     .a1111_skips_next_to_last = true,
     .comfyui_skips_next_to_last = true},
    {.kind = SamplerKind::dpm2_ancestral,
     .option = "dpm2_a",
     .json = "DPM2A",
     .label = "DPM2 ancestral",
     .a1111 = "DPM2 a",
     .comfyui = "dpm_2_ancestral",
     .diffusers = "KDPM2AncestralDiscreteScheduler",
     .aliases = "kdpm2a kdpm2ancestral",
     .make = make_dpm2_ancestral,
     .evaluations = 2,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .takes_sample_prediction = false,
     .a1111_automatic = Spacing::karras,
     .a1111_skips_next_to_last = true,
     .comfyui_skips_next_to_last = true},
    {.kind = SamplerKind::dpmpp_2s_ancestral,
     .option = "dpmpp_2s_a",
     .json = "DPM++2SA",
     .label = "DPM++ 2S ancestral",
     .a1111 = "DPM++ 2S a",
     .comfyui = "dpmpp_2s_ancestral",
     .diffusers = "",
     .aliases = "kdpmpp2sa kdpmpp2sancestral",
     .make = make_dpmpp_2s_ancestral,
     .evaluations = 2,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::karras},
    {.kind = SamplerKind::dpmpp_sde,
     .option = "dpmpp_sde",
     .json = "DPM++SDE",
     .label = "DPM++ SDE",
     .a1111 = "DPM++ SDE",
     .comfyui = "dpmpp_sde",
     .diffusers = "DPMSolverSDEScheduler",
     .aliases = "kdpmppsde dpmppsdegpu",
     .make = make_dpmpp_sde,
     .evaluations = 2,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::karras},
    {.kind = SamplerKind::dpmpp_2m_sde,
     .option = "dpmpp_2m_sde",
     .json = "DPM++2MSDE",
     .label = "DPM++ 2M SDE",
     .a1111 = "DPM++ 2M SDE",
     .comfyui = "dpmpp_2m_sde",
     .diffusers = "",
     .aliases = "kdpmpp2msde dpmpp2msdegpu dpm2msde",
     .make = make_dpmpp_2m_sde,
     .draws_noise = true,
     .eta = 1,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::exponential},
    {.kind = SamplerKind::dpmpp_2m_sde_heun,
     .option = "dpmpp_2m_sde_heun",
     .json = "DPM++2MSDEHeun",
     .label = "DPM++ 2M SDE Heun",
     .a1111 = "DPM++ 2M SDE Heun",
     .comfyui = "dpmpp_2m_sde_heun",
     .diffusers = "",
     .aliases = "kdpmpp2msdeheun dpmpp2msdeheungpu",
     .make = make_dpmpp_2m_sde_heun,
     .draws_noise = true,
     .eta = 1,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::exponential},
    {.kind = SamplerKind::dpmpp_3m_sde,
     .option = "dpmpp_3m_sde",
     .json = "DPM++3MSDE",
     .label = "DPM++ 3M SDE",
     .a1111 = "DPM++ 3M SDE",
     .comfyui = "dpmpp_3m_sde",
     .diffusers = "",
     .aliases = "kdpmpp3msde dpmpp3msdegpu dpm3msde",
     .make = make_dpmpp_3m_sde,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .a1111_automatic = Spacing::exponential,
     .a1111_skips_next_to_last = true},
    {.kind = SamplerKind::deis,
     .option = "deis",
     .json = "DEIS",
     .label = "DEIS",
     .a1111 = "DEIS",
     .comfyui = "deis",
     .diffusers = "DEISMultistepScheduler",
     .aliases = "",
     .make = make_deis,
     .spaced_beyond = 1,
     .karras_as_model = true,
     .a1111_differs = "it has no DEIS"},
    {.kind = SamplerKind::ddpm,
     .option = "ddpm",
     .json = "DDPM",
     .label = "DDPM",
     .a1111 = "DDPM",
     .comfyui = "ddpm",
     .diffusers = "DDPMScheduler",
     .aliases = "",
     .make = make_ddpm,
     .draws_noise = true,
     .a1111_differs = "it has no DDPM"},
    {.kind = SamplerKind::lcm,
     .option = "lcm",
     .json = "LCM",
     .label = "LCM",
     .a1111 = "LCM",
     .comfyui = "lcm",
     .diffusers = "LCMScheduler",
     .aliases = "",
     .make = make_lcm,
     .draws_noise = true,
     .own_steps = distillation_steps,
     .a1111_differs = "its LCM scales what the model says by timesteps of its own"},
    {.kind = SamplerKind::tcd,
     .option = "tcd",
     .json = "TCD",
     .label = "TCD",
     .a1111 = "TCD",
     .comfyui = "tcd",
     .diffusers = "TCDScheduler",
     .aliases = "",
     .make = make_tcd,
     .draws_noise = true,
     .eta = 0.3,
     .own_steps = distillation_steps,
     .a1111_differs = "it has no TCD",
     .comfyui_differs = "it has no TCD"},
    {.kind = SamplerKind::res_multistep,
     .option = "res_multistep",
     .json = "RESMultistep",
     .label = "RES multistep",
     .a1111 = "Res Multistep",
     .comfyui = "res_multistep",
     .diffusers = "",
     .aliases = "",
     .make = make_res_multistep,
     .eta = 0,
     .karras_as_model = true,
     .a1111_differs = "it has no RES multistep"},
    {.kind = SamplerKind::res_multistep_ancestral,
     .option = "res_multistep_a",
     .json = "RESMultistepA",
     .label = "RES multistep ancestral",
     .a1111 = "Res Multistep Ancestral",
     .comfyui = "res_multistep_ancestral",
     .diffusers = "",
     .aliases = "",
     .make = make_res_multistep,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .a1111_differs = "it has no RES multistep"},
    {.kind = SamplerKind::er_sde,
     .option = "er_sde",
     .json = "ERSDE",
     .label = "ER-SDE",
     .a1111 = "ER SDE",
     .comfyui = "er_sde",
     .diffusers = "",
     .aliases = "ersde3 ersdesolver ersdesolver3",
     .make = make_er_sde,
     .draws_noise = true,
     .karras_as_model = true,
     .a1111_differs = "it has no ER-SDE"},
    {.kind = SamplerKind::euler_cfg_pp,
     .option = "euler_cfg_pp",
     .json = "EulerCFG++",
     .label = "Euler CFG++",
     .a1111 = "Euler CFG++",
     .comfyui = "euler_cfg_pp",
     .diffusers = "",
     .aliases = "keulercfgpp",
     .make = make_euler_cfg_pp,
     .karras_as_model = true,
     .reads_unguided = true,
     .a1111_differs = "it has no CFG++"},
    {.kind = SamplerKind::euler_ancestral_cfg_pp,
     .option = "euler_a_cfg_pp",
     .json = "EulerACFG++",
     .label = "Euler ancestral CFG++",
     .a1111 = "Euler a CFG++",
     .comfyui = "euler_ancestral_cfg_pp",
     .diffusers = "",
     .aliases = "keulerancestralcfgpp",
     .make = make_euler_cfg_pp,
     .draws_noise = true,
     .eta = 1,
     .karras_as_model = true,
     .reads_unguided = true,
     .a1111_differs = "it has no CFG++"},
    {.kind = SamplerKind::dpm_adaptive,
     .option = "dpm_adaptive",
     .json = "DPMAdaptive",
     .label = "DPM adaptive",
     .a1111 = "DPM adaptive",
     .comfyui = "dpm_adaptive",
     .diffusers = "",
     .aliases = "kdpmad kdpmadaptive dpmadaptative",
     .make = make_dpm_adaptive,
     .evaluations = 3,
     .eta = 0,
     .own_pace = true,
     .a1111_eta = 1},
};

constexpr ScheduleInfo schedule_table[] = {
    {.kind = Spacing::published,
     .option = "default",
     .label = "The model's own",
     .a1111 = "Automatic",
     .comfyui = "",
     .aliases = "native discrete"},
    {.kind = Spacing::karras, .option = "karras", .label = "Karras", .a1111 = "Karras", .comfyui = "karras", .aliases = ""},
    {.kind = Spacing::exponential,
     .option = "exponential",
     .label = "Exponential",
     .a1111 = "Exponential",
     .comfyui = "exponential",
     .aliases = ""},
    {.kind = Spacing::polyexponential,
     .option = "polyexponential",
     .label = "Polyexponential",
     .a1111 = "Polyexponential",
     .comfyui = "polyexponential",
     .aliases = ""},
    {.kind = Spacing::sgm_uniform,
     .option = "sgm_uniform",
     .label = "SGM uniform",
     .a1111 = "SGM Uniform",
     .comfyui = "sgm_uniform",
     .aliases = "sgm"},
    {.kind = Spacing::simple, .option = "simple", .label = "Simple", .a1111 = "Simple", .comfyui = "simple", .aliases = ""},
    {.kind = Spacing::normal, .option = "normal", .label = "Normal", .a1111 = "Normal", .comfyui = "normal", .aliases = "uniform"},
    {.kind = Spacing::ddim_uniform,
     .option = "ddim_uniform",
     .label = "DDIM uniform",
     .a1111 = "DDIM",
     .comfyui = "ddim_uniform",
     .aliases = ""},
    {.kind = Spacing::beta, .option = "beta", .label = "Beta", .a1111 = "Beta", .comfyui = "beta", .aliases = ""},
    {.kind = Spacing::kl_optimal,
     .option = "kl_optimal",
     .label = "KL optimal",
     .a1111 = "KL Optimal",
     .comfyui = "kl_optimal",
     .aliases = ""},
    {.kind = Spacing::align_your_steps,
     .option = "align_your_steps",
     .label = "Align Your Steps",
     .a1111 = "Align Your Steps",
     .comfyui = "align_your_steps",
     .aliases = "ays"},
    {.kind = Spacing::linear_quadratic,
     .option = "linear_quadratic",
     .label = "Linear, then quadratic",
     .a1111 = "Linear Quadratic",
     .comfyui = "linear_quadratic",
     .aliases = ""},
    {.kind = Spacing::trailing, .option = "trailing", .label = "Trailing", .a1111 = "SGM Uniform", .comfyui = "", .aliases = "turbo"},
    {.kind = Spacing::leading, .option = "leading", .label = "Leading", .a1111 = "DDIM", .comfyui = "", .aliases = ""},
    {.kind = Spacing::linspace, .option = "linspace", .label = "Even, both ends", .a1111 = "Uniform", .comfyui = "", .aliases = ""},
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
        for (const char* name : {info.option, info.json, info.label, info.a1111, info.comfyui, info.diffusers}) {
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

bool adds_noise(const SamplerInfo& info, const StepNoise& noise) {
    return info.eta ? noise.eta.value_or(*info.eta) > 0 : info.draws_noise;
}

bool runs_unguided(const SamplerInfo& info, double guidance) {
    return info.reads_unguided || guided(guidance);
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
    for (const ScheduleInfo& info : schedule_table) {
        if (info.kind == Spacing::published) continue;
        const std::string schedule = plain_sampler_name(info.option);
        if (!whole.ends_with(schedule)) continue;
        if (const SamplerInfo* sampler = with_plain_name(whole.substr(0, whole.size() - schedule.size()))) return {sampler, schedule};
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
