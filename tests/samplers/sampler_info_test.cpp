// One name means one sampler in every program's spelling; the tables and the schemas hold the same words.
#include "core/samplers/sampler_info.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"

namespace imagelab {
namespace {

TEST(SamplerInfo, EveryKindHasOneRowThatMakesIt) {
    for (const SamplerInfo& info : samplers()) {
        EXPECT_EQ(&sampler_info(info.kind), &info) << info.option << " stands twice";
        for (const ScheduleInfo& schedule : schedules()) {
            if (!supported(info.kind, schedule.kind, {}, 8).ok()) {
                EXPECT_TRUE(info.even_timesteps) << info.option << " " << schedule.option;
                continue;
            }
            const int steps = make_sampler(info.kind, schedule.kind, {}, 8)->steps();
            if (info.own_pace) continue;
            EXPECT_EQ(steps, info.evaluations == 2 ? 15 : info.kind == SamplerKind::pndm ? 9 : 8) << info.option << " " << schedule.option;
        }
    }
    EXPECT_THROW(sampler_info(static_cast<SamplerKind>(1000)), Error);
}

TEST(SamplerInfo, NoSpellingMeansTwoSamplers) {
    std::map<std::string, const SamplerInfo*> seen;
    for (const SamplerInfo& info : samplers()) {
        for (const char* name : {info.option, info.json, info.label, info.a1111, info.comfyui, info.diffusers}) {
            if (!*name) continue;
            const auto [at, fresh] = seen.try_emplace(plain_sampler_name(name), &info);
            EXPECT_EQ(at->second, &info) << name;
            EXPECT_EQ(sampler_named(name), &info) << name;
        }
    }
}

TEST(SamplerInfo, SpellingsOfOtherPrograms) {
    const std::pair<const char*, SamplerKind> names[] = {{"Euler a", SamplerKind::euler_ancestral},
                                                         {"k_euler_ancestral", SamplerKind::euler_ancestral},
                                                         {"EulerAncestralDiscreteScheduler", SamplerKind::euler_ancestral},
                                                         {"EulerDiscrete", SamplerKind::euler},
                                                         {"DPM++ 2M", SamplerKind::dpmpp_2m},
                                                         {"dpmpp_2m", SamplerKind::dpmpp_2m},
                                                         {"dpmsolver_multistep", SamplerKind::dpmpp_2m},
                                                         {"uni_pc_bh2", SamplerKind::unipc_bh2},
                                                         {"uni_pc", SamplerKind::unipc},
                                                         {"dpm_adaptive", SamplerKind::dpm_adaptive},
                                                         {"DPM adaptive", SamplerKind::dpm_adaptive},
                                                         {"k_dpm_ad", SamplerKind::dpm_adaptive},
                                                         {"PLMS", SamplerKind::pndm},
                                                         {"k_lms", SamplerKind::lms},
                                                         {"DPM2 a", SamplerKind::dpm2_ancestral},
                                                         {"dpm_2_ancestral", SamplerKind::dpm2_ancestral},
                                                         {"KDPM2AncestralDiscreteScheduler", SamplerKind::dpm2_ancestral},
                                                         {"KDPM2Discrete", SamplerKind::dpm2},
                                                         {"DPM++ 2S a", SamplerKind::dpmpp_2s_ancestral},
                                                         {"dpmpp_2s_ancestral", SamplerKind::dpmpp_2s_ancestral},
                                                         {"DPM++ SDE", SamplerKind::dpmpp_sde},
                                                         {"dpmpp_sde_gpu", SamplerKind::dpmpp_sde},
                                                         {"DPM++ 2M SDE", SamplerKind::dpmpp_2m_sde},
                                                         {"dpmpp_2m_sde_gpu", SamplerKind::dpmpp_2m_sde},
                                                         {"DPM++ 3M SDE", SamplerKind::dpmpp_3m_sde},
                                                         {"DPM++2MSDE", SamplerKind::dpmpp_2m_sde},
                                                         {"DPM++ 2M SDE Heun", SamplerKind::dpmpp_2m_sde_heun},
                                                         {"dpmpp_2m_sde_heun_gpu", SamplerKind::dpmpp_2m_sde_heun},
                                                         {"res_multistep_ancestral", SamplerKind::res_multistep_ancestral},
                                                         {"er_sde", SamplerKind::er_sde},
                                                         {"euler_cfg_pp", SamplerKind::euler_cfg_pp},
                                                         {"euler_ancestral_cfg_pp", SamplerKind::euler_ancestral_cfg_pp},
                                                         {"Euler a CFG++", SamplerKind::euler_ancestral_cfg_pp},
                                                         {"deis", SamplerKind::deis},
                                                         {"DEISMultistep", SamplerKind::deis},
                                                         {"HeunDiscreteScheduler", SamplerKind::heun},
                                                         {"UniPCMultistep", SamplerKind::unipc}};
    for (const auto& [name, kind] : names) {
        const SamplerInfo* found = sampler_named(name);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->kind, kind) << name;
    }
    for (const char* name : {"", " ", "DPM++ 2M SDE Trapezoid", "scheduler", "karras"}) EXPECT_EQ(sampler_named(name), nullptr) << name;
}

TEST(SamplerInfo, OneNameForSamplerAndSchedule) {
    const std::tuple<const char*, SamplerKind, const char*> names[] = {
        {"DPM++ 2M Karras", SamplerKind::dpmpp_2m, "karras"},
        {"dpmpp_2m_k", SamplerKind::dpmpp_2m, "karras"},
        {"DPM++ 2M SGM Uniform", SamplerKind::dpmpp_2m, "sgmuniform"},
        {"DPM++ 2M SDE Karras", SamplerKind::dpmpp_2m_sde, "karras"},
        {"DPM++ 3M SDE Exponential", SamplerKind::dpmpp_3m_sde, "exponential"},
        {"dpmpp_sde_k", SamplerKind::dpmpp_sde, "karras"},
        {"Euler a Simple", SamplerKind::euler_ancestral, "simple"},
        {"Euler", SamplerKind::euler, ""}};
    for (const auto& [name, kind, schedule] : names) {
        const SamplerAndSchedule found = sampler_and_schedule_named(name);
        ASSERT_NE(found.sampler, nullptr) << name;
        EXPECT_EQ(found.sampler->kind, kind) << name;
        EXPECT_EQ(found.schedule, schedule) << name;
    }
    EXPECT_EQ(sampler_and_schedule_named("Unheard Of Karras").sampler, nullptr);
    EXPECT_EQ(schedule_named("Karras")->kind, Spacing::karras);
    const std::pair<const char*, Spacing> words[] = {
        {"Turbo", Spacing::trailing},       {"SGM Uniform", Spacing::sgm_uniform},         {"Uniform", Spacing::normal},
        {"DDIM", Spacing::ddim_uniform},    {"ddim_uniform", Spacing::ddim_uniform},       {"KL Optimal", Spacing::kl_optimal},
        {"AYS", Spacing::align_your_steps}, {"AlignYourSteps", Spacing::align_your_steps}, {"discrete", Spacing::published}};
    for (const auto& [name, kind] : words) {
        ASSERT_NE(schedule_named(name), nullptr) << name;
        EXPECT_EQ(schedule_named(name)->kind, kind) << name;
    }
    EXPECT_EQ(schedule_named("linear_quadratic")->kind, Spacing::linear_quadratic);
    EXPECT_EQ(schedule_named("bong_tangent"), nullptr);
}

TEST(SamplerInfo, ProfilesKnowTheSameWords) {
    const auto schema = nlohmann::json::parse(read_text_file(resource_dir() / "schema" / "style_profile_schema.json"));
    const auto words = [&](const char* field) {
        return schema.at("properties").at("settings").at("properties").at(field).at("enum").get<std::vector<std::string>>();
    };
    std::vector<std::string> types;
    for (const SamplerInfo& info : samplers()) types.emplace_back(info.json);
    EXPECT_EQ(words("sampler"), types);
    EXPECT_EQ(words("spacing"), schedule_options());
}

}  // namespace
}  // namespace imagelab
